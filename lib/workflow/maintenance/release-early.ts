/**
 * Maintenance that ends earlier than it said lets go of what it held back, be it a change calendar that changed or a window
 * that a deploy removed or shortened: its timers need not be waited for.
 */
import { DAY_MS } from '../../core/config/wall-clock';
import { calendarRefs, NO_CALENDARS } from '../../core/incident/change-calendar';
import { withAlarmsOf } from '../../core/incident/incident';
import { isHeldByMaintenance } from '../../core/incident/maintenance';
import type { HeldTimerRef, Timer } from '../../core/incident/timer';
import { type DueTimer, decideDue, heldNow, reportDue, type TimerRules } from '../due-timer';
import { lookAround } from '../look-around';
import { settleGroup } from '../settle-group';
import type { SettleSignalsPorts } from '../settle-signals';

/** Nothing holds back for longer: a calendar 15 days, and windows that join it as long again. */
const HORIZON_MS = 31 * DAY_MS;
/** All that a hub could have; those beyond wait for their time. */
const MOST_TIMERS = 2_000;
/** What one sweep lets go of; the next one goes on. */
const MOST_RELEASED = 200;

/** Looks at held timers whether their maintenance still goes on. What fails waits for the next sweep. Never throws. */
export async function releaseEarly(ports: SettleSignalsPorts, rules: TimerRules): Promise<void> {
  // Calendars that could not be read say nothing of what they hold.
  if (rules.calendars === NO_CALENDARS && calendarRefs(rules.config).length > 0) return;
  const nowMs = ports.clock.now();
  const failed = (error: unknown) =>
    ports.log.error('what maintenance held back could not be released', { error: String(error) });
  try {
    const timers = await ports.store.listDueTimers(nowMs + HORIZON_MS, MOST_TIMERS);
    const changed = timers.filter(isHeld).filter((timer) => endsOtherwise(rules, timer, nowMs));
    for (const timer of changed.slice(0, MOST_RELEASED)) await release(ports, rules, timer).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** Decides it again if what holds it ends at another time now. */
async function release(ports: SettleSignalsPorts, rules: TimerRules, ref: HeldTimerRef): Promise<void> {
  const around = lookAround(ports, rules.config);
  const result = await settleGroup<DueTimer>(ports, async () => {
    const nowMs = ports.clock.now();
    const state = await ports.store.readGroup(ref.groupKey, withAlarmsOf([ref.member]));
    const due = await ports.store.readTimer(ref);
    if (!due || !isHeld(due) || !endsOtherwise(rules, due, nowMs)) return { result: { decisions: [] } };
    const result = await decideDue(ports, rules, around, state, due, nowMs);
    return { write: result.write, result };
  });
  await reportDue(ports, result);
}

function endsOtherwise(rules: TimerRules, timer: Timer, nowMs: number): boolean {
  return heldNow(rules, timer, nowMs)?.untilMs !== timer.dueMs;
}

/** By maintenance of the hub's. */
function isHeld(timer: Timer): timer is Timer & { readonly kind: 'held' } {
  return timer.kind === 'held' && isHeldByMaintenance(timer.signal);
}
