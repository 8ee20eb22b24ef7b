/**
 * "Full in N days" on made-up disks: how often a forecast says "in less than 4 days" while more than 12 remain, and how
 * often it does not while less than 3.5 remain, for `forecastCapacity`, the methods it is made of, and a least-squares
 * line through the last six hours. With `--json` the last line is one JSON object. `--seed N` takes other series than
 * those of the documentation, `--series N` another number of each kind.
 */
import { parseArgs } from 'node:util';
import { median } from '../lib/core/anomaly/forecast/order-statistics';
import { combined, leastSquares6h, lesserOfBoth, type Method, threeDaysOfHours, weekOfDays } from './forecast/methods';
import { EXTRA_KINDS, type FillSeries, fillSeries, KINDS, type Kind } from './forecast/series';
import { falseSoonPercent, missPercent, sumOf, type Tally, talliesOf } from './forecast/tally';
import { table } from './measure';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    series: { type: 'string', default: '12' },
  },
});

/** What ships, its peer, and what it is made of. */
const METHODS: Readonly<Record<string, Method>> = {
  forecastCapacity: combined,
  'least squares 6 h': leastSquares6h,
  'days of a week': weekOfDays,
  'hours of 3 days': threeDaysOfHours,
  'lesser of the two': lesserOfBoth,
};
const NAMES = Object.keys(METHODS);
type Tallies = ReadonlyMap<Kind, Tally>;

main();

function main(): void {
  const [first, count] = [Number(options.seed), Number(options.series)];
  const kinds = KINDS.map((kind) => [kind, talliesOf(Object.values(METHODS), seriesOf(kind, first, count))] as const);
  const methods = NAMES.map((_, index) => new Map(kinds.map(([kind, tallies]) => [kind, tallies[index] as Tally])));
  const rows = methods.map((tallies, index) => [
    NAMES[index] as string,
    ...[...tallies.values(), total(tallies)].map(cell),
  ]);
  process.stdout.write(
    `${count} series a kind, a forecast every 6 hours: median error / false "soon" % / missed %\n\n` +
      `${table(['', ...KINDS, `all but ${EXTRA_KINDS.join(', ')}`], rows)}\n`,
  );
  const [ours, peer] = methods;
  if (options.json && ours && peer) process.stdout.write(`${JSON.stringify(results(ours, peer))}\n`);
}

function seriesOf(kind: Kind, first: number, count: number): FillSeries[] {
  return Array.from({ length: count }, (_, index) => fillSeries(kind, first + index));
}

function total(tallies: Tallies): Tally {
  return sumOf([...tallies].flatMap(([kind, tally]) => (EXTRA_KINDS.includes(kind) ? [] : [tally])));
}

function cell(tally: Tally): string {
  const error = tally.errors.length > 0 ? median(tally.errors).toFixed(2) : '-';
  return [error, falseSoonPercent(tally) ?? '-', missPercent(tally) ?? '-'].join(' / ');
}

function results(ours: Tallies, peer: Tallies) {
  const kinds = KINDS.map((kind) => [kind, compared(ours.get(kind) as Tally, peer.get(kind) as Tally)]);
  return { ...compared(total(ours), total(peer)), ...Object.fromEntries(kinds) };
}

function compared(ours: Tally, peer: Tally) {
  return {
    falseSoonPercent: falseSoonPercent(ours),
    missPercent: missPercent(ours),
    peerFalseSoonPercent: falseSoonPercent(peer),
    peerMissPercent: missPercent(peer),
  };
}
