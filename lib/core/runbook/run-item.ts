/** What the incident table holds of runs, and under which conditions it is written. */
import { AUTOMATION_KINDS, type AutomationConfig } from '../config/runbook';
import { outboxItem } from '../incident/item/outbox-item';
import { reader } from '../incident/item/reader';
import { INCIDENT_SCHEMA_VERSION } from '../incident/schema-version';
import {
  expiry,
  type ItemKey,
  incidentKey,
  KEY_PREFIX,
  keyPart,
  type Sha256,
  type TableItem,
  TIMELINE_RETENTION_DAYS,
} from '../incident/table';
import { follows, type Transaction, timelinePut } from '../incident/table-write';
import { type Cooldown, type CooldownRef, RUN_STATES, type Run, type RunRef, type RunWrite } from './run';

/** In the incident's partition. */
export function runKey({ incidentId, generation, runbook }: RunRef, sha256: Sha256): ItemKey {
  const { pk } = incidentKey(incidentId, sha256);
  return { pk, sk: `${KEY_PREFIX.run}${generation}#${keyPart(runbook, sha256)}` };
}

export function cooldownKey({ runbook, service, environment }: CooldownRef, sha256: Sha256): ItemKey {
  return { pk: KEY_PREFIX.cooldown + keyPart(JSON.stringify([runbook, service, environment]), sha256), sk: 'COOL' };
}

/** Kept for as long as the timeline: as long as it is there, its runbook does not run again. */
export function runItem(run: Run, sha256: Sha256): TableItem {
  const { automation, requestId, startedMs, executionId, verifyUntilMs, why } = run;
  return {
    ...runKey(run, sha256),
    schemaVersion: run.schemaVersion,
    incidentId: run.incidentId,
    gen: run.generation,
    runbook: run.runbook,
    v: run.version,
    state: run.state,
    automation: JSON.stringify(automation),
    proposedTs: run.proposedMs,
    approved: run.approved,
    ...(requestId !== undefined && { requestId }),
    ...(startedMs !== undefined && { startedTs: startedMs }),
    ...(executionId !== undefined && { executionId }),
    ...(verifyUntilMs !== undefined && { verifyUntilTs: verifyUntilMs }),
    ...(why !== undefined && { why }),
    ttl: expiry(run.proposedMs, TIMELINE_RETENTION_DAYS),
  };
}

export function runFromItem(item: TableItem): Run {
  const read = reader(item);
  return {
    schemaVersion: read.schemaVersion(),
    incidentId: read.text('incidentId'),
    generation: read.number('gen'),
    runbook: read.text('runbook'),
    version: read.number('v'),
    state: read.oneOf('state', RUN_STATES),
    automation: automationFrom(item),
    proposedMs: read.number('proposedTs'),
    approved: item.approved === true,
    ...read.optionalTexts('requestId', 'executionId', 'why'),
    ...(item.startedTs !== undefined && { startedMs: read.number('startedTs') }),
    ...(item.verifyUntilTs !== undefined && { verifyUntilMs: read.number('verifyUntilTs') }),
  };
}

/** It is gone from the second in which it ends. */
export function cooldownItem(cooldown: Cooldown, sha256: Sha256): TableItem {
  const { runbook, service, environment, untilMs } = cooldown;
  return {
    ...cooldownKey(cooldown, sha256),
    schemaVersion: INCIDENT_SCHEMA_VERSION,
    ...{ runbook, service, environment, untilTs: untilMs },
    ttl: Math.ceil(untilMs / 1000),
  };
}

export function cooldownFromItem(item: TableItem): Cooldown {
  const read = reader(item);
  read.schemaVersion();
  return {
    runbook: read.text('runbook'),
    service: read.text('service'),
    environment: read.text('environment'),
    untilMs: read.number('untilTs'),
  };
}

export function runTransaction({ run, timeline, outbox, cooldown }: RunWrite, sha256: Sha256): Transaction {
  return {
    puts: [
      { item: runItem(run, sha256), condition: follows('v', run.version) },
      ...timeline.map((entry) => timelinePut(entry, sha256)),
      ...outbox.map((item) => ({ item: outboxItem(item, sha256), condition: 'absent' as const })),
      ...(cooldown ? [{ item: cooldownItem(cooldown, sha256), condition: 'absent' as const }] : []),
    ],
    deletes: [],
  };
}

/** Stored as JSON: parameters may have names and depths that a table does not take. */
function automationFrom(item: TableItem): AutomationConfig {
  const read = reader(item);
  const automation = JSON.parse(read.text('automation')) as AutomationConfig;
  if (AUTOMATION_KINDS.includes(automation.kind)) return automation;
  throw read.wrong('automation', `of one of the kinds ${AUTOMATION_KINDS.join(', ')}`);
}
