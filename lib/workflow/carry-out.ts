/** Carries out what a person asks for, whichever way they ask: by link, by chat button, by the API or by the CLI. */
import type { Command } from '../core/incident/command';
import { decideCommand } from '../core/incident/decide-command';
import { Draft, type IncidentWrite } from '../core/incident/draft';
import type { GroupState, LifecycleSettings, Outcome, Written } from '../core/incident/group';
import type { Incident } from '../core/incident/incident';
import type { MetricPort } from './ports';
import { reportDecision } from './report-decision';
import { type SettleGroupPorts, settleGroup } from './settle-group';

export interface CarryOutPorts extends SettleGroupPorts {
  /** @default - nothing is counted */
  readonly metrics?: MetricPort;
}

export interface CommandTerms {
  /** What this command uses up. @default - the command's own id, kept for a day */
  readonly once?: { readonly id: string; readonly untilMs: number };
  /** Only this generation of the incident is meant. @default - whichever is there */
  readonly generation?: number;
}

/** What became of a command; `incident` as it stands afterwards. */
export type CommandResult =
  | { readonly result: 'done'; readonly outcome: Outcome; readonly incident: Incident }
  /** It is so already. */
  | { readonly result: 'nothing'; readonly why: string; readonly incident: Incident }
  | { readonly result: 'refused'; readonly why: string; readonly incident: Incident }
  /** Carried out before: the same command, or another one by the same link. */
  | { readonly result: 'used'; readonly incident: Incident }
  /** The incident was reopened since. */
  | { readonly result: 'outdated'; readonly incident: Incident }
  | { readonly result: 'unknown incident' };

type Named = GroupState & { readonly incident: Incident };

const DAY_MS = 86_400_000;

/**
 * Decides on what is stored now and stores the decision, with what it uses up, in one transaction.
 * @throws where the store fails, or after ten conflicts in a row
 */
export async function carryOut(
  ports: CarryOutPorts,
  command: Command,
  settings: LifecycleSettings,
  terms: CommandTerms = {},
): Promise<CommandResult> {
  const own = { id: JSON.stringify([command.incidentId, command.id]), untilMs: command.atMs + DAY_MS };
  const { once = own, generation } = terms;
  const { answer, decided } = await settleGroup(
    ports,
    async (): Promise<{ write?: IncidentWrite; result: Settled }> => {
      const state = await stateOf(ports, command.incidentId);
      if (!state) return settled({ result: 'unknown incident' });
      const { incident } = state;
      if (await ports.store.isUsed(once.id)) return settled({ result: 'used', incident });
      if (generation !== undefined && generation !== incident.generation)
        return settled({ result: 'outdated', incident });
      const decision = decideCommand(state, command, settings);
      switch (decision.action) {
        case 'refuse':
          return settled({ result: 'refused', why: decision.why, incident });
        case 'ignore':
          return settled({ result: 'nothing', why: decision.why, incident });
        case 'note':
          return {
            write: { members: [], timeline: [decision.entry], outbox: [], timers: [], doneTimers: [], once },
            ...settled({ result: 'done', outcome: 'changed', incident }),
          };
        case 'write': {
          const draft = new Draft(state);
          draft.add(decision);
          const write = draft.write();
          const after = write?.incident ?? incident;
          const done = { result: 'done', outcome: decision.outcome, incident: after } as const;
          return { write: write && { ...write, once }, result: { answer: done, decided: decision } };
        }
      }
    },
  );
  if (decided && ports.metrics) reportDecision(ports.metrics, decided);
  return answer;
}

interface Settled {
  readonly answer: CommandResult;
  readonly decided?: Written;
}

function settled(answer: CommandResult): { readonly result: Settled } {
  return { result: { answer } };
}

/** The incident with its group's lock. A group names its newest incident only; an older one is over for good. */
async function stateOf({ store }: CarryOutPorts, incidentId: string): Promise<Named | undefined> {
  const found = await store.readIncident(incidentId);
  if (!found) return undefined;
  const group = await store.readGroup(found.groupKey, []);
  if (group.incident?.id === incidentId) return { ...group, incident: group.incident };
  // Read again, after the lock: it may have been open a moment ago.
  const older = await store.readIncident(incidentId);
  return older && { ...group, incident: older };
}
