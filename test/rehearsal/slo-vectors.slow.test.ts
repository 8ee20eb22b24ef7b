/**
 * The cases of test/vectors/slo.json, played into the synthesized burn-rate alarms by the semantics of CloudWatch. A rule
 * fires while the alarms of both its windows are in ALARM; the composite of its severity, while one of its rules fires.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IncidentResponse, Observability } from '../../lib';
import type { ResolvedServiceSlo } from '../../lib/constructs/slo/resolved-slo';
import type { Slo } from '../../lib/constructs/slo/slo';
import { type BurnRateRule, isHourly, readRule } from '../../lib/core/slo/burn-rate-rule';
import type { IndicatorQuery } from '../../lib/core/slo/definition';
import { rehearse } from '../../lib/rehearsal/rehearsal';
import type { ReportAlarm } from '../../lib/view/report/model';
import { newStack } from '../constructs/template';

jest.setTimeout(120_000);

interface Stretch {
  readonly minutes: number;
  readonly total: number;
  readonly bad: number;
}
type SeriesItem = Stretch | { readonly repeat: number; readonly of: readonly SeriesItem[] };
/** First minute of a firing, and the first one after it; `null`: it lasts. */
type Interval = readonly [number, number | null];

interface Firings {
  readonly first_fire_minute: number | null;
  readonly reset_minute: number | null;
  readonly episodes: number;
}

interface Vector {
  readonly id: string;
  readonly why: string;
  readonly objective_percent: string;
  readonly slo_window: string;
  readonly series: readonly SeriesItem[];
  readonly rules: readonly Omit<BurnRateRule, 'severity'>[];
  readonly guard?: { readonly min_total?: number; readonly min_bad?: number };
  readonly expected: {
    readonly rules: Readonly<
      Record<string, Firings & { readonly intervals: readonly Interval[]; readonly cloudwatch_multiday?: Firings }>
    >;
  };
}

const { cases }: { readonly cases: readonly Vector[] } = JSON.parse(
  readFileSync(join(__dirname, '../vectors/slo.json'), 'utf8'),
);

test('no case is missing', () => {
  expect(cases).toHaveLength(12);
});

test.each(cases.map((one) => [one.id, one] as const))(
  '%s: every rule fires and resets in its minute',
  async (_, one) => {
    expectMinutes(one, await play(one));
  },
);

test.each([
  ['good events are counted', 'partial-recovery', { count: 'good' }],
  ['a minute without traffic has no datapoints', 'nodata-gap-inside-outage', { gaps: true }],
  ['quiet hours have no datapoints, and good events are counted', 'guard-min-bad-5-met', { count: 'good', gaps: true }],
] as const)('it makes no difference that %s (%s)', async (_, id, options) => {
  const one = cases.find((candidate) => candidate.id === id) as Vector;
  expectMinutes(one, await play(one, options));
});

test('the window of three days is looked at once an hour, and so some cases fire up to 59 minutes late', () => {
  const lates = cases.flatMap(({ expected: { rules } }) => {
    const { first_fire_minute: exact, cloudwatch_multiday: hourly } = rules.ticket_slow ?? {};
    return typeof exact === 'number' ? [(hourly?.first_fire_minute ?? Number.NaN) - exact] : [];
  });
  expect(lates.length).toBeGreaterThan(0);
  for (const late of lates) expect(late).toBeGreaterThan(0);
  for (const late of lates) expect(late).toBeLessThanOrEqual(59);
});

function expectMinutes({ rules, expected }: Vector, played: Played): void {
  for (const rule of rules) {
    const { intervals, cloudwatch_multiday } = expected.rules[rule.id] as Vector['expected']['rules'][string];
    const found = played.rules.get(rule.id) as Interval[];
    const hourly = isHourly(readRule('', withSeverity(rule)).longMinutes);
    expect({ [rule.id]: hourly ? firingsOf(found) : found }).toEqual({
      [rule.id]: hourly ? cloudwatch_multiday : intervals,
    });
  }
  for (const [severity, found] of Object.entries(played.composites)) {
    const own = rules.filter((rule) => withSeverity(rule).severity === severity).map(({ id }) => played.rules.get(id));
    const together = minutesOf(own.flatMap((intervals) => intervals ?? []));
    expect({ [severity]: [...minutesOf(found)] }).toEqual({ [severity]: [...together].sort((a, b) => a - b) });
  }
}

function firingsOf(intervals: readonly Interval[]): Firings {
  const [first] = intervals;
  return { first_fire_minute: first?.[0] ?? null, reset_minute: first?.[1] ?? null, episodes: intervals.length };
}

/** Minutes at which something fires, up to the end of the story. */
function minutesOf(intervals: readonly Interval[]): Set<number> {
  const minutes = new Set<number>();
  for (const [from, until] of intervals) {
    for (let minute = from; minute < (until ?? LAST_MINUTE); minute += 1) minutes.add(minute);
  }
  return minutes;
}

const LAST_MINUTE = 43_200;

interface PlayOptions {
  /** @default 'bad' */
  readonly count?: 'bad' | 'good';
  /** Minutes without events have no datapoints in place of zeros. */
  readonly gaps?: boolean;
}

interface Played {
  readonly rules: ReadonlyMap<string, Interval[]>;
  readonly composites: Readonly<Record<'page' | 'ticket', Interval[]>>;
}

