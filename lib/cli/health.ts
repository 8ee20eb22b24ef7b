/** `sightline health`: how a service does right now, 0 to 100, and why. */
import { closest } from '../core/closest';
import type { HealthDefinitions } from '../core/health/definition';
import { plain } from '../view/escape';
import { tellHealth } from '../view/health/status';
import { measureHealth } from '../workflow/score-health/measure';
import { awsHealthSources, type HealthSources } from './health/sources';
import { withPlainErrors } from './incidents/plain-errors';
import { parseOptions } from './options';
import { painter } from './painter';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline health [SERVICE] [options]

How a service does right now, 0 (down) to 100 (as it should be), and what takes how many
points: objectives, errors, dependencies, saturation, alarms. Without SERVICE: all that are
scored. It is measured now, by what HealthScores has deployed; reading costs some 20 metrics
a service ($0.0002). Region and credentials are those of the AWS SDK, which need
ssm:GetParametersByPath, cloudwatch:GetMetricData and cloudwatch:DescribeAlarms.
Exit code 1 where a service is unhealthy (below 50), or nothing is known of it.

  --environment ENV only in that environment
  --scoring NAME    which HealthScores, by its 'name'                 (default: sightline)
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  environment: { type: 'string' },
  scoring: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const WIDTH = 100;
const MOST_NAMES = 20;

/** @param sources where it is measured. @default - the account of the SDK's environment */
export async function healthCommand(
  args: readonly string[],
  sources: HealthSources = awsHealthSources(),
  nowMs = Date.now(),
): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const [service, second] = positionals;
  if (second !== undefined) throw new UsageError(`one service at a time; '${second}' is more`);
  const { scoring = 'sightline', environment, json } = values;
  return withPlainErrors(async () => {
    const definitions = await sources.definitions(scoring);
    for (const { name, problem } of definitions.problems) {
      process.stderr.write(`sightline health: ${plain(`${name}: ${problem}`, 500)}\n`);
    }
    const chosen = chosenOf(definitions, scoring, service, environment);
    const measured = await measureHealth(sources, chosen, nowMs);
    const view = { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH) };
    process.stdout.write(
      json ? `${JSON.stringify({ services: measured }, undefined, 2)}\n` : tellHealth(measured, view),
    );
    return measured.every(({ status }) => status === 'healthy' || status === 'degraded') ? 0 : 1;
  });
}

function chosenOf(
  { services }: HealthDefinitions,
  scoring: string,
  service: string | undefined,
  environment: string | undefined,
): HealthDefinitions['services'] {
  if (services.length === 0) {
    throw new Error(
      `the scoring '${scoring}' knows no services in this account and region; deploy HealthScores, name another with ` +
        '--scoring, or look at AWS_PROFILE and AWS_REGION',
    );
  }
  const found = services.filter(
    (one) => (service === undefined || one.service === service) && (environment ?? one.environment) === one.environment,
  );
  if (found.length > 0) return found;
  const names = [...new Set(services.map((one) => `${one.service} (${one.environment})`))];
  const meant =
    service === undefined
      ? undefined
      : closest(
          service,
          services.map((one) => one.service),
        );
  throw new UsageError(
    `no service '${service ?? ''}'${environment === undefined ? '' : ` in '${environment}'`} is scored` +
      `${meant === undefined || meant === service ? '' : `; did you mean '${meant}'?`}; there are: ${names.slice(0, MOST_NAMES).join(', ')}`,
  );
}
