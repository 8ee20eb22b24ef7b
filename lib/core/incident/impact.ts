import { type SloDefinition, sloKey } from '../slo/definition';
import type { SloMeasurement } from '../slo/measurement';
import { type Spending, spendingOf } from '../slo/report/spending';
import type { Span } from '../slo/window';
import type { Incident } from './incident';
import { isOpen } from './transitions';

export type { Spending };

/** Measurements come every five minutes: one on each side of the incident must be among them. */
const MARGIN_MS = 10 * 60_000;

/** From its first opening to its last resolve, or until now. */
export function impactSpan({ openedMs, resolvedMs, status }: Incident, nowMs: number): Span {
  const endMs = isOpen(status) ? nowMs : (resolvedMs ?? nowMs);
  return { startMs: openedMs, endMs: Math.max(openedMs, endMs) };
}

/**
 * What an incident ate of the error budgets of its service in its environment, most first. An objective that was not
 * measured then is left out. The last five minutes may not be measured yet when it has just resolved.
 * @param read measurements of an objective from `startMs`, before `endMs`, oldest first
 */
export async function impactOf(
  incident: Incident,
  definitions: readonly SloDefinition[],
  read: (slo: string, span: Span) => Promise<readonly SloMeasurement[]>,
  nowMs: number,
): Promise<Spending[]> {
  const span = impactSpan(incident, nowMs);
  const around = { startMs: span.startMs - MARGIN_MS, endMs: span.endMs + MARGIN_MS };
  const own = definitions.filter(
    ({ service, environment }) => service === incident.service && environment === incident.environment,
  );
  const spent = await Promise.all(
    own.map(async (definition) => spendingOf(definition, await read(sloKey(definition), around), span)),
  );
  return spent.filter((spending) => spending !== undefined).sort((a, b) => b.share - a.share);
}
