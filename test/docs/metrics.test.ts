import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as conventions from '../../lib/core/conventions';
import { ROOT } from '../../scripts/docs/example';
import { namedRows, section } from './markdown';

const METRICS = readFileSync(join(ROOT, 'docs', 'reference', 'metrics.md'), 'utf8');
const SETS = readFileSync(join(ROOT, 'docs', 'reference', 'metric-sets.md'), 'utf8');

/** Of the exported names of `conventions.ts`: tables of metrics, and metrics that stand alone. */
const TABLES = Object.entries(conventions).filter(([name]) => name.endsWith('_METRIC'));
const ALONE = [
  conventions.HEALTH_SCORE,
  conventions.SERVICE_HEALTH,
  conventions.HEALTH_POINTS_LOST,
  conventions.ANOMALY_SCORE,
  conventions.DROPPED_POINTS,
  conventions.LOGGED_ERRORS,
  conventions.PAGER_HEARTBEAT,
];

function published(): string[] {
  const named = TABLES.flatMap(([, metrics]) => Object.values(metrics as Record<string, string | { name: string }>));
  return [...named.map((metric) => (typeof metric === 'string' ? metric : metric.name)), ...ALONE];
}

test('every metric that is published has a row, and every row is of one that is', () => {
  const rows = [...namedRows(METRICS.replace(section(METRICS, "AWS's own metrics"), '')), ...namedRows(SETS)];
  expect(TABLES.length).toBeGreaterThan(10);
  expect([...new Set(rows)].sort()).toEqual([...new Set(published())].sort());
});

test('the rows of the judges name the dimensions that they publish on', () => {
  const dimensionsOf = (name: string) =>
    [...METRICS.matchAll(new RegExp(`^\\| \`${name}\` \\| ([^|]*) \\|`, 'gm'))].map(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, dimension]) => dimension),
    );
  const { DIMENSION_SETS } = conventions;
  expect(dimensionsOf('SeriesJudged')).toEqual(DIMENSION_SETS.anomalyDetection);
  expect(dimensionsOf('AnomalyScore')).toEqual(DIMENSION_SETS.anomalyScore);
  expect(section(METRICS, 'Error metrics')).toContain(`Dimension set: \`${DIMENSION_SETS.errorTracking[0][0]}\`.`);
  expect(section(METRICS, 'Trace metrics')).toContain(`Dimension set: \`${DIMENSION_SETS.traceAnalysis[0][0]}\`.`);
});
