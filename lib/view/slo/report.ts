/** The error-budget report in Markdown or as lines of a terminal: the same sections, two ways to write them. */
import type { SloReport } from '../../core/slo/report';
import type { SloAccount } from '../../core/slo/report/account';
import type { Compliance, ComplianceGroup } from '../../core/slo/report/compliance';
import { isoMinute } from '../backtest/lines';
import { countOf } from '../format';
import type { Paint } from '../timeline';
import { months, recovery, spending } from './report-incidents';
import { MOST_ROWS, more, type Section, sectionsAsMarkdown, sectionsAsText } from './table';
import { eventsText, minutesLeft, shareText, sliText, statusWord, usedText } from './words';

export const REPORT_GROUPS = ['service', 'team', 'tier'] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export interface ReportViewOptions {
  /** @default - all of them */
  readonly by?: ReportGroup;
  /** Whether incidents were looked for. */
  readonly incidents: boolean;
}

export function reportAsMarkdown(report: SloReport, options: ReportViewOptions): string {
  return sectionsAsMarkdown(titleOf(report), sectionsOf(report, options));
}

export function reportAsText(
  report: SloReport,
  options: ReportViewOptions & { readonly paint: Paint; readonly width: number },
): string {
  return sectionsAsText(titleOf(report), sectionsOf(report, options), options);
}

function titleOf({ startMs, endMs }: SloReport): string {
  return `Error budgets, ${isoMinute(startMs)} to ${isoMinute(endMs)} UTC`;
}

function sectionsOf(report: SloReport, { by, incidents }: ReportViewOptions): Section[] {
  const groups = { service: report.byService, team: report.byTeam, tier: report.byTier };
  return [
    { title: 'Compliance', notes: overall(report.overall) },
    ...REPORT_GROUPS.filter((group) => by === undefined || by === group).map((group) =>
      groupSection(group, groups[group]),
    ),
    accounts('Objectives', report.objectives),
    ...(report.composites.length > 0 ? [accounts('Objectives over others', report.composites)] : []),
    history(report),
    ...(incidents ? [spending(report), recovery(report), months(report)] : [withoutIncidents()]),
  ].filter(({ notes, table }) => notes.length > 0 || (table?.rows.length ?? 0) > 0);
}

function overall(all: Compliance): string[] {
  const { withData, compliant, objectives, noData, notMeasured, share, weightedShare, atRisk, violated } = all;
  if (objectives === 0) return ['There are no objectives.'];
  const left = [
    ...(noData > 0 ? [`${noData} had no data`] : []),
    ...(notMeasured > 0 ? [`${notMeasured} were not measured`] : []),
  ];
  const apart =
    left.length > 0 ? [`Of ${countOf(objectives, 'objective')}, ${left.join(' and ')}: they count neither way.`] : [];
  if (withData === 0) return ['No objective had data, so nothing is known about compliance.', ...apart];
  return [
    `${compliant} of ${countOf(withData, 'objective')} with data held at the end of this time (${shareText(share)}): ` +
      `${violated} violated, ${atRisk} at risk. Weighted by tier (3, 2 and 1): ${shareText(weightedShare)}.`,
    ...apart,
  ];
}

function groupSection(group: ReportGroup, all: readonly ComplianceGroup[]): Section {
  const rows = all
    .slice(0, MOST_ROWS)
    .map((one) => [
      one.name === '' ? '(none)' : one.name,
      String(one.objectives),
      one.withData === 0 ? '–' : `${one.compliant} of ${one.withData}`,
      shareText(one.share),
      usedText(one.budgetUsed),
      one.worst ? `${one.worst.slo} (${usedText(one.worst.budgetUsed)})` : '–',
    ]);
  const columns = [
    ...[
      { name: group[0]?.toUpperCase() + group.slice(1) },
      { name: 'Objectives', right: true },
      { name: 'Held', right: true },
    ],
    ...[{ name: 'Share', right: true }, { name: 'Budget used (mean)', right: true }, { name: 'Worst' }],
  ];
  return { title: `By ${group}`, notes: more(all.length, 'group'), table: { columns, rows } };
}

function accounts(title: string, all: readonly SloAccount[]): Section {
  const rows = all.slice(0, MOST_ROWS).map((one) => {
    const known = one.last !== undefined && one.last.status !== 'no_data' ? one.last : undefined;
    return [
      ...[
        one.slo,
        statusWord(one.last?.status),
        `${one.objective} %${one.window === undefined ? '' : ` / ${one.window}`}`,
      ],
      sliText(known?.sli),
      known ? shareText(known.budgetRemaining) : '–',
      known ? eventsText(known.budgetRemainingEvents) : '–',
      known ? minutesLeft(known.budgetRemainingMinutes) : '–',
    ];
  });
  const columns = [
    ...[{ name: 'Objective' }, { name: 'Status' }, { name: 'Goal' }, { name: 'Was', right: true }],
    ...[
      { name: 'Budget left', right: true },
      { name: 'Events', right: true },
      { name: 'Outage', right: true },
    ],
  ];
  return { title, notes: more(all.length, 'objective'), table: { columns, rows } };
}

function history({ history }: SloReport): Section {
  const rows = history.map(({ startMs, compliant, withData, noData, share }) => [
    isoMinute(startMs).slice(0, 10),
    withData === 0 ? '–' : `${compliant} of ${withData}`,
    shareText(share),
    String(noData),
  ]);
  const columns = [
    { name: 'From' },
    { name: 'Held', right: true },
    { name: 'Share', right: true },
    { name: 'No data', right: true },
  ];
  const gaps = 'As it stood at the end of each; times without any measurement are left out.';
  return { title: 'Compliance over time', notes: rows.length > 0 ? [gaps] : [], table: { columns, rows } };
}

function withoutIncidents(): Section {
  return { title: 'Incidents', notes: ['Not looked for; --incident-table names the table of the hub.'] };
}
