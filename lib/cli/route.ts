/** `sightline route`: where signals would lead. */
import { type CommandPart, runPart } from './command-group';
import { withPlainErrors } from './incidents/plain-errors';
import { explainCommand } from './route/explain';

const PARTS: Readonly<Record<string, CommandPart<[number]>>> = {
  explain: { summary: 'which route an event or an alarm takes, and who is told', run: explainCommand },
};

/** @param nowMs epoch ms */
export function routeCommand(args: readonly string[], nowMs = Date.now()): Promise<number> {
  return withPlainErrors(() => runPart({ command: 'route', purpose: 'do with the routes', parts: PARTS }, args, nowMs));
}
