/** `sightline errors`: the errors that a tracking knows, and what people decide about them. */
import { type CommandPart, runPart } from './command-group';
import { decideCommand } from './errors/decide';
import { listCommand } from './errors/list';
import { showCommand } from './errors/show';
import { awsErrorSources, type ErrorSources } from './errors/sources';

const PARTS: Readonly<Record<string, CommandPart<[ErrorSources]>>> = {
  list: { summary: 'the errors of a service, most frequent first', run: listCommand },
  show: { summary: 'how often one came, where, since when, and a sample', run: showCommand },
  resolve: { summary: 'it is mended: tell when it comes again', run: decideCommand('resolve') },
  ignore: { summary: 'count it and tell nobody', run: decideCommand('ignore') },
  reopen: { summary: 'take either back', run: decideCommand('reopen') },
};

/** @param sources where errors come from. @default - the account of the SDK's environment */
export function errorsCommand(args: readonly string[], sources: ErrorSources = awsErrorSources()): Promise<number> {
  return runPart({ command: 'errors', purpose: 'do with the errors', parts: PARTS }, args, sources);
}
