import { incidentRequests } from '../../../lib/view/report/incident-requests';
import type { ReportIncident, ReportRequest } from '../../../lib/view/report/model';
import { renderReport } from '../../../lib/view/report/page';
import { at, checkoutReport } from './fixture';

const REQUEST: ReportRequest = {
  atMs: at(10, 1),
  requestId: 'ChargePayment-301',
  correlationId: 'order-301',
  traceId: '1-695b7fe9-a5fcab40775a03d00c03243e',
  operation: 'sqs Payments',
  category: 'network',
  fingerprint: 'd4d583b9b8a4d691',
  lines: [{ atMs: at(10, 1), logGroup: 'payments', text: '{"secret":"of the log"}' }],
};
const [incident] = checkoutReport.incidents as [ReportIncident];
const shown = (requests: readonly ReportRequest[], more: Partial<ReportIncident> = {}) =>
  String(incidentRequests({ ...incident, requests, ...more }, at(0)));

test('below an incident its first failing requests are listed with error and ids, without their lines', () => {
  const page = renderReport(
    { ...checkoutReport, incidents: [{ ...incident, requests: [REQUEST, REQUEST] }] },
    { script: '1', style: 'a{}' },
  );
  const [, list = ''] = page.split('<summary>First 2 failing requests</summary>');
  const [row = ''] = list.split('</li>');
  for (const text of [
    '09:10:01',
    'network',
    'sqs Payments',
    'ChargePayment-301',
    'order-301',
    REQUEST.traceId,
    'd4d5',
  ]) {
    expect(row).toContain(text);
  }
  expect(page).not.toContain('of the log');
});

test('the trace id is shown once where it is the correlation id, too', () => {
  const html = shown([{ ...REQUEST, correlationId: REQUEST.traceId }]);
  expect(html.split(String(REQUEST.traceId))).toHaveLength(2);
  expect(html).not.toContain('correlation');
});

test('what is not known of a request leaves nothing behind', () => {
  const html = shown([{ atMs: at(1), requestId: 'bare', lines: [] }]);
  expect(html).toContain('<code>bare</code>');
  expect(html).toContain('<span class="kind">failed</span>');
  expect(html).not.toMatch(/undefined|trace|fingerprint/);
});

test('that earlier ones may be missing is said', () => {
  expect(shown([REQUEST], { requestsIncomplete: true })).toContain('There may have been earlier ones');
  expect(shown([REQUEST])).not.toContain('earlier');
});

test('without failing requests there is no list', () => {
  expect(incidentRequests(incident, at(0))).toBe(false);
  expect(incidentRequests({ ...incident, requests: [] }, at(0))).toBe(false);
});

test('hostile texts stay texts', () => {
  const bad = '<script>alert(1)</script>';
  const html = shown([
    { atMs: at(1), requestId: bad, traceId: bad, operation: bad, category: bad, fingerprint: bad, lines: [] },
  ]);
  expect(html).not.toContain('<script');
});
