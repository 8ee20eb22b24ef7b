/** Incidents whose cause is known: three weeks of metrics with days, weeks and noise, and one thing that goes wrong. */
import type {
  ChangeKind,
  InsightChange,
  InsightError,
  InsightInput,
  InsightSeries,
  SeriesRole,
} from '../../../lib/core/insight/model';
import { randomNumbers } from '../../../lib/core/random';

export const KINDS = ['deploy', 'config', 'dependency', 'traffic', 'leak'] as const;
export type Kind = (typeof KINDS)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const PERIOD_MS = 5 * MINUTE_MS;
const DAYS = 22;

export interface KnownIncident {
  readonly input: InsightInput;
  /** What the first reason should name: one of these. */
  readonly causes: readonly string[];
}

interface Shape {
  readonly name: string;
  readonly role: SeriesRole;
  readonly level: number;
  /** Share of the level that comes and goes with the day, and what is left of it at weekends. */
  readonly daily: number;
  readonly weekend: number;
  readonly noise: 'normal' | 'heavy' | 'wandering' | 'rare';
}

const SHAPES: readonly Shape[] = [
  { name: 'Requests', role: 'traffic', level: 900, daily: 0.7, weekend: 0.5, noise: 'normal' },
  { name: 'Faults', role: 'symptom', level: 0.002, daily: 0, weekend: 1, noise: 'rare' },
  { name: 'Latency p99', role: 'symptom', level: 240, daily: 0.2, weekend: 0.9, noise: 'heavy' },
  ...['payments', 'orders-db', 'search'].flatMap((name): Shape[] => [
    { name: `Faults of ${name}`, role: 'dependency', level: 0.001, daily: 0, weekend: 1, noise: 'rare' },
    { name: `Latency of ${name}`, role: 'dependency', level: 60, daily: 0.3, weekend: 0.8, noise: 'heavy' },
  ]),
  { name: 'Memory', role: 'resource', level: 55, daily: 0.05, weekend: 1, noise: 'wandering' },
  { name: 'Concurrency', role: 'resource', level: 30, daily: 0.7, weekend: 0.5, noise: 'normal' },
  { name: 'Queue age', role: 'resource', level: 4, daily: 0.3, weekend: 1, noise: 'heavy' },
  ...Array.from({ length: 9 }, (_, index): Shape => {
    const noise = (['normal', 'heavy', 'wandering', 'rare'] as const)[index % 4] as Shape['noise'];
    return {
      name: `Unrelated ${index}`,
      role: 'other',
      level: 100,
      daily: 0.8,
      weekend: 0.4 + 0.1 * (index % 5),
      noise,
    };
  }),
];

