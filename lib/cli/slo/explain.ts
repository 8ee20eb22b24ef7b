/** `sightline slo explain`: what objectives mean, in numbers. */
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import type { SloProblem } from '../../core/slo/read-definition';
import { tellExplanation } from '../../view/slo/explain';
import { explainComposite, tellComposite } from '../../view/slo/explain-composite';
import { explainSlo, type SloExplanation } from '../../view/slo/explanation';
import { chosenAssembly } from '../chosen-assembly';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { UsageError } from '../usage-error';
import { type AlarmLookup, chosenSlos, objectivesOf, warnOf } from './objectives';

export const EXPLAIN_HELP = `Usage: sightline slo explain [ASSEMBLY] [options]

What each objective of a synthesized app counts, how much may fail and how that budget is
computed, when its rules fire and how soon, and which alarms tell whom. Needs no account.
Names that CloudFormation gives are shown as in a rehearsal.
Exit code 2 where an objective cannot be explained; the others are.

  ASSEMBLY          cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); --assembly DIR is the same
  --slo NAME        only that objective: its name, or SERVICE/ENVIRONMENT/NAME
  --traffic N       events a minute, for budgets in events          (default: 1000)
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  assembly: { type: 'string' },
  slo: { type: 'string' },
  traffic: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Columns that it is laid out for, and that it has where the output is no terminal. */
const WIDTH = 100;

export async function explainCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(EXPLAIN_HELP);
    return 0;
  }
  const trafficPerMinute = trafficOf(values.traffic);
  const { slos, composites, problems, alarms } = objectivesOf(chosenAssembly(positionals, values.assembly));
  const all = [...slos, ...composites];
  const chosen = chosenSlos(all, values.slo);
  const services = chosen.filter((one): one is SloDefinition => one.kind !== 'composite');
  const { explained, failed } = explainAll(services, alarms, trafficPerMinute);
  const unread = [...(values.slo === undefined ? problems : []), ...failed];
  warnOf(unread);
  const combined = chosen
    .filter((one): one is CompositeSloDefinition => one.kind === 'composite')
    .map((one) => explainComposite(one, slos));
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ objectives: explained, composites: combined, problems: unread }, undefined, 2)}\n`,
    );
  } else {
    const view = { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH) };
    const texts = explained.map((one) => tellExplanation(one, view));
    const more = combined.map((one) => tellComposite(one, view));
    process.stdout.write([...texts, ...more].join('\n') || 'There are no objectives.\n');
  }
  return unread.length > 0 ? 2 : 0;
}

function explainAll(slos: readonly SloDefinition[], alarms: AlarmLookup, trafficPerMinute: number | undefined) {
  const explained: SloExplanation[] = [];
  const failed: SloProblem[] = [];
  for (const slo of slos) {
    const options = { trafficPerMinute, alarms: alarms.optionsOf(slo), nameOf: (id: string) => alarms.nameOf(slo, id) };
    try {
      explained.push(explainSlo(slo, options));
    } catch (error) {
      failed.push({ name: sloKey(slo), problem: (error as Error).message });
    }
  }
  return { explained, failed };
}

function trafficOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const traffic = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && traffic > 0 && traffic <= 1e12) return traffic;
  throw new UsageError(`--traffic must be events a minute, above 0, such as 1000, got '${text}'`);
}
