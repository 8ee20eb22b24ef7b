/** `sightline slo`: objectives explained, as they stand, over time, and for other tools. */
import { type CommandPart, runPart } from './command-group';
import { explainCommand } from './slo/explain';
import { exportCommand } from './slo/export';
import { reportCommand } from './slo/report';
import { awsSources, type SloSources } from './slo/sources';
import { statusCommand } from './slo/status';

const PARTS: Readonly<Record<string, CommandPart<[SloSources, number]>>> = {
  explain: {
    summary: 'what objectives mean in numbers: budgets, rules, alarms; needs no account',
    run: explainCommand,
  },
  status: { summary: 'how they stand now', run: statusCommand },
  report: { summary: 'error budgets by service, team and tier over some time, and recovery', run: reportCommand },
  export: { summary: 'as OpenSLO documents', run: exportCommand },
};

/** @param sources where measurements come from. @default - the account of the SDK's environment */
export function sloCommand(args: readonly string[], sources: SloSources = awsSources()): Promise<number> {
  return runPart({ command: 'slo', purpose: 'do with the objectives', parts: PARTS }, args, sources, Date.now());
}
