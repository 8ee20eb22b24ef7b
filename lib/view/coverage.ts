/** The coverage report as lines of a terminal. */
import { type CoverageGap, type CoverageReport, percentMonitored } from './coverage-model';
import { plain } from './escape';
import type { Paint } from './timeline';

export interface CoverageViewOptions {
  readonly paint: Paint;
  /** The percentage that must be reached. */
  readonly min: number;
}

export function tellCoverage(report: CoverageReport, { paint, min }: CoverageViewOptions): string {
  const { services, withoutRunbook, alarms } = report;
  const sections = [
    gaps('Unmonitored', report.unmonitored, (text) => paint('red', text)),
    gaps('Without an alarm', report.alarmless, (text) => paint('yellow', text)),
    gaps('Not read, so without an alarm', report.resourcesNotRead, (text) => paint('red', text)),
    gaps('Not in the catalog', report.unknown, (text) => paint('yellow', text)),
    names(
      'Services without an objective',
      services.filter((one) => !one.hasObjective).map((one) => one.name),
      services.length,
    ),
    names('Alarms without a runbook', withoutRunbook, alarms),
    report.notRead.map(({ path, reason }) => `Not read: ${plain(path)}: ${plain(reason)}`),
  ];
  return `${[...sections.filter((lines) => lines.length > 0), [closing(report, min, paint)]]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function gaps(title: string, list: readonly CoverageGap[], colour: (text: string) => string): string[] {
  if (list.length === 0) return [];
  const width = list.reduce((widest, { path }) => Math.max(widest, path.length), 0);
  return [
    `${title} (${list.length})`,
    ...list.map(({ path, type, reason }) => `  ${colour(plain(path).padEnd(width))}  ${plain(type)}: ${plain(reason)}`),
  ];
}

function names(title: string, list: readonly string[], all: number): string[] {
  return list.length === 0 ? [] : [`${title} (${list.length} of ${all})`, ...list.map((name) => `  ${plain(name)}`)];
}

function closing(report: CoverageReport, min: number, paint: Paint): string {
  const { monitored, alarmless, unmonitored, resourcesNotRead, withoutDefaults, withoutMetrics, percent, alarms } =
    report;
  const known = monitored.length + alarmless.length + unmonitored.length + resourcesNotRead.length;
  const verdict =
    percentMonitored(report) < min ? paint('red', `below the ${min} % that are asked for`) : paint('green', 'enough');
  return (
    `${monitored.length} of ${known} resources have an alarm (${percent} %, ${verdict}); ${alarms} alarms; ` +
    `${withoutDefaults.length} resources have no alarm worth having by default, ${withoutMetrics} nothing to watch`
  );
}
