/** Signals of one group, decided one after the other and stored in as few writes as they fit. */
import { decideSignal } from '../core/incident/decide-signal';
import { Draft, type IncidentWrite } from '../core/incident/draft';
import { type Decision, type GroupState, type LifecycleSettings, notesOf } from '../core/incident/group';
import { alarmOf, type Signal, withAlarmsOf } from '../core/incident/incident';
import { noteHeld } from './maintenance/note-held';
import type { IncidentStore, LogPort, MetricPort } from './ports';
import type { TopologyPort } from './ports/traces';
import { reportDecision } from './report-decision';
import { type SettleGroupPorts, settleGroup } from './settle-group';

export interface SettleSignalsPorts extends SettleGroupPorts {
  readonly metrics: MetricPort;
  readonly log: LogPort;
  /** Which services call which, by their traces. @default - what they declare is all that is known */
  readonly topology?: TopologyPort;
}

/** What was decided, and the write that stores it. */
export interface Drafted {
  readonly write?: IncidentWrite;
  readonly decisions: readonly Decision[];
}

/** Decides, with what the rest of the hub has to say to it. `told` comes once it is stored. */
export type Around = (
  before: GroupState,
  settings: LifecycleSettings,
  decide: (settings: LifecycleSettings) => Drafted,
) => Promise<Drafted & { readonly told: () => Promise<void> }>;

/** The group alone. */
const byItself: Around = async (_, settings, decide) => ({ ...decide(settings), told: async () => undefined });

/** @throws where the store fails, or after ten conflicts in a row */
export async function settleSignals(
  ports: SettleSignalsPorts,
  settings: LifecycleSettings,
  groupKey: string,
  signals: readonly Signal[],
  around: Around = byItself,
): Promise<void> {
  let left = signals;
  while (left.length > 0) {
    const { decisions, told, all } = await settleGroup(ports, async () => {
      const { before, all } = await readFor(ports.store, groupKey, left);
      const nowMs = ports.clock.now();
      const { write, ...result } = await around(before, settings, (known) => decideAll(before, all, known, nowMs));
      return { write, result: { ...result, all } };
    });
    await told();
    for (const [index, decision] of decisions.entries()) {
      const signal = all[index] as Signal;
      for (const note of notesOf(decision)) await ports.store.appendTimeline(note);
      await noteHeld(ports, signal, decision);
      report(ports, signal, decision);
    }
    left = all.slice(decisions.length);
  }
}

/** The group as the signals need it, and all that they say: a deleted alarm takes its contributors along. */
async function readFor(
  store: IncidentStore,
  groupKey: string,
  signals: readonly Signal[],
): Promise<{ readonly before: GroupState; readonly all: readonly Signal[] }> {
  const read = (all: readonly Signal[]) => store.readGroup(groupKey, withAlarmsOf(all.map(({ member }) => member)));
  if (!signals.some(({ deleted }) => deleted)) return { before: await read(signals), all: signals };
  // Read before its members are listed: who adds one after that writes another version of the lock.
  const { lock, incident } = await read([]);
  const known = [...new Set([...(await store.listMembers(groupKey)), ...signals.map(({ member }) => member)])];
  const all = signals.flatMap(({ deleted, ...signal }): Signal[] => {
    const contributors = deleted ? known.filter((member) => alarmOf(member) === signal.member) : [];
    return [signal, ...contributors.map((member) => ({ ...signal, member }))];
  });
  return { before: { ...(await read(all)), lock, incident }, all };
}

/** As many as fit into one write. */
function decideAll(
  before: GroupState,
  signals: readonly Signal[],
  settings: LifecycleSettings,
  nowMs: number,
): Drafted {
  const draft = new Draft(before);
  const decisions: Decision[] = [];
  for (const signal of signals) {
    const decision = decideSignal(draft.state, signal, settings, nowMs);
    if (decision.action === 'write' && !(draft.hasRoom && draft.add(decision))) break;
    decisions.push(decision);
  }
  return { write: draft.write(), decisions };
}

function report(ports: SettleSignalsPorts, signal: Signal, decision: Decision): void {
  const { alarmName: alarm, state, service, environment } = signal;
  const said = { alarm, state, service, environment };
  if (decision.action !== 'write') {
    const why = decision.action === 'ignore' ? decision.why : 'noted';
    ports.log.info('signal changed nothing', { ...said, why });
    return;
  }
  ports.log.info(`signal ${decision.outcome}`, { ...said, incidentId: decision.next.incident?.id });
  reportDecision(ports.metrics, decision, signal);
}
