/** What a deploy made worse: when that is worth a signal, and when it is over. */
import type { ServiceDeploy } from '../incident/evidence';
import type { AlarmRole } from '../incident/severity';
import type { JudgeSignal } from '../signal/signal-event';
import type { Span } from '../slo/window';
import type { ReadTrace } from './calls';
import { type Comparison, compareRequests, type Requests } from './compare';
import { finished } from './operations';
import type { DeployEffect } from './report';
import { grouped } from './service-graph';
import type { WatchedDeploy } from './state';

const MINUTE_MS = 60_000;
/** Requests of the new release, without those that were under way, or began cold, while it was deployed. */
const SETTLE_MS = 2 * MINUTE_MS;
/** Looked at so long after a deploy, and so far back before it. */
const WATCH_MS = 60 * MINUTE_MS;
/** Before, too little has happened to tell. */
const FIRST_LOOK_MS = 10 * MINUTE_MS;
/** A signal stays until the next deploy of the service, or so long. */
const STAYS_MS = 6 * 60 * MINUTE_MS;
const MOST_DEPLOYS = 200;

/** Whether there is something to compare. */
export function isWatched({ atMs }: ServiceDeploy, nowMs: number): boolean {
  return nowMs - atMs >= FIRST_LOOK_MS && nowMs - atMs <= WATCH_MS;
}

/** The times to compare: up to the deploy, from the one before it on; and from when it has settled. */
export function spansAround(
  deploy: ServiceDeploy,
  all: readonly ServiceDeploy[],
  nowMs: number,
): { before: Span; after: Span } {
  const earlier = all.filter((one) => isSameService(one, deploy) && one.atMs < deploy.atMs).map(({ atMs }) => atMs);
  const startMs = Math.max(deploy.atMs - WATCH_MS, ...earlier.map((atMs) => atMs + SETTLE_MS));
  return { before: { startMs, endMs: deploy.atMs }, after: { startMs: deploy.atMs + SETTLE_MS, endMs: nowMs } };
}

/** Compares each operation of the service that was there before and after. */
export function deployEffects(
  deploy: ServiceDeploy,
  before: readonly ReadTrace[],
  after: readonly ReadTrace[],
): DeployEffect[] {
  const { service, environment, release, atMs: deployedMs } = deploy;
  const [was, is] = [requestsOf(deploy, before), requestsOf(deploy, after)];
  return [...is].flatMap(([operation, requests]): DeployEffect[] => {
    const earlier = was.get(operation);
    if (!earlier) return [];
    return [{ service, environment, release, deployedMs, operation, comparison: compareRequests(earlier, requests) }];
  });
}

function requestsOf({ service, environment }: ServiceDeploy, traces: readonly ReadTrace[]): Map<string, Requests> {
  const visits = traces
    .flatMap(({ visits }) => finished(visits))
    .filter(({ place }) => place.service === service && place.environment === environment);
  const groups = [...grouped(visits, ({ operation }) => operation)];
  return new Map(
    groups.map(([operation, group]) => [
      operation,
      { durationsMs: group.map(({ durationMs }) => durationMs), faults: group.filter(({ fault }) => fault).length },
    ]),
  );
}

function isRegression({ verdict }: Comparison): boolean {
  return verdict === 'slower' || verdict === 'slower tail' || verdict === 'failing';
}

/** Adds a deploy. The same one, told again, gives the same list; a release that comes back, or is rolled back, is news. */
export function withDeploy(deploys: readonly WatchedDeploy[], added: ServiceDeploy): readonly WatchedDeploy[] {
  const own = deploys.filter((one) => isSameService(one, added));
  const neighbours = [own.findLast(({ atMs }) => atMs <= added.atMs), own.find(({ atMs }) => atMs > added.atMs)];
  if (neighbours.some((one) => one?.release === added.release && one.outcome === added.outcome)) return deploys;
  return [...deploys, { ...added, raised: {} }].sort((a, b) => a.atMs - b.atMs).slice(-MOST_DEPLOYS);
}

export interface DecidedDeploys {
  readonly deploys: readonly WatchedDeploy[];
  readonly signals: readonly JudgeSignal[];
}

