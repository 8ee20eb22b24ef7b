/** The Python of docs/explanation/languages.md, run by Python: its line is what CloudWatch reads as handler metrics. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSION, HANDLER_METRIC } from '../../lib/core/conventions';
import { readEmf } from '../../lib/core/signal/emf';
import { ROOT } from '../../scripts/docs/example';
import { fencedBlocks } from './markdown';

const SKIPPED = 'skipped: needs Python (python3)';
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.log(SKIPPED);
if (!hasPython && process.env.REQUIRE_ENGINES === '1')
  throw new Error(`${SKIPPED}, and REQUIRE_ENGINES=1 forbids to skip`);

const [python] = fencedBlocks(readFileSync(join(ROOT, 'docs/explanation/languages.md'), 'utf8')).filter(
  ({ language }) => language === 'python',
);

(hasPython ? test : test.skip)(hasPython ? 'a line by hand has the metrics that alarms read' : SKIPPED, () => {
  const { stdout, stderr } = spawnSync('python3', ['-c', `${python?.text}\ntell('GET /orders', True, 12.5)`]);
  expect(stderr.toString()).toBe('');
  const line = stdout.toString();
  const reading = readEmf(line, JSON.parse(line)._aws.Timestamp);
  if (reading.kind !== 'metrics') throw new Error(`no metrics: ${JSON.stringify(reading)}`);
  const base = { [DIMENSION.service]: 'checkout', [DIMENSION.environment]: 'prod' };
  const { requests, faults, clientErrors, latency } = HANDLER_METRIC;
  const values = { [requests]: 1, [faults]: 1, [clientErrors]: 0, [latency]: 12.5 };
  const seen = reading.observations.map(({ metric, values: told }) => ({ ...metric, values: told }));
  expect(seen).toEqual(
    expect.arrayContaining(
      [base, { ...base, [DIMENSION.operation]: 'GET /orders' }].flatMap((dimensions) =>
        Object.entries(values).map(([name, value]) => ({ namespace: 'Sightline', name, dimensions, values: [value] })),
      ),
    ),
  );
  expect(seen).toHaveLength(8);
});
