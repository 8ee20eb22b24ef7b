import { evaluate } from './ours';
import { KIND_NAMES, type Kind, type Traffic, trafficOf } from './traffic';

export interface Fleet {
  /** For all of the SLOs, the median of the turns. */
  readonly ms: number;
  readonly kinds: ReadonlyMap<Kind, KindTally>;
}

/** Over all turns. */
export interface KindTally {
  ms: number;
  evaluations: number;
  firings: number;
}

/** 1,000 series of 30 days are 700 MB: so many are held at once. */
const BATCH = 50;

/** Evaluates so many SLOs a number of times. Only evaluation is timed, not the making up of traffic. */
export function evaluateFleet(slos: number, minutes: number, turns: number): Fleet {
  const turnMs = new Array<number>(turns).fill(0);
  const kinds = new Map(KIND_NAMES.map((kind) => [kind, { ms: 0, evaluations: 0, firings: 0 }]));
  for (const traffic of batchOf(0, BATCH, minutes)) evaluate(traffic);
  for (let first = 0; first < slos; first += BATCH) {
    const batch = batchOf(first, Math.min(BATCH, slos - first), minutes);
    turnMs.forEach((ms, turn) => {
      turnMs[turn] = ms + batch.reduce((sum, traffic) => sum + timeOne(traffic, kinds.get(traffic.kind)), 0);
    });
  }
  return { ms: median(turnMs), kinds };
}

/**
 * The time for twice the minutes, divided by twice the time: 1 is linear. The median of turns of which each measures
 * both, since a shared machine is not equally fast all the time.
 */
export function measureGrowth(slos: number, minutes: number, turns: number): number {
  const once = batchOf(0, slos, minutes);
  const twice = batchOf(0, slos, 2 * minutes);
  const time = (batch: readonly Traffic[]) => batch.reduce((sum, traffic) => sum + timeOne(traffic), 0);
  time(twice);
  return median(Array.from({ length: turns }, () => time(twice) / (2 * time(once))));
}

function timeOne(traffic: Traffic, tally?: KindTally): number {
  const start = process.hrtime.bigint();
  const { rules } = evaluate(traffic);
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (tally) {
    tally.ms += ms;
    tally.evaluations += 1;
    tally.firings += rules.reduce((sum, { firings }) => sum + firings.length, 0);
  }
  return ms;
}

function batchOf(first: number, length: number, minutes: number): Traffic[] {
  return Array.from({ length }, (_, index) => trafficOf(first + index, minutes));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
