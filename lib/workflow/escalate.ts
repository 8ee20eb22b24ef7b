/**
 * `escalate`: does what was to happen later, unless something else happened first. Woken for each timer by a delayed
 * message, and by a schedule every minute for whatever is due: a wake-up may be late, lost or repeated, and what is true
 * stands in the store.
 */
import type { EventBridgeEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SightlineConfig } from '../core/config';
import { WORKFLOW_METRIC } from '../core/conventions';
import { decideTimer } from '../core/incident/decide-timer';
import { Draft } from '../core/incident/draft';
import { type GroupState, type LifecycleSettings, newLock, type Written } from '../core/incident/group';
import { maintenanceOf } from '../core/incident/maintenance';
import { readTimerRef, type Timer, type TimerRef } from '../core/incident/timer';
import { lifecycleSettings } from './lifecycle-settings';
import type { ConfigPort, LogPort, MetricPort } from './ports';
import { reportDecision } from './report-decision';
import { type SettleGroupPorts, settleGroup } from './settle-group';

export interface EscalatePorts extends SettleGroupPorts {
  readonly config: ConfigPort;
  readonly metrics: MetricPort;
  readonly log: LogPort;
}

export type EscalateEvent = SQSEvent | EventBridgeEvent<'Scheduled Event', unknown>;

/** The hub's configuration, and what decisions need of it: made once for each batch. */
interface Rules {
  readonly config: SightlineConfig;
  readonly settings: LifecycleSettings;
}

const SWEEP_LIMIT = 200;
/** A timer that is this late was missed by its wake-up and by the sweep before, milliseconds. */
const OVERDUE_MS = 90_000;
/** Late ones of these keep no escalation waiting. */
const ONLY_ASKS: ReadonlySet<TimerRef['kind']> = new Set(['remind', 'postmortem']);

/** Fires the timers that a batch of wake-ups names, or, on a schedule event, all that are due. */
export function escalate(ports: EscalatePorts): (event: EscalateEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    const rules = { config, settings: lifecycleSettings(config) };
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

async function sweep(ports: EscalatePorts, rules: Rules): Promise<void> {
  const nowMs = ports.clock.now();
  const due = await ports.store.listDueTimers(nowMs, SWEEP_LIMIT);
  const overdue = due.filter(({ kind, dueMs }) => !ONLY_ASKS.has(kind) && nowMs - dueMs > OVERDUE_MS).length;
  if (overdue > 0) ports.metrics.count(WORKFLOW_METRIC.escalationOverdue, overdue);
  const results = await Promise.allSettled(due.map((timer) => fire(ports, rules, timer)));
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures.length > 0) throw new Error(`${failures.length} of ${due.length} timers failed: ${failures[0]?.reason}`);
}

/** A wake-up that nobody can read says nothing: the sweep finds its timer. */
async function wakeUp(ports: EscalatePorts, rules: Rules, ref: TimerRef | undefined): Promise<void> {
  if (!ref) {
    ports.log.warn('a wake-up that names no timer was dropped');
    return;
  }
  await fire(ports, rules, ref);
}

/** Does what is due; a timer that is not due yet is woken again. */
async function fire(ports: EscalatePorts, { config, settings }: Rules, ref: TimerRef): Promise<void> {
  const { due, decision } = await settleGroup<{ due?: Timer; decision?: Written }>(ports, async () => {
    const nowMs = ports.clock.now();
    const state = await groupOf(ports, ref);
    // Read after the group: somebody may have fired it since, or set it anew, which changed the group's version.
    const due = await ports.store.readTimer(ref);
    if (!due || due.dueMs > nowMs) return { result: { due } };
    const heldBack = due.kind === 'held' ? maintenanceOf(config, due.signal, nowMs) : undefined;
    const decision = decideTimer(state, due, settings, nowMs, heldBack);
    const draft = new Draft(state);
    draft.add(decision);
    return { write: draft.write(), result: { due, decision } };
  });
  if (due && !decision) await ports.wakes.wake(ref, due.dueMs);
  if (!due || !decision) return;
  for (const note of decision.notes) await ports.store.appendTimeline(note);
  ports.log.info(`timer ${decision.outcome}`, { timer: due.kind, incidentId: decision.next.incident?.id });
  const released = due.kind === 'held' && decision.outcome !== 'done' ? due.signal : undefined;
  reportDecision(ports.metrics, decision, released);
}

async function groupOf(ports: EscalatePorts, ref: TimerRef): Promise<GroupState> {
  if (ref.kind === 'held') return ports.store.readGroup(ref.groupKey, [ref.member]);
  const incident = await ports.store.readIncident(ref.incidentId);
  if (!incident) return { lock: newLock(''), members: new Map() };
  const group = await ports.store.readGroup(incident.groupKey, []);
  // A group names its newest incident only; the post-mortem of an older one is owed all the same.
  return ref.kind === 'postmortem' && group.incident?.id !== incident.id ? { ...group, incident } : group;
}
