/** The alarms of a backtest as a table, each with what explains its row. */
import { plain } from '../escape';
import { countOf, duration } from '../format';
import type { Paint } from '../timeline';
import { indented, rate, share } from './lines';
import type { BacktestAlarm, BacktestTotals } from './model';

export interface TableOptions {
  readonly paint: Paint;
  readonly width: number;
}

const DETAIL_INDENT = 6;
const MAX_LABEL = 60;

export function alarmTable(
  alarms: readonly BacktestAlarm[],
  totals: BacktestTotals,
  { paint, width }: TableOptions,
): string[] {
  if (alarms.length === 0) return [];
  const header = row(['pages/week', 'to ALARM', 'in ALARM', 'longest', 'flaps', 'missing'], 'alarm');
  return [
    paint('dim', header),
    ...alarms.flatMap((alarm) => [alarmRow(alarm, paint), ...details(alarm, { paint, width })]),
    paint('bold', totalsRow(totals)),
  ];
}

function row([pages, times, inAlarm, longest, flaps, missing]: readonly string[], name: string): string {
  const columns = [
    pages?.padStart(12),
    times?.padStart(9),
    inAlarm?.padStart(13),
    longest?.padStart(13),
    flaps?.padStart(6),
    missing?.padStart(8),
  ];
  return `${columns.map((column) => column ?? '').join('')}  ${name}`;
}

function alarmRow(alarm: BacktestAlarm, paint: Paint): string {
  const { alarmCount, alarmMs, longestMs, flaps, missingShare, role } = alarm;
  const name = `${plain(alarm.label, MAX_LABEL)}${role === undefined ? '' : `  ${plain(role, 20)}`}`;
  const columns = [
    alarm.pages ? rate(alarm.pagesPerWeek) : '–',
    String(alarmCount),
    alarmMs > 0 ? duration(alarmMs) : '0',
    longestMs > 0 ? duration(longestMs) : '0',
    String(flaps),
    missingShare === undefined ? '–' : share(missingShare),
  ];
  const style = alarm.pageCount > 0 ? 'red' : alarmCount > 0 ? 'yellow' : 'green';
  return row(columns, paint(style, name));
}

function totalsRow(totals: BacktestTotals): string {
  const { pages, pagesPerWeek, alarms, alarmMs, flaps, saved } = totals;
  const columns = [rate(pagesPerWeek), String(alarms), alarmMs > 0 ? duration(alarmMs) : '0', '', String(flaps), ''];
  return row(columns, `total: ${countOf(pages, 'page')}${saved > 0 ? `, ${saved} saved` : ''}`);
}

function details(alarm: BacktestAlarm, { paint, width }: TableOptions): string[] {
  const lines = (text: string) => indented(text, DETAIL_INDENT, width);
  const saved = alarm.saved.map(({ by, pages }) => `${by} ${pages}`).join(', ');
  const savedCount = alarm.saved.reduce((total, { pages }) => total + pages, 0);
  return [
    ...lines(`${alarm.condition}${isQuiet(alarm) ? ' · quiet at every threshold tried' : ''}`).map((line) =>
      paint('dim', line),
    ),
    ...(isQuiet(alarm) ? [] : lines(sensitivity(alarm))),
    ...(savedCount > 0 ? lines(`saved ${countOf(savedCount, 'page')}: ${saved}`) : []),
    ...alarm.notes.flatMap((note) => lines(`! ${note}`)).map((line) => paint('yellow', line)),
  ];
}

function isQuiet({ sensitivity: tried }: BacktestAlarm): boolean {
  return tried?.every(({ alarmCount }) => alarmCount === 0) ?? false;
}

function sensitivity({ sensitivity: tried, sensitivityNote, pages, kind }: BacktestAlarm): string {
  if (!tried) return `no other thresholds: ${sensitivityNote ?? ''}`;
  const counts = tried.map(({ factor, pageCount, alarmCount }) => `${factor}x ${pages ? pageCount : alarmCount}`);
  const of = kind === 'band' ? 'the band width' : 'the threshold';
  return `${pages ? 'pages' : 'times to ALARM'} at ${of} ${counts.join(' · ')}`;
}
