import { parseWatchedSeries } from '../../../../lib/core/anomaly/watch/read-series';
import { seriesOf } from '../../../workflow/detect-anomalies-world';

const text = (series: readonly unknown[], more: object = {}) =>
  JSON.stringify({ schemaVersion: 1, kind: 'anomaly-series', series, ...more });
const parse = (...texts: readonly string[]) =>
  parseWatchedSeries(texts.map((one, index) => ({ name: `d${index}`, text: one })));

test('reads series as they were written', () => {
  const full = seriesOf({
    threshold: 'lowFalsePositives',
    timeZone: 'Asia/Kolkata',
    counter: true,
    publishScore: true,
    ahead: { threshold: 0, direction: 'below', withinSeconds: 86_400, role: 'ticket', severity: 'medium' },
  });
  const bare = seriesOf({ name: 'bare', threshold: 0.7 });
  expect(parse(text([full]), text([bare]))).toEqual({ series: [full, bare], problems: [] });
});

test('one that is wrong is no obstacle to its neighbours', () => {
  const { series, problems } = parse(
    text([seriesOf({ name: 'a' }), seriesOf({ name: 'b', statistic: 'nonsense' }), seriesOf({ name: 'c' })]),
    '{',
    text([], { schemaVersion: 2 }),
    text([], { kind: 'slo' }),
    `"${'x'.repeat(70_000)}"`,
    text([seriesOf({ name: 'a' }), { ...seriesOf(), periodSeconds: 7 }, seriesOf({ name: 'tz', timeZone: 'Mars' })]),
    text([null]),
    text([
      {
        ...seriesOf(),
        ahead: { threshold: 0, direction: 'below', withinSeconds: 60, role: 'ticket', severity: 'low' },
      },
    ]),
  );
  expect(series.map(({ name }) => name)).toEqual(['a', 'c']);
  expect(problems.map(({ name, problem }) => `${name} ${problem.slice(0, 90)}`)).toEqual([
    expect.stringContaining("d0 Series document 'd0': 'series[1].statistic' must be a statistic such as Sum or p99"),
    expect.stringMatching(/^d1 /),
    expect.stringContaining('schemaVersion 2'),
    expect.stringContaining("'kind' must be one of anomaly-series"),
    expect.stringContaining('70002 characters'),
    expect.stringContaining("there are two series 'checkout/prod/a'"),
    expect.stringContaining("'series[1].periodSeconds' must be one of 60, 300, got 7"),
    expect.stringContaining('Mars'),
    expect.stringContaining("'series[0]'"),
    expect.stringContaining("'series[0].ahead.withinSeconds' must be from 21600 to 7776000"),
  ]);
});
