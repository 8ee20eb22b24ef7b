import { median } from './cost';
import { addFalseAlarms, type FalseAlarms, falseAlarms, isArtificial } from './false-alarms';
import { type Judged, judgeByBaseline, tallyOf } from './judge';
import { addUp, nabScore, PROFILES, type ProfileName, type Tally } from './nab-score';

/** One rule on one set of series. */
export interface Result {
  readonly name: string;
  readonly series: number;
  readonly tally: Tally;
  readonly scores: Readonly<Record<ProfileName, number>>;
  readonly falseAlarms: FalseAlarms;
}

const NAMES = Object.keys(PROFILES) as ProfileName[];

/** The detector with its fixed thresholds; hits and false alarms are those of the standard one. */
export function detectorResult(name: string, judged: readonly Judged[]): Result {
  return resultOf(name, judged, (one, profile) => one.alarms[profile]);
}

export function baselineResult(sensitivity: number, judged: readonly Judged[]): Result {
  const alarms = new Map(judged.map((one) => [one, judgeByBaseline(one.source, sensitivity)]));
  return resultOf(`mean +- ${sensitivity} sigma`, judged, (one) => alarms.get(one) as Uint8Array);
}

export function byCategory(judged: readonly Judged[]): Map<string, Judged[]> {
  const categories = new Map<string, Judged[]>();
  for (const one of judged) categories.set(one.source.category, [...(categories.get(one.source.category) ?? []), one]);
  return categories;
}

export function medianStateBytes(judged: readonly Judged[]): number {
  return median(judged.map(({ stateBytes }) => stateBytes));
}

export function alarmsPerWeek({ episodes, cleanWeeks }: FalseAlarms): number {
  return cleanWeeks > 0 ? episodes / cleanWeeks : 0;
}

export function pointFpPercent({ points, cleanPoints }: FalseAlarms): number {
  return cleanPoints > 0 ? (100 * points) / cleanPoints : 0;
}

function resultOf(
  name: string,
  judged: readonly Judged[],
  alarmsOf: (one: Judged, profile: ProfileName) => Uint8Array,
): Result {
  const tallies = (profile: ProfileName) => addUp(judged.map((one) => tallyOf(one.scored, alarmsOf(one, profile))));
  const scores = Object.fromEntries(NAMES.map((profile) => [profile, nabScore(tallies(profile), PROFILES[profile])]));
  const real = judged.filter(({ source }) => !isArtificial(source));
  const counted = real.length > 0 ? real : judged;
  return {
    name,
    series: judged.length,
    tally: tallies('standard'),
    scores: scores as Record<ProfileName, number>,
    falseAlarms: addFalseAlarms(counted.map((one) => falseAlarms(one.source, one.scored, alarmsOf(one, 'standard')))),
  };
}
