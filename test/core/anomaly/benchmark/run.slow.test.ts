/** The benchmark as people run it, on a small folder: fixtures/corpus, half of it from NAB (its licence lies beside it). */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readCorpus } from '../../../../bench/anomaly/corpus';
import { judge, tallyAt, tallyOf } from '../../../../bench/anomaly/judge';
import { nabScore, PROFILES } from '../../../../bench/anomaly/nab-score';
import { byCategory } from '../../../../bench/anomaly/results';
import { ThresholdSweep } from '../../../../bench/anomaly/thresholds';
import { THRESHOLDS } from '../../../../lib/core/anomaly';

const ROOT = join(__dirname, '../../../..');
const CORPUS = join(__dirname, 'fixtures/corpus');
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const run = (...parameters: string[]) => [TSX, join(ROOT, 'bench/anomaly.ts'), ...parameters];

describe('bench:anomaly', () => {
  test('prints a table, and one JSON object last', () => {
    const output = execFileSync(process.execPath, run('--data', CORPUS, '--json', '--baseline', '--quick'), {
      encoding: 'utf8',
    });
    expect(output).toContain('note: synthetic/spike.csv: left out malformed lines 202\n');
    expect(output).toMatch(/^mean \+- 3 sigma/m);
    const results = JSON.parse(output.trim().split('\n').at(-1) as string);
    expect(Object.keys(results)).toEqual([
      'standard',
      'lowFP',
      'lowFN',
      'alarmsPerWeekPerSeries',
      'pointFpPercent',
      'windowsHit',
      'windows',
      'microsecondsPerPoint',
      'overMeanStd',
      'stateBytes',
    ]);
    expect(results).toMatchObject({ windowsHit: 2, windows: 2 });
    expect(results.standard).toBeGreaterThan(80);
    expect(results.standard).toBeLessThan(100);
    expect(results.stateBytes).toBeLessThan(4_000);
    expect(results.microsecondsPerPoint).toBeGreaterThan(0);
  });

  test.each([
    [[], /bench:anomaly: say where the labelled series are: --data DIR/],
    [['--data', '/nowhere/at/all'], /bench:anomaly: there is no folder '\/nowhere\/at\/all'/],
    [['--data', join(CORPUS, 'synthetic')], /there is no windows.json below/],
  ])('fails with %j and says why', (parameters, message) => {
    const { status, stderr } = spawnSync(process.execPath, run(...parameters), { encoding: 'utf8' });
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });
});

describe('thresholds', () => {
  const judged = readCorpus(CORPUS).series.map(judge);
  const sweep = new ThresholdSweep(judged);

  test('tried on recorded scores raise what the detector raises with them', () => {
    for (const one of judged)
      expect(tallyAt(one, THRESHOLDS.standard)).toEqual(tallyOf(one.scored, one.alarms.standard));
  });

  test('fitted to the series they are scored on are at least as good as the fixed one', () => {
    for (const one of judged) {
      const fixed = nabScore(tallyAt(one, THRESHOLDS.standard), PROFILES.standard);
      expect(sweep.best([one], 'standard').score).toBeGreaterThanOrEqual(fixed);
    }
  });

  test('fitted to the other parts are scored on each part', () => {
    const parts = [...byCategory(judged).values()];
    expect(parts).toHaveLength(2);
    expect(sweep.crossFitted(parts, 'standard')).toHaveLength(2);
    const best = sweep.best(judged, 'standard').score;
    expect(sweep.crossFittedTogether(parts, 'standard')).toBeLessThanOrEqual(best);
  });
});
