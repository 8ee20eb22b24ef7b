import type { ReportAlarm, StoryEntry } from '../../../lib/view/report/model';
import { withWindowsFolded } from '../../../lib/view/report/window-alarms';
import { at, checkoutReport } from './fixture';

const [pattern] = checkoutReport.alarms as [ReportAlarm];

function windowsOf(service: string, environment: string): ReportAlarm[] {
  return ['page_fast_long', 'page_fast_short'].map((window) => ({
    ...pattern,
    name: `${service}-${environment}-Orders-${window}-92b9664b`,
    label: `Orders-${window}`,
    service,
    role: 'signal',
    windowOf: 'Orders',
  }));
}

/** All go into ALARM in one moment, in turns. */
function linesOf(...alarms: ReportAlarm[]): (readonly [string, string | undefined])[] {
  const story = [...alarms]
    .sort((a, b) => (a.label < b.label ? -1 : 1))
    .map(({ name, label }): StoryEntry => ({ atMs: at(5), kind: 'alarm', text: `${label}  OK → ALARM`, alarm: name }));
  return withWindowsFolded({ story, alarms }).map(({ text, detail }) => [text, detail]);
}

const BOTH = 'page_fast_long, page_fast_short';

test('windows of an objective that change in one moment are one line', () => {
  expect(linesOf(...windowsOf('shop', 'prod'))).toEqual([['2 window alarms of Orders in ALARM', BOTH]]);
});

test('each environment and each service has a line of its own, which says whose it is', () => {
  const alarms = [...windowsOf('shop', 'prod'), ...windowsOf('shop', 'staging'), ...windowsOf('depot', 'prod')];
  expect(linesOf(...alarms)).toEqual([
    ['shop prod: 2 window alarms of Orders in ALARM', BOTH],
    ['shop staging: 2 window alarms of Orders in ALARM', BOTH],
    ['depot prod: 2 window alarms of Orders in ALARM', BOTH],
  ]);
});

test('says the service where the name of the alarm tells no environment', () => {
  const own = windowsOf('depot', 'prod').map((alarm) => ({ ...alarm, name: alarm.label }));
  expect(linesOf(...own, ...windowsOf('shop', 'prod')).map(([text]) => text)).toEqual([
    'depot: 2 window alarms of Orders in ALARM',
    'shop prod: 2 window alarms of Orders in ALARM',
  ]);
});