async function play(vector: Vector, { count = 'bad', gaps = false }: PlayOptions = {}): Promise<Played> {
  const stack = newStack();
  const incidents = IncidentResponse.fromHubName('sightline');
  const identity = { service: 'shop', environment: 'test' };
  const obs = new Observability(stack, 'Observability', { ...identity, incidents, slos: false });
  const slo = { resolve: () => resolvedOf(vector, count) } as unknown as Slo;
  const { alarms: made } = obs.slo('Vector', slo);
  const pastMinutes = pastOf(vector.series);
  const lines = ['scenario Vector', 'start 2026-03-01T00:00:00Z', ...seriesLines(vector, pastMinutes, count, gaps)];
  const { alarms, startMs, notRehearsed } = await rehearse(stack).playText(lines.join('\n'));
  expect(notRehearsed).toEqual([]);
  const inAlarm = (id: string): Interval[] => {
    const { name } = made.find((alarm) => alarm.id === id) ?? {};
    return intervalsOf(alarms.find((alarm) => alarm.name === name) as ReportAlarm, startMs, pastMinutes);
  };
  return {
    rules: new Map(vector.rules.map(({ id }) => [id, overlaps(inAlarm(`${id}_long`), inAlarm(`${id}_short`))])),
    composites: { page: inAlarm('Page'), ticket: inAlarm('Ticket') },
  };
}

/** Minute i is evaluated when it has ended. */
function intervalsOf({ states }: ReportAlarm, startMs: number, pastMinutes: number): Interval[] {
  const minuteOf = (atMs: number) => Math.floor((atMs - startMs) / 60_000) - 1 + pastMinutes;
  return states.flatMap(({ state, atMs }, index): Interval[] => {
    const next = states[index + 1];
    return state === 'ALARM' ? [[minuteOf(atMs), next ? minuteOf(next.atMs) : null]] : [];
  });
}

function overlaps(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const end = (minute: number | null) => minute ?? Number.POSITIVE_INFINITY;
  return some.flatMap(([from, until]) =>
    others.flatMap(([otherFrom, otherUntil]): Interval[] => {
      const [first, last] = [Math.max(from, otherFrom), Math.min(end(until), end(otherUntil))];
      return first < last ? [[first, last === Number.POSITIVE_INFINITY ? null : last]] : [];
    }),
  );
}

/**
 * Minutes that lie before the start of the story, as data that is there already: nothing can fire before something is
 * bad, nor in an even stretch before its end. Whole hours, since alarms over days look at the full hour.
 */
function pastOf([first, ...rest]: readonly SeriesItem[]): number {
  const even = first === undefined ? 0 : lengthOf(first);
  const quiet = first && isGood(first) ? even + goodBefore(rest) : even;
  return Math.max(0, Math.floor((quiet - PLAYED_MINUTES) / 60) * 60);
}

/** Played before anything changes. */
const PLAYED_MINUTES = 120;

function goodBefore(items: readonly SeriesItem[]): number {
  const [first, ...rest] = items;
  return first && isGood(first) ? lengthOf(first) + goodBefore(rest) : 0;
}

function isGood(item: SeriesItem): boolean {
  return 'repeat' in item ? item.of.every(isGood) : item.bad === 0;
}

function lengthOf(item: SeriesItem): number {
  return 'repeat' in item ? item.repeat * item.of.reduce((sum, one) => sum + lengthOf(one), 0) : item.minutes;
}

function seriesLines({ series }: Vector, pastMinutes: number, count: 'bad' | 'good', gaps: boolean): string[] {
  const sequence = (items: readonly SeriesItem[], value: (of: Stretch) => number): string =>
    items
      .map((item) => {
        if ('repeat' in item) return `(${sequence(item.of, value)})x${item.repeat}`;
        return `${gaps && item.total === 0 ? '_' : value(item)}x${item.minutes}`;
      })
      .join(' ');
  return [
    `series Shop/total from -${pastMinutes}m ${sequence(series, ({ total }) => total)}`,
    `series Shop/${count} from -${pastMinutes}m ${sequence(series, ({ total, bad }) => (count === 'bad' ? bad : total - bad))}`,
  ];
}

function withSeverity(rule: Omit<BurnRateRule, 'severity'>): BurnRateRule {
  return { ...rule, severity: rule.id.startsWith('page') ? 'page' : 'ticket' };
}

function resolvedOf(vector: Vector, count: 'bad' | 'good'): ResolvedServiceSlo {
  const query = (id: string): IndicatorQuery => {
    return { id, metric: { namespace: 'Shop', name: id, dimensions: {} }, statistic: 'Sum' };
  };
  return {
    kind: 'service',
    definition: {
      ...{ schemaVersion: 1, name: 'Vector', service: 'shop', environment: 'test', kind: 'availability' },
      ...{ description: vector.why, objective: vector.objective_percent, window: vector.slo_window },
      ...{ alertThresholdPercent: 80, exclusions: [], namespace: 'Sightline', tier: 2 },
      indicator: { budgeting: 'events', queries: [query('total'), query(count)] },
      rules: vector.rules.map(withSeverity),
      minTotal: vector.guard?.min_total ?? 1,
      minBad: vector.guard?.min_bad ?? 1,
    },
    alarms: {
      longWindowSource: 'alarm',
      noTelemetryMinutes: 0,
      severities: { page: 'high', ticket: 'medium' },
      applicationSignals: false,
    },
    lints: [],
  };
}