export function deploySignals(
  deploys: readonly WatchedDeploy[],
  effects: readonly DeployEffect[],
  atMs: number,
  role: AlarmRole,
): DecidedDeploys {
  const signals: JudgeSignal[] = [];
  const next = deploys.flatMap((deploy): WatchedDeploy[] => {
    const isOver =
      atMs - deploy.atMs > STAYS_MS || deploys.some((one) => isSameService(one, deploy) && one.atMs > deploy.atMs);
    // A map: operations have whatever names their senders like.
    const raised = new Map(isOver ? [] : Object.entries(deploy.raised));
    if (isOver) signals.push(...Object.keys(deploy.raised).map((operation) => cleared(deploy, operation, atMs, role)));
    for (const { operation, comparison } of isOver ? [] : ofDeploy(deploy, effects)) {
      if (raised.has(operation) || !isRegression(comparison)) continue;
      raised.set(operation, atMs);
      signals.push(raise(deploy, operation, comparison, atMs, role));
    }
    return isOver && atMs - deploy.atMs > 2 * WATCH_MS ? [] : [{ ...deploy, raised: Object.fromEntries(raised) }];
  });
  return { deploys: next, signals };
}

function ofDeploy(deploy: ServiceDeploy, effects: readonly DeployEffect[]): DeployEffect[] {
  return effects.filter((one) => isSameService(one, deploy) && one.release === deploy.release);
}

type Named = Pick<ServiceDeploy, 'service' | 'environment'>;

function isSameService(a: Named, b: Named): boolean {
  return a.service === b.service && a.environment === b.environment;
}

function raise(
  deploy: WatchedDeploy,
  operation: string,
  comparison: Comparison,
  atMs: number,
  role: AlarmRole,
): JudgeSignal {
  return {
    ...shared(deploy, operation, role),
    state: 'ALARM',
    timestampMs: atMs,
    reason: comparisonText(comparison),
    summary: `${operation} of ${deploy.service} is ${WORDS[comparison.verdict]} since the deploy ${deploy.release}.`,
    runbook: 'Compare its slowest requests before and after: sightline traces slow; roll back if people notice.',
  };
}

function cleared(deploy: WatchedDeploy, operation: string, atMs: number, role: AlarmRole): JudgeSignal {
  return {
    ...shared(deploy, operation, role),
    state: 'OK',
    timestampMs: atMs,
    reason: 'another deploy followed, or it has been like this for six hours',
    summary: `${operation} of ${deploy.service} is no longer compared with the time before the deploy ${deploy.release}.`,
  };
}

const WORDS: Readonly<Record<Comparison['verdict'], string>> = {
  slower: 'slower',
  'slower tail': 'slower for one request in ten',
  failing: 'failing more often',
  faster: 'faster',
  'no change': 'unchanged',
  'too few': 'hardly called',
};

/** `half took 120 ms and more, before 80 ms; ... of 40 and 52 traced requests`. */
export function comparisonText({ before, after, superiority, pValue }: Comparison): string {
  const [was, is] = [before, after].map(({ p50, p90 }) => [Math.round(p50), Math.round(p90)]) as [number[], number[]];
  const percent = (ratio: number) => `${Math.round(ratio * 1_000) / 10} %`;
  return (
    `half took ${is[0]} ms and more, before ${was[0]} ms; one in ten ${is[1]} ms, before ${was[1]} ms; ` +
    `${percent(after.faultRatio)} failed, before ${percent(before.faultRatio)}; of ${before.count} requests before and ` +
    `${after.count} after; one after is slower than one before with ${percent(superiority)} (by chance: ${pValue.toPrecision(1)})`
  );
}

const MAX_MEMBER = 400;

function shared({ service, environment, release }: ServiceDeploy, operation: string, role: AlarmRole) {
  return {
    judge: 'analyze-traces',
    member: `trace/${service}/${environment}/deploy/${release}/${operation}`.slice(0, MAX_MEMBER),
    name: `${operation} of ${service} after a deploy`.slice(0, MAX_MEMBER),
    service,
    environment,
    severity: 'medium',
    role,
  } as const;
}
