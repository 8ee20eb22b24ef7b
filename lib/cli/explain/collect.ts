/** Collects what an explanation is made of. What cannot be read is left out, and said so. */
import type { SeriesHistory } from '../../adapters/aws/metric-history';
import { countedBetween } from '../../core/error/counts';
import type { TrackedError } from '../../core/error/tracked-error';
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import type { InsightChange, InsightError, InsightInput, InsightSeries } from '../../core/insight/model';
import { type PlannedInsightSeries, planInsightSeries } from '../../core/insight/plan-series';
import type { ExplainSources } from './sources';

export interface CollectOptions {
  /** Of the incident table. @default - the timeline alone tells of deploys */
  readonly table?: string | undefined;
  /** Name of an error tracking. @default - no errors are looked at */
  readonly errors?: string | undefined;
  readonly changes: readonly InsightChange[];
}

export interface Collected {
  readonly input: InsightInput;
  readonly remarks: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const PERIOD_SECONDS = 300;
const PERIOD_MS = PERIOD_SECONDS * 1_000;
/** Three weeks to know what is usual on this weekday, and a day of trouble. */
const BEFORE_MS = 22 * DAY_MS;
const AFTER_MS = 45 * MINUTE_MS;

export async function collect(
  sources: ExplainSources,
  incident: Incident,
  timeline: readonly TimelineEntry[],
  options: CollectOptions,
): Promise<Collected> {
  const remarks: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await work();
    } catch (error) {
      remarks.push(`${what} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  };
  const { table, errors } = options;
  const kept =
    table === undefined ? [] : await attempt('Kept evidence', () => keptDeploys(sources, table, incident.id));
  const tracked = errors === undefined ? [] : await attempt('Errors', () => sources.errors(errors, incident));
  const series = await attempt('Metrics', () => readSeries(sources, incident, remarks));
  const nowMs = sources.now();
  const changes = withoutTwins([...options.changes, ...timelineDeploys(timeline), ...kept]);
  const input = {
    beganMs: incident.beganMs,
    series,
    changes,
    errors: tracked.map((one) => insightError(one, incident.beganMs, nowMs)),
  };
  return { input, remarks };
}

async function readSeries(sources: ExplainSources, incident: Incident, remarks: string[]): Promise<InsightSeries[]> {
  const { listed, alarms } = await sources.metricsOf(incident, incident.alarms);
  const planned = planInsightSeries(incident, listed, alarms);
  if (planned.length === 0) {
    remarks.push('No metric has the dimensions of the service, and none of its alarms is there any more.');
    return [];
  }
  const nowMs = sources.now();
  const startMs = floorTo(incident.beganMs - BEFORE_MS);
  const endMs = Math.min(floorTo(incident.beganMs + AFTER_MS), floorTo(nowMs));
  const queries = planned.map(({ metric, statistic }, index) => ({
    key: String(index),
    metric,
    statistic,
    periodSeconds: PERIOD_SECONDS,
  }));
  const read = await sources.readHistory({ queries, startMs, endMs, nowMs });
  const failed = [...read.values()].flatMap(({ errors }) => errors);
  if (failed.length > 0) remarks.push(`Metrics are not complete: ${[...new Set(failed)].slice(0, 3).join('; ')}`);
  return planned.map((plan, index) => seriesOf(plan, read.get(String(index)), startMs, endMs));
}

/** CloudWatch keeps old data in longer periods: these have no value of five minutes. */
function seriesOf(
  { name, role }: PlannedInsightSeries,
  found: SeriesHistory | undefined,
  startMs: number,
  endMs: number,
): InsightSeries {
  const values = new Float64Array(Math.max(0, (endMs - startMs) / PERIOD_MS)).fill(Number.NaN);
  for (const [atMs, value] of found?.points ?? []) {
    const index = Math.floor((atMs - startMs) / PERIOD_MS);
    if (index >= 0 && index < values.length) values[index] = value;
  }
  return { name, role, startMs, periodMs: PERIOD_MS, values };
}

function timelineDeploys(timeline: readonly TimelineEntry[]): InsightChange[] {
  return timeline.flatMap(({ kind, text, atMs }) =>
    kind === 'deployed' ? [{ kind: 'deploy', what: text, atMs }] : [],
  );
}

async function keptDeploys(sources: ExplainSources, table: string, id: string): Promise<InsightChange[]> {
  const evidence = await sources.evidence(table, id);
  const deploys = (evidence?.snapshots ?? []).flatMap((snapshot) => snapshot.deploys);
  return deploys.map(({ service, release, outcome, atMs }) => ({
    kind: 'deploy',
    what: `Deploy of ${service} ${outcome} (${release})`,
    atMs,
  }));
}

/** The timeline and what is kept tell of the same deploys: those of one moment are one. */
function withoutTwins(changes: readonly InsightChange[]): InsightChange[] {
  return changes.filter(
    (change, index) => changes.findIndex((other) => other.kind === change.kind && other.atMs === change.atMs) === index,
  );
}

function insightError(
  { fingerprint, title, firstMs, counts }: TrackedError,
  beganMs: number,
  nowMs: number,
): InsightError {
  const until = Math.max(nowMs, beganMs + MINUTE_MS);
  const since = countedBetween(counts, { startMs: beganMs, endMs: until }, nowMs);
  const before = countedBetween(counts, { startMs: beganMs - DAY_MS, endMs: beganMs }, nowMs);
  return {
    fingerprint,
    what: title,
    firstMs,
    perHourBefore: before / 24,
    perHourSince: (since * HOUR_MS) / (until - beganMs),
  };
}

function floorTo(ms: number): number {
  return Math.floor(ms / PERIOD_MS) * PERIOD_MS;
}
