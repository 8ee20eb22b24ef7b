/** `sightline incidents`: what is open, what happened, and what people do about it. */
import { type CommandPart, runPart } from './command-group';
import { actCommand } from './incidents/act';
import { ACTIONS } from './incidents/actions';
import { forgetCommand } from './incidents/forget';
import { historyCommand } from './incidents/history';
import { listCommand } from './incidents/list';
import { withPlainErrors } from './incidents/plain-errors';
import { postmortemCommand } from './incidents/postmortem';
import { reportCommand } from './incidents/report';
import { showCommand } from './incidents/show';
import { awsIncidentSources, type IncidentSources } from './incidents/sources';

type Part = CommandPart<[IncidentSources]>;

const PARTS: Readonly<Record<string, Part>> = {
  list: { summary: 'those that are open, or all of a service', run: listCommand },
  history: { summary: 'all of a service, those that are over too', run: historyCommand },
  report: { summary: 'numbers of a week, and the proof that escalations ran', run: reportCommand },
  show: { summary: 'how one stands, and its timeline', run: showCommand },
  postmortem: { summary: 'what is known of one that is over, for you to write on', run: postmortemCommand },
  ...Object.fromEntries(
    Object.entries(ACTIONS).map(([name, action]): [string, Part] => [
      name,
      { summary: action.summary, run: (args, sources) => actCommand(name, action, args, sources) },
    ]),
  ),
  forget: { summary: 'take the name of somebody who left out of all of them', run: forgetCommand },
};
/** As scenarios and the API call it. */
const SAME_AS = new Map([['acknowledge', 'ack']]);

/** @param sources where the hub is reached. @default - by the network, with the credentials of the SDK's environment */
export function incidentsCommand(
  args: readonly string[],
  sources: IncidentSources = awsIncidentSources(),
): Promise<number> {
  const group = { command: 'incidents', purpose: 'do with the incidents', parts: PARTS, sameAs: SAME_AS };
  return withPlainErrors(() => runPart(group, args, sources));
}
