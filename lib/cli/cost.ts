/** `sightline cost`: what the observability of an app costs a month. */
import { estimateCost } from '../core/price/estimate';
import type { Assembly } from '../rehearsal/assembly';
import { deployedResources } from '../rehearsal/deployed-resources';
import { tellCost } from '../view/cost';
import { chosenAssembly } from './chosen-assembly';
import { parseTraffic } from './cost/traffic';
import { parseOptions } from './options';
import { painter } from './painter';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline cost [ASSEMBLY] [options]

What the alarms, metrics, dashboards, logs and traces of a synthesized app cost a month,
biggest first, with how far each price can be trusted, what could not be priced and why,
and cheaper equivalents. Conditions are decided with the defaults of parameters. Nothing is
deployed, nothing leaves this machine.

  ASSEMBLY          cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); --assembly DIR is the same
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --traffic LIST    what comes in a month, such as requests=10M,incidents=4: logs and
                    traces are priced only with it. Known are requests (of all
                    functions), logGB, traces, incidents; k, M and B are understood
  --free-tier       take off what an account gets free (default: it is used up)
  --max USD         exit code 1 where the total is more
  --json            one JSON object for machines, with the source of each price
  --help            this text
`;

const OPTIONS = {
  assembly: { type: 'string' },
  stacks: { type: 'string', multiple: true },
  traffic: { type: 'string' },
  'free-tier': { type: 'boolean' },
  max: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Columns where the output is no terminal. */
const DEFAULT_WIDTH = 100;

export async function costCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const maxUsd = maxOf(values.max);
  const traffic = values.traffic === undefined ? undefined : parseTraffic(values.traffic);
  const assembly = chosenAssembly(positionals, values.assembly, values.stacks);
  const estimate = estimateCost(deployedResources(assembly), { traffic, freeTier: values['free-tier'] });
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...estimate, maxUsd }, undefined, 2)}\n`
      : `${tellCost(estimate, { paint: painter(process.stdout), width, maxUsd })}${elsewhere(assembly, estimate.region)}`,
  );
  return maxUsd !== undefined && estimate.usdPerMonth > maxUsd ? 1 : 0;
}

function maxOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const written = /^\$?(\d+(?:\.\d+)?)$/.exec(text)?.[1];
  if (written !== undefined) return Number(written);
  throw new UsageError(`--max must be US dollars a month, such as 250 or 99.50, got '${text}'`);
}

/** Stacks that the prices are not of. */
function elsewhere({ stacks }: Assembly, region: string): string {
  const others = [...new Set(stacks.map(({ environment }) => environment.region))].filter((one) => one !== region);
  return others.length === 0 ? '' : `Prices are those of ${region}; in ${others.join(', ')} they differ.\n`;
}
