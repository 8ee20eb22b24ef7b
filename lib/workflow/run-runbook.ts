/**
 * `run-runbook`: carries out what runbooks automate. Woken over its queue by what happens to incidents, by what people
 * ask for, and by its own delayed messages while something runs.
 *
 * However often it is woken, and wherever it dies, each runbook starts once at most in each generation of an incident:
 * that it is about to start is stored first, and what cannot be told from a second start is never started again. It
 * pages nobody and stops no escalation.
 */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type IncidentEvent, readIncidentEvent } from '../core/incident/incident-event';
import { isOpen } from '../core/incident/transitions';
import { RUNBOOK_CHANGES, type RunRef } from '../core/runbook/run';
import { count, fields, text, UnreadableEvent } from '../core/signal/fields';
import { advance } from './run-runbook/advance';
import type { RunRunbookPorts } from './run-runbook/ports';
import { heed, proposeAll } from './run-runbook/propose';

export type { RunRunbookPorts };

/** Answers which records of the batch are to be delivered again. */
export function runRunbook(ports: RunRunbookPorts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const failed: string[] = [];
    for (const { messageId, body } of Records) {
      try {
        await handle(ports, readWakeUp(body));
      } catch (error) {
        ports.log.error('runbook not looked at, the queue will deliver it again', { messageId, error: String(error) });
        failed.push(messageId);
      }
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

type WakeUp = { readonly ref: RunRef } | { readonly event: IncidentEvent };

/** An event of the hub's bus as its rule puts it into the queue, or a message of our own. */
function readWakeUp(body: string): WakeUp {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new UnreadableEvent(`a message of run-runbook must be JSON: ${(error as Error).message}`);
  }
  const given = fields(parsed, 'message');
  if (given['detail-type'] !== undefined) return { event: readIncidentEvent(given.detail) };
  const [incidentId, runbook] = [text(given.incidentId, 'incidentId'), text(given.runbook, 'runbook')];
  return { ref: { incidentId, generation: count(given, 'generation'), runbook } };
}

async function handle(ports: RunRunbookPorts, wakeUp: WakeUp): Promise<void> {
  if ('ref' in wakeUp) return advance(ports, wakeUp.ref);
  const { incidentId, change, eventId } = wakeUp.event;
  const isOurs = RUNBOOK_CHANGES.some((known) => known === change);
  const incident = isOurs ? await ports.store.readIncident(incidentId) : undefined;
  if (!incident || !isOpen(incident.status)) return;
  if (change === 'approved' || change === 'requested') return heed(ports, incident, eventId);
  return proposeAll(ports, incident);
}
