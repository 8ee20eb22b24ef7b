/** What the planner asks a worker for: a message of the queue between them. */
import { SCHEMA_VERSION } from '../../conventions';
import { pageOf, seriesKey, type WatchedSeriesDefinition } from './series';
import type { ToldAnomaly } from './told';

export interface AnomalyJob {
  readonly schemaVersion: number;
  /** The tick. */
  readonly atMs: number;
  /** All of the pages they are on. */
  readonly series: readonly WatchedSeriesDefinition[];
  /** What people were told of these series. */
  readonly told: readonly ToldRef[];
  /** Oldest first. */
  readonly deploys: readonly ServiceDeployTime[];
}

/** That of a `ToldAnomaly` which a worker decides by. */
export type ToldRef = Pick<ToldAnomaly, 'series' | 'version' | 'sinceMs'>;

export interface ServiceDeployTime {
  readonly service: string;
  readonly environment: string;
  readonly atMs: number;
}

/** As many as one GetMetricData call takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_SERIES_A_JOB = 500;
/** The newest ones: an older one has been followed by others. */
const MAX_DEPLOYS = 200;
/** Below the 256 KiB that every SQS queue takes, with room for the deploys: of series, and of what was told of them. */
const MAX_SERIES_BYTES = 200_000;

/** The jobs of a tick: whole pages in order, and as few jobs as the limits of a call and of a message allow. */
export function planJobs(
  atMs: number,
  series: readonly WatchedSeriesDefinition[],
  told: readonly ToldAnomaly[],
  deploys: readonly ServiceDeployTime[],
): AnomalyJob[] {
  const toldByKey = new Map<string, ToldRef>(
    told.map(({ series: key, version, sinceMs }) => [key, { series: key, version, sinceMs }]),
  );
  return groupsOf(byPage(series), toldByKey).map((group) => {
    const services = new Set(group.map(serviceOf));
    return {
      schemaVersion: SCHEMA_VERSION,
      atMs,
      series: group,
      told: group.flatMap((one) => toldByKey.get(seriesKey(one)) ?? []),
      deploys: deploys.filter((deploy) => services.has(serviceOf(deploy))).slice(-MAX_DEPLOYS),
    };
  });
}

/** @throws where the text is no job of ours */
export function readJob(text: string): AnomalyJob {
  const job = JSON.parse(text) as Partial<AnomalyJob> | null;
  const lists = [job?.series, job?.told, job?.deploys];
  if (job?.schemaVersion !== SCHEMA_VERSION || !Number.isInteger(job.atMs) || !lists.every(Array.isArray)) {
    throw new Error(
      `a message of detect-anomalies must have schemaVersion ${SCHEMA_VERSION}, atMs and lists, got another`,
    );
  }
  return job as AnomalyJob;
}

function byPage(series: readonly WatchedSeriesDefinition[]): WatchedSeriesDefinition[][] {
  const pages = new Map<number, WatchedSeriesDefinition[]>();
  for (const one of series) {
    const page = pageOf(seriesKey(one));
    const known = pages.get(page);
    if (known) known.push(one);
    else pages.set(page, [one]);
  }
  return [...pages].sort(([a], [b]) => a - b).map(([, members]) => members);
}

function groupsOf(
  pages: readonly WatchedSeriesDefinition[][],
  toldByKey: ReadonlyMap<string, ToldRef>,
): WatchedSeriesDefinition[][] {
  const groups: { readonly members: WatchedSeriesDefinition[]; bytes: number }[] = [];
  for (const page of pages) {
    const told = page.flatMap((one) => toldByKey.get(seriesKey(one)) ?? []);
    const bytes = new TextEncoder().encode(JSON.stringify([page, told])).length;
    const last = groups.at(-1);
    const fits =
      last && last.members.length + page.length <= MAX_SERIES_A_JOB && last.bytes + bytes <= MAX_SERIES_BYTES;
    if (fits) {
      last.members.push(...page);
      last.bytes += bytes;
    } else groups.push({ members: [...page], bytes });
  }
  return groups.map(({ members }) => members);
}

function serviceOf({ service, environment }: { readonly service: string; readonly environment: string }): string {
  return `${service}/${environment}`;
}
