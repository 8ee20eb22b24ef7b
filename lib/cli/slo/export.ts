/** `sightline slo export`: objectives for other tools. */

import { sloKey } from '../../core/slo/definition';
import { openSlo } from '../../core/slo/open-slo';
import { toYaml } from '../../view/slo/yaml';
import { chosenAssembly } from '../chosen-assembly';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { chosenSlos, objectivesOf, warnOf } from './objectives';

export const EXPORT_HELP = `Usage: sightline slo export [ASSEMBLY] [options]

The objectives of a synthesized app as YAML documents of OpenSLO v1, on stdout. What OpenSLO
cannot say is in annotations; objectives that it cannot express are named on stderr, and make
2 of the exit code. Names that CloudFormation gives are shown as in a rehearsal.

  ASSEMBLY          cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); --assembly DIR is the same
  --format FORMAT   openslo                                               (default: openslo)
  --slo NAME        only that objective: its name, or SERVICE/ENVIRONMENT/NAME
  --help            this text
`;

const OPTIONS = {
  assembly: { type: 'string' },
  format: { type: 'string' },
  slo: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function exportCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(EXPORT_HELP);
    return 0;
  }
  if (values.format !== undefined && values.format !== 'openslo') {
    throw new UsageError(`--format must be 'openslo', got '${values.format}'`);
  }
  const { slos, composites, problems } = objectivesOf(chosenAssembly(positionals, values.assembly));
  const chosen = chosenSlos([...slos, ...composites], values.slo);
  const { documents, notExported } = openSlo(chosen.flatMap((one) => (one.kind === 'composite' ? [] : [one])));
  process.stdout.write(toYaml(documents));
  const left = [
    ...(values.slo === undefined ? problems : []),
    ...notExported.map(({ slo, reason }) => ({ name: slo, problem: reason })),
    ...chosen.filter(({ kind }) => kind === 'composite').map((one) => ({ name: sloKey(one), problem: COMPOSITE })),
  ];
  warnOf(left);
  return left.length > 0 ? 2 : 0;
}

const COMPOSITE = 'OpenSLO v1 has no objectives over others';
