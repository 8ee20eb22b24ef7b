/** `sightline explain`: what changed around the begin of an incident, the most telling first. */
import { explainIncident } from '../core/insight/explain';
import { tellInsight } from '../view/insight/explanation';
import { readChanges } from './explain/changes-file';
import { collect } from './explain/collect';
import { awsExplainSources, type ExplainSources } from './explain/sources';
import { ID_HELP, incidentIdOf } from './incidents/incident-id';
import { WIDTH } from './incidents/list';
import { withPlainErrors } from './incidents/plain-errors';
import { neededUrl, URL_HELP } from './incidents/sources';
import { parseOptions } from './options';
import { painter } from './painter';

const HELP = `Usage: sightline explain ID [options]

What changed around the begin of an incident, the most telling first: deploys and other
changes, traffic, dependencies, resources, errors, and metrics that move like the symptoms.
Each metric is judged by its own last three weeks, so that what happens every day or every
weekend is no change. Where nothing changed, it says so. Nothing here is a proof.

Reads some dozens of metrics (about $0.005). Needs, beside the operators' API,
cloudwatch:ListMetrics, cloudwatch:DescribeAlarms and cloudwatch:GetMetricData.

${ID_HELP}  --changes FILE    what else was changed, one a line:
                    2026-03-03T09:55Z config Timeout of payments lowered
                    (a time, deploy or config, what it was)
  --table NAME      incident table: all deploys of the day before, not only the last one
                    (dynamodb:GetItem)
  --errors NAME     error tracking: kinds of errors that are new or much more frequent
                    (dynamodb:Query)
${URL_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  changes: { type: 'string' },
  table: { type: 'string' },
  errors: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @param sources what it is made of. @default - the hub and the account of the SDK's environment */
export async function explainIncidentCommand(
  args: readonly string[],
  sources: ExplainSources = awsExplainSources(),
): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  return withPlainErrors(async () => {
    const { table, errors } = values;
    const changes = values.changes === undefined ? [] : readChanges(values.changes);
    // What is wrong with the id is said first: it is what the command is about.
    const id = await incidentIdOf(positionals, {
      list: (query) => sources.operators(neededUrl(values.url)).list(query),
    });
    const api = sources.operators(neededUrl(values.url));
    const told = await api.read(id);
    if (!told) {
      throw new Error(`there is no incident '${id}' in this hub; 'sightline incidents list' has those that are open`);
    }
    const { incident, timeline } = told;
    const { input, remarks } = await collect(sources, incident, timeline, { table, errors, changes });
    const insight = explainIncident(input);
    const view = {
      paint: painter(process.stdout),
      width: Math.min(process.stdout.columns ?? WIDTH, WIDTH),
      nowMs: sources.now(),
    };
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ incident: incident.id, ...insight, remarks }, undefined, 2)}\n`
        : tellInsight({ incident, insight, remarks }, view),
    );
    return 0;
  });
}
