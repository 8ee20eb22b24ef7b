/** The deploys of a service in the last days: what changed is the first thing to ask of an incident. */
import { count, fields, nameText, text } from '../signal/fields';
import type { Span } from '../slo/window';
import type { ServiceDeploy, ServiceRef } from './evidence';
import type { Memo } from './memo';

/** For a memo, which is kept for a day longer. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * The detail of a `Sightline Deploy` event.
 * @throws UnreadableEvent where a field is missing or wrong, with its name
 */
export function readDeploy(detail: unknown): ServiceDeploy {
  const given = fields(detail, 'detail');
  return {
    service: nameText(given.service, 'service'),
    environment: nameText(given.environment, 'environment'),
    release: nameText(given.release, 'release'),
    atMs: count(given, 'time'),
    outcome: text(given.outcome, 'outcome'),
  };
}

export function deployHistoryTopic({ service, environment }: ServiceRef): string {
  return JSON.stringify(['deploys', service, environment]);
}

export function deployHistoryMemo(deploy: ServiceDeploy): Omit<Memo, 'storedMs'> {
  const { release, atMs, outcome } = deploy;
  const untilMs = atMs + REMEMBERED_MS;
  return { topic: deployHistoryTopic(deploy), name: release, atMs, untilMs, value: { outcome } };
}

/** Those of the span, oldest first. */
export function deploysDuring(of: ServiceRef, memos: readonly Memo[], { startMs, endMs }: Span): ServiceDeploy[] {
  return memos
    .filter(({ atMs }) => atMs >= startMs && atMs < endMs)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ name, atMs, value }) => ({
      service: of.service,
      environment: of.environment,
      release: name,
      atMs,
      outcome: String(value.outcome),
    }));
}
