/** Requests a minute that are made up, of six kinds, and the same on every machine. */
import { type Random, randomNumbers } from '../../lib/core/random';

export interface Traffic {
  readonly kind: Kind;
  readonly objective: string;
  /** One value a minute; NaN: no data. */
  readonly total: Float64Array;
  readonly bad: Float64Array;
}

/** Of one minute: [total, bad]. */
type Minute = (minute: number, random: Random) => readonly [total: number, bad: number];

const DAY = 1_440;
const OBJECTIVES = ['99.9', '99.5', '99'];
const NO_DATA = [Number.NaN, Number.NaN] as const;

/** Each makes what goes on from minute to minute anew. */
const KINDS = {
  steady: () => (_, random) => [900 + Math.floor(200 * random()), random() < 0.3 ? 1 : 0],
  'daily wave': () => (minute, random) => {
    const total = Math.round(600 + 500 * Math.sin((2 * Math.PI * minute) / DAY) + 50 * random());
    return [total, Math.floor(total * 0.002 * random())];
  },
  'always at the threshold': () => (_, random) => [60_000, 40 + Math.floor(40 * random())],
  'quiet with holes': () => (_, random) => (random() < 0.9 ? NO_DATA : [1, random() < 0.002 ? 1 : 0]),
  outages: (random) => {
    const outages = every(10 * DAY, 5 + Math.floor(115 * random()));
    const share = 0.2 + 0.8 * random();
    return (minute) => [300, outages(minute) ? Math.ceil(300 * share) : 0];
  },
  flapping: () => {
    const evening = every(DAY, DAY / 4);
    const blip = every(10, 1);
    return (minute) => [100, evening(minute) && blip(minute) ? 100 : 0];
  },
} satisfies Record<string, (random: Random) => Minute>;

export type Kind = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** The traffic of service number `index`; neighbours differ in kind. */
export function trafficOf(index: number, minutes: number): Traffic {
  const kind = KIND_NAMES[index % KIND_NAMES.length] as Kind;
  const objective = OBJECTIVES[Math.floor(index / KIND_NAMES.length) % OBJECTIVES.length] as string;
  const random = randomNumbers(index + 1);
  const next: Minute = KINDS[kind](random);
  const [total, bad] = [new Float64Array(minutes), new Float64Array(minutes)];
  for (let minute = 0; minute < minutes; minute += 1) {
    const [events, failures] = next(minute, random);
    total[minute] = events;
    bad[minute] = failures;
  }
  return { kind, objective, total, bad };
}

/** True in the last `length` minutes of each period. */
function every(period: number, length: number): (minute: number) => boolean {
  return (minute) => minute % period >= period - length;
}
