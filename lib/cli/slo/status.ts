/** `sightline slo status`: how objectives stand, by their latest measurements. */
import { sloKey } from '../../core/slo/definition';
import type { SloMeasurement } from '../../core/slo/measurement';
import { type SloStanding, tellStatus } from '../../view/slo/status';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, type AnySlo, evaluatedSlos } from './account';
import { explainingAws } from './aws-errors';
import { warnOf } from './objectives';
import type { SloSources } from './sources';

export const STATUS_HELP = `Usage: sightline slo status [ASSEMBLY | --evaluation NAME] [options]

How each objective stands by its latest measurement: SLI, budget left, burn rates, when the
budget will be gone, violations in the last 24 hours. Region and credentials are those of the
AWS SDK; AWS_REGION and AWS_PROFILE choose others.
Exit code 1 where an objective is violated, was never measured, or was measured last more
than 20 minutes ago, so that nobody knows; at risk and without data are 0.

${ACCOUNT_HELP}  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = { ...ACCOUNT_OPTIONS, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

const WIDTH = 100;
/** An evaluation runs every five minutes and may be some late; three that are missing are a dead one. */
const STALE_MS = 20 * 60_000;

export async function statusCommand(args: readonly string[], sources: SloSources, nowMs: number): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(STATUS_HELP);
    return 0;
  }
  const { standings, problems } = await explainingAws(async () => {
    const { evaluations, problems } = await evaluatedSlos(positionals, values, sources);
    const read = evaluations.map(async ({ definitions, store }) => {
      const latest = await store.readLatest(definitions.map(sloKey));
      return standingsOf(definitions, latest, nowMs);
    });
    return { standings: (await Promise.all(read)).flat(), problems };
  });
  warnOf(problems);
  const view = { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH), nowMs };
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ atMs: nowMs, objectives: standings, problems }, undefined, 2)}\n`
      : tellStatus(standings, view),
  );
  return standings.every(isFine) ? 0 : 1;
}

function isFine({ measurement, stale }: SloStanding): boolean {
  return measurement !== undefined && !stale && measurement.status !== 'violated';
}

function standingsOf(definitions: readonly AnySlo[], latest: readonly SloMeasurement[], nowMs: number): SloStanding[] {
  const bySlo = new Map(latest.map((one) => [one.slo, one]));
  return definitions.map((definition) => {
    const { objective, tier } = definition;
    const measurement = bySlo.get(sloKey(definition));
    const window = 'window' in definition ? definition.window : undefined;
    const stale = measurement !== undefined && nowMs - measurement.atMs > STALE_MS;
    return { slo: sloKey(definition), objective, window, tier, measurement, stale };
  });
}
