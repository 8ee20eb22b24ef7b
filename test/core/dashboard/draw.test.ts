import { type DrawnSeries, drawWidget, type WidgetData } from '../../../lib/core/dashboard/draw';
import type { MetricWidget } from '../../../lib/core/dashboard/model';
import { readDashboardBody } from '../../../lib/core/dashboard/read';
import { describeMetric, type MetricId } from '../../../lib/core/signal/metric';

/** Three minutes in which every metric has its own number: that of minutes in a period under Sum. */
function dataOf(metrics: Readonly<Record<string, readonly (number | undefined)[]>>, minutes = 3): WidgetData {
  const ids = Object.keys(metrics).map((name): MetricId => {
    const [metric = '', service] = name.split('@');
    return { namespace: 'Shop', name: metric, dimensions: service === undefined ? {} : { service } };
  });
  const values = new Map(Object.values(metrics).map((each, index) => [describeMetric(ids[index] as MetricId), each]));
  return {
    startMs: 0,
    endMs: minutes * 60_000,
    metrics: ids,
    read: (metric, statistic, { periodSeconds, length }) => {
      const all = values.get(describeMetric(metric)) ?? [];
      const per = periodSeconds / 60;
      return Array.from({ length }, (_, index) => {
        const some = all.slice(index * per, (index + 1) * per).filter((value) => value !== undefined);
        const sum = some.reduce((total, value) => total + value, 0);
        return some.length === 0 ? undefined : statistic === 'Sum' ? sum : sum / some.length;
      });
    },
  };
}

function draw(metrics: unknown, data: WidgetData, properties: object = { stat: 'Sum', period: 60 }) {
  const { widgets } = readDashboardBody({ widgets: [{ type: 'metric', properties: { metrics, ...properties } }] });
  return drawWidget(widgets[0] as MetricWidget, data);
}

function lines(series: readonly DrawnSeries[]): unknown[] {
  return series.map(({ label, values }) => [label, ...values]);
}

const shop = dataOf({
  Faults: [1, 2, undefined],
  Requests: [10, 10, 10],
  'Errors@pay': [1, undefined, 3],
  'Errors@cart': [5, 5, 5],
  'Latency@pay': [100, 200, 300],
});

test('draws metrics and what expressions make of them, in the order of the rows', () => {
  const { series, problems } = draw(
    [
      [{ expression: 'm1 / m2 * 100', label: 'fault rate', id: 'e1', yAxis: 'right', color: '#ff0000' }],
      ['Shop', 'Faults', { id: 'm1', visible: false }],
      ['.', 'Requests', { id: 'm2' }],
      [{ expression: 'e1 * 2' }],
      [{ expression: 'e1 + 1', id: 'e2' }],
    ],
    shop,
  );
  expect(problems).toEqual([]);
  expect(lines(series)).toEqual([
    ['fault rate', 10, 20, 0],
    ['Requests', 10, 10, 10],
    ['e1 * 2', 20, 40, 0],
    ['e2', 11, 21, 1],
  ]);
  expect(series[0]).toMatchObject({ axis: 'right', color: '#ff0000' });
  expect(series[0]).not.toHaveProperty('source');
  expect(series[1]?.source).toEqual({ statistic: 'Sum', metric: shop.metrics[1] });
});

test('SEARCH draws one line for each metric it finds, labelled by what tells them apart', () => {
  const errors = `SEARCH('{Shop,service} MetricName="Errors"', 'Sum', 60)`;
  expect(lines(draw([[{ expression: errors }]], shop).series)).toEqual([
    ['cart', 5, 5, 5],
    ['pay', 1, undefined, 3],
  ]);
  expect(lines(draw([[{ expression: errors, label: 'Errors of' }]], shop).series)).toEqual([
    ['Errors of cart', 5, 5, 5],
    ['Errors of pay', 1, undefined, 3],
  ]);
});

test('expressions go on with what SEARCH finds, in the same row or by id', () => {
  const expression = `SEARCH('{Shop,service} Errors', 'Sum', 60)`;
  const { series } = draw(
    [
      [{ expression, id: 's1', visible: false }],
      [{ expression: 'SUM(s1)', id: 'e1' }],
      [{ expression: `MAX(${expression})`, label: 'most' }],
    ],
    shop,
  );
  expect(lines(series)).toEqual([
    ['e1', 6, 5, 8],
    ['most', 5, 5, 5],
  ]);
});

test('METRICS() is every metric row of the widget, named by its label or metric', () => {
  const { series } = draw(
    [
      ['Shop', 'Faults', { visible: false }],
      ['.', 'Requests', { id: 'm1', label: 'all', visible: false }],
      [{ expression: 'METRICS() * 2' }],
      [{ expression: 'SUM(METRICS("m1"))', label: 'only m1' }],
    ],
    shop,
  );
  expect(lines(series)).toEqual([
    ['Faults', 2, 4, undefined],
    ['all', 20, 20, 20],
    ['only m1', 10, 10, 10],
  ]);
});

test('SEARCH without statistic has that of the widget', () => {
  const [latency] = draw([[{ expression: `SEARCH('Latency')` }]], shop, { period: 180 }).series;
  expect(latency).toMatchObject({ label: 'Latency', values: [200] });
  expect(draw([[{ expression: `SEARCH('Latency')` }]], shop, { period: 180, stat: 'Sum' }).series[0]?.values).toEqual([
    600,
  ]);
});

