/**
 * `escalate`: does what was to happen later, unless something else happened first. Woken for each timer by a delayed
 * message, and by a schedule every minute for whatever is due: a wake-up may be late, lost or repeated, and what is true
 * stands in the store.
 */
import type { EventBridgeEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { WORKFLOW_METRIC } from '../core/conventions';
import { type GroupState, newLock } from '../core/incident/group';
import { withAlarmsOf } from '../core/incident/incident';
import { readTimerRef, type TimerRef, timerName } from '../core/incident/timer';
import { type DueTimer, decideDue, reportDue, type TimerRules } from './due-timer';
import { lifecycleSettings } from './lifecycle-settings';
import { lookAround } from './look-around';
import { readCalendars } from './maintenance/calendars';
import { emitMaintenanceEvents } from './maintenance/emit-maintenance-events';
import { releaseEarly } from './maintenance/release-early';
import type { BusPort, ConfigPort } from './ports';
import { settleGroup } from './settle-group';
import type { SettleSignalsPorts } from './settle-signals';
import { endStorm } from './storm/end-storm';

export interface EscalatePorts extends SettleSignalsPorts {
  readonly config: ConfigPort;
  /** Hears of maintenance that begins and ends. */
  readonly bus: BusPort;
}

export type EscalateEvent = SQSEvent | EventBridgeEvent<'Scheduled Event', unknown>;

const SWEEP_LIMIT = 200;
/** Where timers fail, a sweep looks behind them so often. */
const MAX_TURNS = 5;
/** A timer that is this late was missed by its wake-up and by the sweep before, milliseconds. */
const OVERDUE_MS = 90_000;
/** Late ones of these keep no escalation waiting. */
const ONLY_ASKS: ReadonlySet<TimerRef['kind']> = new Set(['remind', 'postmortem', 'update', 'ack-due']);

/** Fires the timers that a batch of wake-ups names, or, on a schedule event, all that are due. */
export function escalate(ports: EscalatePorts): (event: EscalateEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    const rules = { config, settings: lifecycleSettings(config), calendars: await readCalendars(ports, config) };
    if (!('Records' in event)) {
      await sweep(ports, rules);
      return { batchItemFailures: [] };
    }
    const failed = await Promise.all(
      event.Records.map(async ({ messageId, body }) => {
        try {
          await wakeUp(ports, rules, readTimerRef(body));
          return [];
        } catch (error) {
          ports.log.error('timer not fired, the queue will deliver it again', { messageId, error: String(error) });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

async function sweep(ports: EscalatePorts, rules: TimerRules): Promise<void> {
  const { fired, failures } = await fireDue(ports, rules);
  // What pages comes first: what only tells must not keep it.
  await releaseEarly(ports, rules);
  await endStorm(ports, rules);
  await emitMaintenanceEvents(ports, rules);
  if (failures.length > 0) throw new Error(`${failures.length} of ${fired} timers failed: ${failures[0]}`);
}

/** The oldest first. Those that fail stay due, and keep none of the others waiting. */
async function fireDue(ports: EscalatePorts, rules: TimerRules): Promise<{ fired: number; failures: unknown[] }> {
  const nowMs = ports.clock.now();
  const failures: unknown[] = [];
  const tried = new Set<string>();
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const due = await ports.store.listDueTimers(nowMs, SWEEP_LIMIT + failures.length);
    const fresh = due.filter((timer) => !tried.has(timerName(timer)));
    for (const timer of fresh) tried.add(timerName(timer));
    const overdue = fresh.filter(({ kind, dueMs }) => !ONLY_ASKS.has(kind) && nowMs - dueMs > OVERDUE_MS).length;
    if (overdue > 0) ports.metrics.count(WORKFLOW_METRIC.escalationOverdue, overdue);
    const results = await Promise.allSettled(fresh.map((timer) => fire(ports, rules, timer)));
    const failed = results.filter((result) => result.status === 'rejected');
    failures.push(...failed.map(({ reason }) => reason));
    if (failed.length === 0 || due.length < SWEEP_LIMIT) break;
  }
  return { fired: tried.size, failures };
}

/** A wake-up that nobody can read says nothing: the sweep finds its timer. */
async function wakeUp(ports: EscalatePorts, rules: TimerRules, ref: TimerRef | undefined): Promise<void> {
  if (!ref) {
    ports.log.warn('a wake-up that names no timer was dropped');
    return;
  }
  await fire(ports, rules, ref);
}

/** Does what is due; a timer that is not due yet is woken again. */
async function fire(ports: EscalatePorts, rules: TimerRules, ref: TimerRef): Promise<void> {
  const around = lookAround(ports, rules.config);
  const result = await settleGroup<DueTimer>(ports, async () => {
    const nowMs = ports.clock.now();
    const state = await groupOf(ports, ref);
    // Read after the group: somebody may have fired it since, or set it anew, which changed the group's version.
    const due = await ports.store.readTimer(ref);
    if (!due || due.dueMs > nowMs) return { result: { due, decisions: [] } };
    const result = await decideDue(ports, rules, around, state, due, nowMs);
    return { write: result.write, result };
  });
  const { due, decisions } = result;
  if (due && decisions.length === 0) await ports.wakes.wake(ref, due.dueMs);
  await reportDue(ports, result);
}

async function groupOf(ports: EscalatePorts, ref: TimerRef): Promise<GroupState> {
  if (ref.kind === 'held') return ports.store.readGroup(ref.groupKey, withAlarmsOf([ref.member]));
  const incident = await ports.store.readIncident(ref.incidentId);
  if (!incident) return { lock: newLock(''), members: new Map() };
  const group = await ports.store.readGroup(incident.groupKey, []);
  // A group names its newest incident only; the post-mortem of an older one is owed all the same.
  return ref.kind === 'postmortem' && group.incident?.id !== incident.id ? { ...group, incident } : group;
}
