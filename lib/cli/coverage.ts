/** `sightline coverage`: which resources of an app somebody watches. */
import { CATALOG } from '../core/catalog/catalog';
import type { CatalogEntry } from '../core/catalog/entry';
import { watchedResources } from '../rehearsal/watched';
import { tellCoverage } from '../view/coverage';
import { percentMonitored } from '../view/coverage-model';
import { chosenAssembly } from './chosen-assembly';
import { loadModule } from './load-module';
import { parseOptions } from './options';
import { painter } from './painter';
import { UsageError } from './usage-error';

const HELP = `Usage: sightline coverage [ASSEMBLY] [options]

Which resources of a synthesized app have an alarm, whoever made it, which are on a
dashboard only or nowhere, which services have no objective and which alarms no runbook.
Exit code 1 where fewer resources are monitored than asked for. What cannot be read, such as
a nested stack whose template is elsewhere, counts as without an alarm.

  ASSEMBLY          cloud assembly, the output of 'cdk synth', or a template in JSON
                    (default: the assembly of the "sightline" section of package.json,
                    else cdk.out); --assembly DIR is the same
  --stacks PATTERN  only stacks of that name or path, such as 'Prod/*'; may be given again
  --min PERCENT     how many of the resources that the catalog knows must have an alarm
                    (default 100)
  --catalog FILE    module whose exports are catalog entries of your own
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  assembly: { type: 'string' },
  stacks: { type: 'string', multiple: true },
  min: { type: 'string' },
  catalog: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function coverageCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const min = minOf(values.min);
  const catalog = values.catalog === undefined ? CATALOG : [...(await ownEntries(values.catalog)), ...CATALOG];
  const report = watchedResources(chosenAssembly(positionals, values.assembly, values.stacks), catalog);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...report, min }, undefined, 2)}\n`
      : tellCoverage(report, { paint: painter(process.stdout), min }),
  );
  return percentMonitored(report) < min ? 1 : 0;
}

function minOf(text: string | undefined): number {
  if (text === undefined) return 100;
  const percent = Number(text.replace(/\s*%$/, ''));
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new UsageError(`--min must be a percentage from 0 to 100, got '${text}'`);
}

async function ownEntries(file: string): Promise<CatalogEntry[]> {
  const loaded = (await loadModule(file, 'catalog', 'coverage')) as Readonly<Record<string, unknown>>;
  // A CommonJS module seen from an ES import has its exports one level deeper, too.
  const entries = [...new Set([loaded, loaded.default].flatMap((one) => Object.values(one ?? {})))].filter(isEntry);
  if (entries.length > 0) return entries;
  throw new UsageError(`--catalog '${file}' exports no catalog entry; an entry has 'type', 'metrics' and 'alarms'`);
}

function isEntry(value: unknown): value is CatalogEntry {
  return typeof value === 'object' && value !== null && ['type', 'metrics', 'alarms'].every((key) => key in value);
}
