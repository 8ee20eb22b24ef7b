/**
 * `sightline explain` on made-up incidents whose cause is known: how often the cause is the first reason, or among the
 * first three, and how often something is claimed where nothing happened. With `--json` the last line is one JSON object.
 * `--seed N` takes other incidents than those of the tests, `--incidents N` another number of each kind.
 */
import { parseArgs } from 'node:util';
import { explainIncident } from '../lib/core/insight/explain';
import { incidentOf, KINDS, type Kind } from '../test/core/insight/incidents';
import { table } from './measure';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1001' },
    incidents: { type: 'string', default: '20' },
  },
});

main();

function main(): void {
  const [first, count] = [Number(options.seed), Number(options.incidents)];
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const places = KINDS.map((kind) => [kind, seeds.map((seed) => placeOf(kind, seed))] as const);
  const quiet = seeds.flatMap((seed) => [seed, seed + 1e6, seed + 2e6]).map(claimsOf);
  const rows = places.map(([kind, found]) => [kind, share(found, 1), share(found, 3)]);
  const all = places.flatMap(([, found]) => found);
  const claims = quiet.reduce((sum, one) => sum + one, 0);
  process.stdout.write(
    `${count} incidents of each kind, from seed ${first}\n\n${table(['cause', 'first', 'first three'], [...rows, ['all', share(all, 1), share(all, 3)]])}\n` +
      `\n${claims} claims in ${quiet.length} times when nothing happened\n`,
  );
  if (!options.json) return;
  const result = { top1: part(all, 1), top3: part(all, 3), quietTimes: quiet.length, falseClaims: claims };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** From 1; 0: the cause is not named. */
function placeOf(kind: Kind, seed: number): number {
  const { input, causes } = incidentOf(kind, seed);
  return explainIncident(input).reasons.findIndex(({ subject }) => causes.includes(subject)) + 1;
}

function claimsOf(seed: number): number {
  const { reasons, followed } = explainIncident(incidentOf(undefined, seed).input);
  return reasons.length + followed.length;
}

function part(places: readonly number[], most: number): number {
  return places.filter((place) => place >= 1 && place <= most).length / places.length;
}

function share(places: readonly number[], most: number): string {
  return `${Math.round(100 * part(places, most))} %`;
}
