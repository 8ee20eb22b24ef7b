/** Which alarms can be evaluated on the history there is, and what stands in the way of the others. */
import { describeMetric, metricKey } from '../../core/signal/metric';
import { labelOf, type TemplateAlarm } from '../platform/alarms/definition';
import type { MetricAlarm } from '../platform/alarms/metric-alarm';
import type { AlarmHistory } from './alarm-history';
import type { Candidate } from './evaluate';
import { metricQueries } from './needs';
import { castOf } from './play';

export interface Sorted {
  readonly candidates: readonly Candidate[];
  readonly withoutHistory: readonly { readonly alarm: MetricAlarm; readonly failure?: string }[];
  readonly notBacktested: readonly { readonly name: string; readonly reason: string }[];
}

/** @param historyOf the history of a metric alarm, or the reason why there can be none */
export function sortAlarms(
  alarms: readonly TemplateAlarm[],
  historyOf: (alarm: MetricAlarm) => AlarmHistory | string,
): Sorted {
  const histories = new Map<string, AlarmHistory>();
  const withoutHistory: Sorted['withoutHistory'][number][] = [];
  const notBacktested: Sorted['notBacktested'][number][] = [];
  for (const alarm of alarms) {
    if (alarm.kind === 'composite') continue;
    const history = historyOf(alarm);
    if (typeof history === 'string') notBacktested.push({ name: alarm.resource.name, reason: history });
    else if (history.data.size === 0) withoutHistory.push({ alarm, failure: history.failure });
    else histories.set(alarm.resource.name, history);
  }
  const byName = new Map(alarms.map((alarm) => [alarm.resource.name, alarm]));
  const candidates: Candidate[] = [];
  for (const alarm of alarms) {
    if (alarm.kind !== 'composite' && !histories.has(alarm.resource.name)) continue;
    const candidate = candidateOf(alarm, byName, histories);
    if (typeof candidate === 'string') notBacktested.push({ name: alarm.resource.name, reason: candidate });
    else candidates.push(candidate);
  }
  return { candidates, withoutHistory, notBacktested };
}

function candidateOf(
  alarm: TemplateAlarm,
  byName: ReadonlyMap<string, TemplateAlarm>,
  known: ReadonlyMap<string, AlarmHistory>,
): Candidate | string {
  const members = castOf(alarm, byName);
  const histories = members.flatMap(({ resource }) => known.get(resource.name) ?? []);
  if (histories.length === 0) return 'none of the alarms it depends on has a history';
  const startMs = Math.max(...histories.map((history) => history.startMs));
  const endMs = Math.min(...histories.map((history) => history.endMs));
  if (startMs >= endMs) return 'the histories of the alarms it depends on do not overlap';
  const cast = members.map((member) => known.get(member.resource.name)?.alarm ?? silent(member));
  return { alarm, cast, histories, notes: notesOn(alarm, members, known) };
}

/** Without data it is to say nothing, neither ALARM nor OK. */
function silent(alarm: TemplateAlarm): TemplateAlarm {
  if (alarm.kind === 'composite') return alarm;
  return { ...alarm, settings: { ...alarm.settings, treatMissingData: 'missing' } };
}

function notesOn(
  alarm: TemplateAlarm,
  members: readonly TemplateAlarm[],
  known: ReadonlyMap<string, AlarmHistory>,
): string[] {
  if (alarm.kind !== 'composite') {
    const history = known.get(alarm.resource.name) as AlarmHistory;
    return [...history.notes, ...partlyMissing(alarm, history), ...bandNote(alarm), ...alarm.lints];
  }
  const unknown = members.filter(({ kind, resource }) => kind !== 'composite' && !known.has(resource.name));
  if (unknown.length === 0) return [];
  return [`no history for ${unknown.map(labelOf).join(', ')}: counts as INSUFFICIENT_DATA throughout`];
}

function partlyMissing(alarm: MetricAlarm, { alarm: read, data }: AlarmHistory): string[] {
  const original = metricQueries(alarm);
  return metricQueries(read).flatMap(({ metric }, index) =>
    data.has(metricKey(metric))
      ? []
      : [`no history found for ${describeMetric(original[index]?.metric ?? metric)}: it counts as missing`],
  );
}

function bandNote({ kind }: MetricAlarm): string[] {
  return kind === 'band' ? ["the band is Sightline's own model, trained on the history; CloudWatch's differs"] : [];
}
