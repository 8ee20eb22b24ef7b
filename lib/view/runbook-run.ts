/** What the timeline says of a run of a runbook, state by state. */
import type { AutomationConfig } from '../core/config/runbook';
import { type Run, type RunState, recoveryMinutes } from '../core/runbook/run';
import { plain } from './escape';

const MAX_NAME = 100;
const MAX_WHY = 400;

export function tellRun(run: Run): string {
  const why = run.why === undefined ? undefined : plain(run.why, MAX_WHY);
  const words = WORDS[run.state](run);
  return `Runbook ${run.runbook} ${why === undefined ? words : `${words}: ${why}`}`;
}

const WORDS: Readonly<Record<RunState, (run: Run) => string>> = {
  proposed: ({ automation, incidentId, runbook }) =>
    `would run ${whatRuns(automation)} and waits for approval: whoever may use the operators' API approves it by ` +
    `'sightline incidents approve ${incidentId} ${runbook}'`,
  starting: ({ automation }) => `starts ${whatRuns(automation)}`,
  running: ({ automation, executionId = '' }) => `runs ${whatRuns(automation)}, execution ${plain(executionId, 200)}`,
  verifying: ({ automation }) =>
    automation.kind === 'lambda'
      ? `invoked ${whatRuns(automation)}: its alarms have ${minutes(recoveryMinutes(automation))} to recover`
      : `is done with ${whatRuns(automation)}: its alarms have ${minutes(recoveryMinutes(automation))} to recover`,
  succeeded: () => 'worked: the incident is resolved',
  failed: () => 'did not help',
  'timed-out': ({ automation }) => `did not end within ${minutes(automation.timeoutMinutes)} and was stopped`,
  skipped: ({ automation, startedMs }) =>
    startedMs === undefined ? `did not run ${whatRuns(automation)}` : 'was given up after it was started',
};

const KINDS: Readonly<Record<AutomationConfig['kind'], string>> = {
  ssm: 'the document',
  stepFunctions: 'the state machine',
  lambda: 'the function',
};

/** By its name: the account in an ARN is nobody's business. */
function whatRuns({ kind, target }: AutomationConfig): string {
  return `${KINDS[kind]} ${plain(target.split(':').at(-1) ?? target, MAX_NAME)}`;
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}