/** @param kind `undefined`: nothing happens at all */
export function incidentOf(kind: Kind | undefined, seed: number): KnownIncident {
  const random = randomNumbers(seed * 7_919 + (kind === undefined ? 0 : KINDS.indexOf(kind) + 1));
  // Any hour of any weekday: at night everything is quieter.
  const beganMs = Date.parse('2026-03-02T00:00:00Z') + Math.floor(random() * 7 * 288) * PERIOD_MS;
  const startMs = beganMs - DAYS * DAY_MS;
  const length = (DAYS * DAY_MS + 45 * MINUTE_MS) / PERIOD_MS;
  const series = SHAPES.map((shape): InsightSeries => {
    return {
      name: shape.name,
      role: shape.role,
      startMs,
      periodMs: PERIOD_MS,
      values: usual(shape, startMs, length, random),
    };
  });
  const changes: InsightChange[] = kind === undefined ? [] : coincidences(beganMs, random);
  const errors: InsightError[] = [];
  const happen = (name: string, fromMinutes: number, change: (value: number, minutes: number) => number) => {
    const values = series.find((one) => one.name === name)?.values as Float64Array;
    for (let index = 0; index < length; index += 1) {
      const since = (startMs + index * PERIOD_MS - beganMs) / MINUTE_MS - fromMinutes;
      if (since >= 0) values[index] = change(values[index] as number, since);
    }
  };
  const lead = 5 + 5 * Math.floor(random() * 3);
  const did = (change: ChangeKind, what: string, minutesBefore: number) =>
    changes.push({ kind: change, what, atMs: beganMs - minutesBefore * MINUTE_MS });
  switch (kind) {
    case 'deploy':
      did('deploy', 'Deploy of Shop succeeded', lead + 2 + Math.floor(random() * 12));
      happen('Faults', -lead, (value) => value + 0.1 + 0.2 * random());
      errors.push({
        fingerprint: 'f1',
        what: 'TypeError: x is not a function',
        firstMs: beganMs - lead * MINUTE_MS,
        perHourBefore: 0,
        perHourSince: 400,
      });
      return { input: { beganMs, series, changes, errors }, causes: ['Deploy of Shop succeeded'] };
    case 'config':
      did('config', 'Timeout of payments lowered', lead + 1 + Math.floor(random() * 8));
      happen('Latency p99', -lead, (value) => value * (2.5 + random()));
      happen('Faults', -lead, (value) => value + 0.05);
      return { input: { beganMs, series, changes, errors }, causes: ['Timeout of payments lowered'] };
    case 'dependency':
      happen('Latency of payments', -lead - 5, (value, since) => value * (1 + Math.min(4, since / 4 + 2)));
      happen('Faults of payments', -lead - 5, (value) => value + 0.15 * random());
      happen('Latency p99', -lead, (value) => value * 2.5);
      happen('Concurrency', -lead, (value) => value * 2);
      return { input: { beganMs, series, changes, errors }, causes: ['Latency of payments', 'Faults of payments'] };
    case 'traffic':
      happen('Requests', -lead - 5, (value) => value * (2.2 + random()));
      happen('Concurrency', -lead - 5, (value) => value * 2.6);
      happen('Latency of orders-db', -lead, (value) => value * 2);
      happen('Latency p99', -lead, (value) => value * 2.5);
      return { input: { beganMs, series, changes, errors }, causes: ['Requests'] };
    case 'leak': {
      const hours = 4 + Math.floor(random() * 8);
      happen('Memory', -lead - hours * 60, (value, since) => value + (40 * since) / (hours * 60));
      happen('Faults', -lead, (value) => value + 0.2);
      return { input: { beganMs, series, changes, errors }, causes: ['Memory'] };
    }
    default:
      return { input: { beganMs, series, changes, errors }, causes: [] };
  }
}

/** Deploys and switches that have nothing to do with it, none of them in the two hours before. */
function coincidences(beganMs: number, random: () => number): InsightChange[] {
  return Array.from({ length: Math.floor(random() * 4) }, (_, index): InsightChange => {
    const atMs = beganMs - (120 + random() * 1_200) * MINUTE_MS;
    return { kind: index % 2 === 0 ? 'deploy' : 'config', what: `Something else ${index}`, atMs };
  });
}

const { cos, exp, log, max, sqrt, PI } = Math;

function usual(
  { level, daily, weekend, noise }: Shape,
  startMs: number,
  length: number,
  random: () => number,
): Float64Array {
  const phase = random() * 4;
  const perDay = DAY_MS / PERIOD_MS;
  const first = Math.round((startMs % DAY_MS) / PERIOD_MS);
  const firstDay = new Date(startMs).getUTCDay();
  const course = Float64Array.from({ length: perDay }, (_, index) => {
    return level * (1 - daily * (0.5 + 0.5 * cos(((index / 12 - 2 - phase) / 24) * 2 * PI)));
  });
  const values = new Float64Array(length);
  let drift = 0;
  for (let index = 0; index < length; index += 1) {
    const day = (firstDay + Math.floor((first + index) / perDay)) % 7;
    const at = (course[(first + index) % perDay] as number) * (day === 0 || day === 6 ? weekend : 1);
    const normal = sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
    drift = 0.9 * drift + 0.02 * normal;
    if (noise === 'rare') values[index] = random() < 0.05 ? at * (1 + 3 * random()) : at === level ? 0 : at;
    else if (noise === 'heavy') values[index] = at * exp(0.12 * normal) * (random() < 0.01 ? 1.8 : 1);
    else if (noise === 'wandering') values[index] = at * (1 + drift);
    else values[index] = max(0, at * (1 + 0.06 * normal));
  }
  return values;
}
