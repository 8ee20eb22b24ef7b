/** What became of a command, in one or two lines of the terminal. */
import type { CommandAction } from '../../core/incident/command';
import type { Incident } from '../../core/incident/incident';
import type { Paint } from '../timeline';
import { nameText, paintSeverity, placeOf } from './words';

export interface CommandOutcome {
  readonly result: 'done' | 'nothing' | 'used';
  readonly why?: string;
  readonly incident: Incident;
}

const DONE: Readonly<Record<CommandAction['action'], string>> = {
  acknowledge: 'Acknowledged',
  note: 'Noted',
  update: 'Update told',
  assign: 'Assigned',
  severity: 'Severity changed',
  affected: 'Affected systems added',
  resolve: 'Resolved',
  close: 'Closed',
  approve: 'Approved',
  run: 'Asked for; the timeline will say what became of it',
};

const MAX_TITLE = 100;

export function tellCommand(action: CommandAction['action'], outcome: CommandOutcome, paint: Paint): string {
  const { incident } = outcome;
  const { severity, status, id, title } = incident;
  const stands = paintSeverity(paint, severity, `${severity}, ${status}`);
  return `${wordOf(action, outcome)}: ${nameText(title, MAX_TITLE)}\n  ${stands}  ${placeOf(incident)}  ${paint('dim', nameText(id))}\n`;
}

function wordOf(action: CommandAction['action'], { result, why, incident }: CommandOutcome): string {
  if (result === 'nothing') return `Nothing to do, ${nameText(why ?? 'it is so already')}`;
  const { acksNeeded } = incident.plan;
  const missing = acksNeeded - incident.acknowledgements.length;
  return action === 'acknowledge' && missing > 0 ? `${DONE[action]}, ${missing} more needed` : DONE[action];
}
