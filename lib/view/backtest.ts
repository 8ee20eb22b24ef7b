/** The report of a backtest as lines of a terminal. */
import { alarmTable, type TableOptions } from './backtest/alarms';
import { hanging, indented, isoMinute, rate } from './backtest/lines';
import type { AlarmWithoutHistory, BacktestReport } from './backtest/model';
import { recordingLines } from './backtest/recordings';
import { plain } from './escape';
import { countOf, duration } from './format';

/** Columns that it is laid out for; narrower terminals break its lines, wider ones do not stretch it. */
const MAX_WIDTH = 100;

export function tellBacktest(report: BacktestReport, { paint, width }: TableOptions): string {
  const options = { paint, width: Math.min(width, MAX_WIDTH) };
  const sections = [
    heading(report, options),
    alarmTable(report.alarms, report.totals, options),
    recordingLines(report.recordings, options),
    withoutHistory(report, options),
    listed('Not backtested', report.notBacktested, options),
    remarks(report, options),
    definitions(report, options),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(report: BacktestReport, { paint, width }: TableOptions): string[] {
  const { period } = report;
  const when = period ? `${isoMinute(period.startMs)} to ${isoMinute(period.endMs)} UTC, ` : '';
  return [
    paint('bold', `Backtest: ${summaryOf(report)}`),
    ...[`${when}${report.history}`, report.source]
      .flatMap((text) => indented(text, 0, width))
      .map((line) => paint('dim', line)),
  ];
}

function summaryOf({ alarms, period, totals, recordings }: BacktestReport): string {
  const over = period ? ` over ${duration(period.endMs - period.startMs)}` : '';
  const pages = `${countOf(totals.pages, 'page')}${totals.pages > 0 ? `, ${rate(totals.pagesPerWeek)} a week` : ''}`;
  const told = alarms.length > 0 ? `${countOf(alarms.length, 'alarm')}${over}: ${pages}` : 'no alarm has a history';
  return recordings.length > 0 ? `${told}; ${recordings.length} series without an alarm` : told;
}

function withoutHistory(
  { withoutHistory: alarms, recorded }: BacktestReport,
  { paint, width }: TableOptions,
): string[] {
  if (alarms.length === 0) return [];
  return [
    paint('yellow', `Alarms without history (${alarms.length})`),
    ...alarms.flatMap(({ label, metrics, reason }) => {
      const why = reason === undefined ? '' : ` (${reason})`;
      return hanging(`${label}: no history found for ${metrics.join(' and ')}${why}`, 2, width);
    }),
    ...indented(hintOn(alarms, recorded), 2, width).map((line) => paint('yellow', line)),
  ];
}

function hintOn(alarms: readonly AlarmWithoutHistory[], recorded: boolean): string {
  if (recorded) return 'Say which file is a recording of a metric with --map FILE=METRIC.';
  const [example] = alarms.flatMap(({ madeUp }) => madeUp);
  if (example === undefined) return 'Is this the account and region that the app is deployed in?';
  return (
    `Names such as ${example} were made up for rehearsal, because the template leaves naming to CloudFormation. Give ` +
    "the real ones with --names FILE.json, such as the output of 'aws cloudformation describe-stack-resources " +
    "--stack-name NAME'."
  );
}

function listed(
  title: string,
  entries: readonly { readonly name: string; readonly reason: string }[],
  { paint, width }: TableOptions,
): string[] {
  if (entries.length === 0) return [];
  const lines = entries.flatMap(({ name, reason }) => hanging(`${plain(name, 120)}: ${reason}`, 2, width));
  return [paint('yellow', `${title} (${entries.length})`), ...lines];
}

function remarks(report: BacktestReport, { paint, width }: TableOptions): string[] {
  if (report.remarks.length === 0) return [];
  return [paint('yellow', 'About the history'), ...report.remarks.flatMap((remark) => hanging(remark, 2, width))];
}

function definitions(report: BacktestReport, { paint, width }: TableOptions): string[] {
  return report.definitions.flatMap(({ what, value }) =>
    hanging(`${what}: ${value}`, 2, width).map((line) => paint('dim', line)),
  );
}
