/** What people do with an incident from the command line, as the operators' API takes it. */
import { AUDIENCES, PROGRESS } from '../../core/incident/audience';
import type { CommandAction } from '../../core/incident/command';
import { parseSeverity, SEVERITIES } from '../../core/incident/severity';
import { UsageError } from '../usage-error';

/** Options of all actions, as far as they were given. */
export interface ActionValues {
  readonly text?: string;
  readonly audience?: string;
  readonly progress?: string;
  readonly to?: string;
  readonly severity?: string;
  readonly systems?: string;
  readonly resolution?: string;
  readonly 'root-cause'?: string;
  readonly force?: boolean;
}

export interface Action {
  readonly summary: string;
  /** Behind `sightline incidents <name> ID`. */
  readonly usage: string;
  readonly explanation: string;
  /** Those that it takes, as the help explains them. */
  readonly options: Partial<Readonly<Record<keyof ActionValues, string>>>;
  /** What stands behind the ID. @default - nothing does */
  readonly operand?: string;
  /** @throws a `UsageError` where one is missing or wrong */
  readonly read: (values: ActionValues, operand?: string) => CommandAction;
}

const ROOT_CAUSE = '--root-cause TEXT why it happened, for the post-mortem';

export const ACTIONS: Readonly<Record<string, Action>> = {
  ack: {
    summary: 'you take it: the escalation stops',
    usage: '',
    explanation: 'Says that you take the incident. Once enough people have, nobody further is paged.',
    options: {},
    read: () => ({ action: 'acknowledge' }),
  },
  note: {
    summary: 'adds a line to the timeline',
    usage: ' --text TEXT',
    explanation: 'Adds a line to the timeline, also of an incident that is closed.',
    options: { text: '--text TEXT       the line, 4,000 characters at most' },
    read: ({ text }) => ({
      action: 'note',
      text: needed('--text', text, "the line to add, such as 'rolled back v42'"),
    }),
  },
  update: {
    summary: 'tells everybody how it stands',
    usage: ' --text TEXT [--audience WHO] [--progress WORD]',
    explanation: 'Tells everybody who was told of the incident how it stands, and the audience, if one is named.',
    options: {
      text: '--text TEXT       what to tell them, 4,000 characters at most',
      audience: '--audience WHO    stakeholders or customers, who hear nothing internal otherwise',
      progress: `--progress WORD   for them: ${PROGRESS.join(', ')}`,
    },
    read: ({ text, audience, progress }) => ({
      action: 'update',
      text: needed('--text', text, "what to tell them, such as 'we are rolling back'"),
      ...(audience === undefined ? {} : { audience: wordOf('--audience', audience, AUDIENCES) }),
      ...(progress === undefined ? {} : { progress: wordOf('--progress', progress, PROGRESS) }),
    }),
  },
  assign: {
    summary: 'somebody works on it',
    usage: ' --to NAME',
    explanation: 'Says who works on the incident. It pages nobody: tell them.',
    options: { to: '--to NAME         as the hub or your team calls them' },
    read: ({ to }) => ({ action: 'assign', to: needed('--to', to, 'a name') }),
  },
  severity: {
    summary: 'raises or lowers it',
    usage: ' --severity SEVERITY',
    explanation: 'Changes how severe the incident is, and with it who is told and when.',
    options: { severity: `--severity WORD   ${SEVERITIES.join(', ')}, or SEV1 to SEV4` },
    read: ({ severity }) => ({ action: 'severity', severity: severityOf(severity) }),
  },
  affected: {
    summary: 'names systems that suffer',
    usage: ' --systems NAME,NAME',
    explanation: 'Adds systems that suffer from the incident.',
    options: { systems: '--systems NAMES   names between commas, 50 at most' },
    read: ({ systems }) => ({ action: 'affected', systems: systemsOf(systems) }),
  },
  resolve: {
    summary: 'it is over',
    usage: ' [--resolution TEXT] [--root-cause TEXT] [--force]',
    explanation: 'Says that the incident is over. While alarms of it are in ALARM it takes --force.',
    options: {
      resolution: '--resolution TEXT what was done about it',
      'root-cause': ROOT_CAUSE,
      force: '--force           although alarms of it are still in ALARM',
    },
    read: ({ resolution, 'root-cause': rootCause, force }) => ({
      action: 'resolve',
      ...(resolution === undefined ? {} : { resolution: needed('--resolution', resolution, 'what was done') }),
      ...(rootCause === undefined ? {} : { rootCause: needed('--root-cause', rootCause, 'why it happened') }),
      ...(force ? { force } : {}),
    }),
  },
  close: {
    summary: 'nothing more is to be done about it, for good',
    usage: ' [--root-cause TEXT]',
    explanation: 'Closes a resolved incident for good: it is never reopened.',
    options: { 'root-cause': ROOT_CAUSE },
    read: ({ 'root-cause': rootCause }) => ({
      action: 'close',
      ...(rootCause === undefined ? {} : { rootCause: needed('--root-cause', rootCause, 'why it happened') }),
    }),
  },
  approve: runbookAction(
    'approve',
    'lets a runbook run that may do harm',
    'Approves what a runbook proposed for this incident; until somebody does, it does not run.',
  ),
  run: runbookAction(
    'run',
    'runs what a runbook automates',
    'Asks for what a runbook automates, also where nothing proposed it. What may do harm still needs an approval.',
  ),
};

function runbookAction(action: 'approve' | 'run', summary: string, explanation: string): Action {
  return {
    summary,
    usage: ' RUNBOOK',
    explanation,
    options: {},
    operand: 'RUNBOOK',
    read: (_, runbook) => ({ action, runbook: needed('RUNBOOK', runbook, 'the name of a runbook of the hub') }),
  };
}

function needed(option: string, text: string | undefined, what: string): string {
  if (text !== undefined && text.trim() !== '') return text;
  throw new UsageError(`${option} ${text === undefined ? 'is needed' : 'must not be blank'}: ${what}`);
}

function wordOf<Word extends string>(option: string, text: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${allowed.join(', ')}, got '${text}'`);
}

function severityOf(text: string | undefined) {
  const severity = parseSeverity(text);
  if (severity) return severity;
  const got = text === undefined ? '' : `, got '${text}'`;
  throw new UsageError(`--severity must be one of ${SEVERITIES.join(', ')}, or SEV1 to SEV4${got}`);
}

function systemsOf(text: string | undefined): readonly string[] {
  const systems = (text ?? '').split(',').map((name) => name.trim());
  if (systems.every((name) => name !== '')) return systems;
  const got = text === undefined ? '' : `, got '${text}'`;
  throw new UsageError(`--systems must be names between commas, such as checkout,payments${got}`);
}
