/** A timer that is due: the decision on it, and what follows once that is stored. */
import type { SightlineConfig } from '../core/config';
import type { Calendars } from '../core/incident/change-calendar';
import { decideTimer } from '../core/incident/decide-timer';
import { Draft } from '../core/incident/draft';
import type { GroupState, LifecycleSettings } from '../core/incident/group';
import { maintenanceOf } from '../core/incident/maintenance';
import { stormGroupKey, stormOf } from '../core/incident/storm';
import type { Timer } from '../core/incident/timer';
import { noteHeld } from './maintenance/note-held';
import { reportDecision } from './report-decision';
import type { Around, Drafted, SettleSignalsPorts } from './settle-signals';

/** The hub's configuration, and what decisions on timers need beside it: made once for each batch. */
export interface TimerRules {
  readonly config: SightlineConfig;
  readonly settings: LifecycleSettings;
  readonly calendars: Calendars;
}

/** A decision on a timer; none where it is not to be decided. */
export type DueTimer = Drafted & { readonly due?: Timer; readonly told?: () => Promise<void> };

/** What holds a signal that was held back even now. */
export function heldNow({ config, calendars }: TimerRules, due: Timer, nowMs: number) {
  return due.kind === 'held' ? maintenanceOf(config, due.signal, nowMs, calendars) : undefined;
}

/** @param around one for all tries of a timer: what it asked of others, it does not ask again at each conflict */
export async function decideDue(
  ports: SettleSignalsPorts,
  rules: TimerRules,
  around: Around,
  state: GroupState,
  due: Timer,
  nowMs: number,
): Promise<DueTimer> {
  const { config, settings } = rules;
  const known = due.kind === 'storm' ? { ...settings, storm: await stormNow(ports, config) } : settings;
  const decided = await around(state, known, (given) => {
    const decision = decideTimer(state, due, given, nowMs, heldNow(rules, due, nowMs));
    const draft = new Draft(state);
    draft.add(decision);
    return { write: draft.write(), decisions: [decision] };
  });
  return { ...decided, due };
}

async function stormNow({ store }: SettleSignalsPorts, { hub }: SightlineConfig) {
  return stormOf(await store.readGroup(stormGroupKey(hub.hub), []));
}

/** What follows a stored decision. */
export async function reportDue(ports: SettleSignalsPorts, { due, decisions, told }: DueTimer): Promise<void> {
  await told?.();
  for (const decision of decisions) {
    if (!due || decision.action !== 'write') continue;
    for (const note of decision.notes) await ports.store.appendTimeline(note);
    for (const timer of decision.timers) if (timer.kind === 'held') await noteHeld(ports, timer.signal, decision);
    ports.log.info(`timer ${decision.outcome}`, { timer: due.kind, incidentId: decision.next.incident?.id });
    reportDecision(
      ports.metrics,
      decision,
      due.kind === 'held' && decision.outcome !== 'done' ? due.signal : undefined,
    );
  }
}