describe('periods', () => {
  const periodOf = (metrics: unknown, properties: object = { stat: 'Sum' }) =>
    draw(metrics, shop, properties).series.map(({ times }) => [times.periodSeconds, times.length]);

  test('an expression has that of its metrics, the longest where they differ', () => {
    const metrics = [
      ['Shop', 'Faults', { id: 'm1', period: 60, visible: false }],
      ['.', 'Requests', { id: 'm2', period: 180, visible: false }],
    ];
    expect(periodOf([...metrics, [{ expression: 'm1 * 2' }], [{ expression: 'm1 / m2' }]])).toEqual([
      [60, 3],
      [180, 1],
    ]);
    expect(lines(draw([...metrics, [{ expression: 'm1 / m2' }]], shop, { stat: 'Sum' }).series)).toEqual([
      ['m1 / m2', 0.1],
    ]);
  });

  test('PERIOD() is the one that is drawn, so that rates stay right', () => {
    const metrics = [
      ['Shop', 'Requests', { id: 'm1', period: 60, visible: false }],
      [{ expression: 'm1 / PERIOD(m1) * 60', period: 180 }],
    ];
    expect(lines(draw(metrics, shop, { stat: 'Sum' }).series)).toEqual([['m1 / PERIOD(m1) * 60', 10]]);
  });

  test('SEARCH has its own, and where it has none that of its row or widget', () => {
    const search = [[{ expression: `SEARCH('Latency', 'Sum', 180)` }], [{ expression: `SEARCH('Latency')` }]];
    expect(periodOf(search, { period: 60 })).toEqual([
      [180, 1],
      [60, 3],
    ]);
    expect(periodOf([[{ expression: `SEARCH('Latency')`, period: 120 }]], { period: 60 })).toEqual([[120, 2]]);
  });

  test('an expression without metrics has that of the widget', () => {
    expect(periodOf([[{ expression: 'TIME_SERIES(5)' }]], { period: 60 })).toEqual([[60, 3]]);
  });

  test('a long time is drawn in longer periods, math included', () => {
    const { series } = draw([['Shop', 'Requests', { id: 'm1' }], [{ expression: 'm1 + 0' }]], dataOf({}, 2 * 1440));
    const rate = draw([['Shop', 'Requests', { id: 'm1', visible: false }], [{ expression: 'm1 / PERIOD(m1)' }]], {
      ...dataOf({ Requests: Array(5).fill(60) }),
      endMs: 2 * 86_400_000,
    });
    expect(rate.series[0]?.values.slice(0, 2)).toEqual([1, undefined]);
    expect(series.map(({ times }) => [times.periodSeconds, times.length])).toEqual([
      [300, 576],
      [300, 576],
    ]);
  });
});

describe('a row that is wrong is named, and the others are drawn', () => {
  const good = ['Shop', 'Requests', { id: 'm1' }];

  test.each([
    [[{ expression: 'm1 +', id: 'e1' }], 'the expression ends too early'],
    [[{ expression: 'm1 + m9', id: 'e1' }], 'm9'],
    [[{ expression: 'AVG(m1)', id: 'e1' }], 'the result is a scalar'],
    [[{ expression: 'e1 + 1', id: 'e1' }], 'circular dependency: e1 -> e1'],
    [[{ expression: 'm1 * 2', id: 'E1' }], "id 'E1' is not valid"],
    [[{ expression: `SEARCH('{Shop', 'Sum', 60)` }], 'the schema is not closed'],
    [[{ expression: `SEARCH(' Errors ', 'Most', 60)` }], "'Most' of Shop/Errors{service=cart} is no statistic"],
    [[{ expression: `SEARCH(' :aws.AccountId="1" Errors ', 'Sum', 60)` }], 'not rehearsed'],
    [[{ expression: 'SELECT AVG(x) FROM y' }], 'Metrics Insights queries are not rehearsed'],
    [[{ expression: 'ANOMALY_DETECTION_BAND(m1)' }], 'not rehearsed'],
    [['Shop', 'Faults', { stat: 'p101' }], "'p101' of Shop/Faults is no statistic"],
  ])('%j', (row, part) => {
    const { series, problems } = draw([good, row], shop);
    expect(lines(series)).toEqual([['Requests', 10, 10, 10]]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(part);
  });
});

describe('limits', () => {
  const many = dataOf(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`Errors@s${index}`, [1]])));
  const search = [{ expression: `SEARCH(' Errors ', 'Sum', 60)` }];

  test('a search reads 500 metrics, and says that there are more', () => {
    const { series, problems } = draw([search], many);
    expect(series).toHaveLength(500);
    expect(problems).toEqual(["the search 'Errors' finds 501 metrics; the first 500 are read"]);
  });

  test('a widget has 500 time series, and says that there are more', () => {
    const { series, problems } = draw([['Shop', 'Requests'], search], many);
    expect(series).toHaveLength(500);
    expect(series[0]?.label).toBe('Requests');
    expect(problems).toContain('it has 501 time series; the first 500 are drawn, as in CloudWatch');
  });

  test('a widget with more than 100 searches says so', () => {
    const { problems } = draw(Array(101).fill(search), shop);
    expect(problems).toEqual(['it has 101 search expressions, CloudWatch allows 100 in one graph']);
  });
});

test('draws nothing of no time', () => {
  const { series, problems } = draw([['Shop', 'Faults', { id: 'm1' }], [{ expression: 'm1 + 1' }]], dataOf({}, 0));
  expect(problems).toEqual([]);
  expect(series.map(({ values }) => values)).toEqual([[], []]);
});
