import { chartOf, withGaps } from '../../../lib/view/report/chart-data';
import type { ReportWidget } from '../../../lib/view/report/model';
import { at, checkoutReport } from './fixture';

const widget: ReportWidget = { x: 0, y: 0, width: 12, height: 6, type: 'metric', title: 'Errors' };

test('keeps nulls and adds one where buckets are missing altogether', () => {
  expect(
    withGaps([
      [0, 1],
      [60, null],
      [120, 2],
      [300, 3],
    ]),
  ).toEqual([
    [0, 1],
    [60, null],
    [120, 2],
    [180, null],
    [300, 3],
  ]);
});

test('puts points in order of time and drops a bucket that comes twice', () => {
  expect(
    withGaps([
      [60, 2],
      [0, 1],
      [60, 3],
    ]),
  ).toEqual([
    [0, 1],
    [60, 2],
  ]);
});

test('shades the time in ALARM of alarms on a drawn metric and of alarms the widget names, merged', () => {
  const series = [
    { label: 'Errors', metricKey: 'ChargePayment Errors', statistic: 'Sum', axis: 'left' as const, points: [] },
  ];
  expect(chartOf({ ...widget, series }, checkoutReport).shaded).toEqual([[at(13, 10), at(34, 10)]]);
  expect(chartOf({ ...widget, series, alarms: ['checkout-prod-OrdersDLQDepth'] }, checkoutReport).shaded).toEqual([
    [at(13, 10), at(37, 8)],
  ]);
});

test('shades the time in ALARM of alarms on metrics that an expression chooses from', () => {
  const series = [{ label: 'worst', statistic: '', axis: 'left' as const, points: [] }];
  const metricKeys = ['ChargePayment Errors'];
  expect(chartOf({ ...widget, series, metricKeys }, checkoutReport).shaded).toEqual([[at(13, 10), at(34, 10)]]);
});

test('shades nothing where no alarm is related', () => {
  expect(
    chartOf({ ...widget, series: [{ label: 'x', statistic: 'Sum', axis: 'left', points: [] }] }, checkoutReport).shaded,
  ).toEqual([]);
});

test('takes only plain hexadecimal colours', () => {
  const colored = (color: string) =>
    chartOf({ ...widget, series: [{ label: 'x', statistic: 'Sum', axis: 'left', points: [], color }] }, checkoutReport)
      .series[0]?.color;
  expect(colored('#D13212')).toBe('#D13212');
  expect(colored('red;}</style>')).toBeUndefined();
});
