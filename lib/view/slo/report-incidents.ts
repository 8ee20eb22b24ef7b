/** The sections of an error-budget report on incidents: what they ate, and how long recovery took. */
import type { IncidentAccount, SloReport } from '../../core/slo/report';
import { isoMinute } from '../backtest/lines';
import { countOf, duration } from '../format';
import { MOST_ROWS, more, type Section } from './table';
import { eventsText, shareText, usedText } from './words';

const MINUTE_MS = 60_000;

export function spending({ incidents }: SloReport): Section {
  const eaters = incidents.filter(({ spent }) => spent.some(({ share }) => share > 0));
  const rows = eaters.slice(0, MOST_ROWS).map((one) => {
    const [most] = one.spent;
    const others = one.spent.filter(({ share }) => share > 0).length - 1;
    return [
      ...[one.title, isoMinute(one.openedMs), lasted(one), `${most?.slo}${others > 0 ? ` and ${others} more` : ''}`],
      ...[usedText(most?.share), eventsText(Math.ceil(most?.events ?? 0)), most?.method ?? ''],
    ];
  });
  const columns = [
    ...[{ name: 'Incident' }, { name: 'Opened' }, { name: 'Lasted', right: true }, { name: 'Objective' }],
    ...[{ name: 'Budget eaten', right: true }, { name: 'Bad events', right: true }, { name: 'How' }],
  ];
  const method =
    'Bad events from the opening of an incident to its resolution, against the budget of each objective of its service: ' +
    'counted in calendar windows; in rolling ones, which lose old events meanwhile, estimated by the burn rates of five ' +
    'minutes. Incidents at the same time count both.';
  const notes = eaters.length > 0 ? [method, ...more(eaters.length, 'incident')] : [noneAte(incidents)];
  return { title: 'Incidents that ate the budget', notes, table: { columns, rows } };
}

function noneAte(incidents: readonly IncidentAccount[]): string {
  return incidents.length === 0
    ? 'There was no incident.'
    : `None of ${countOf(incidents.length, 'incident')} is known to have eaten any.`;
}

export function recovery({ incidents }: SloReport): Section {
  const rows = [...incidents]
    .sort((a, b) => b.openedMs - a.openedMs)
    .slice(0, MOST_ROWS)
    .map((one) => [
      ...[one.title, one.service, isoMinute(one.openedMs), lasted(one)],
      `${duration(one.rtoMinutes * MINUTE_MS)}: ${one.withinRto === undefined ? 'open' : one.withinRto ? 'met' : 'missed'}`,
      one.rpo
        ? `${age(one.rpo.ageMinutes)} of ${duration(one.rpo.rpoMinutes * MINUTE_MS)}: ${one.rpo.within ? 'met' : 'missed'}`
        : '–',
    ]);
  const columns = [
    { name: 'Incident' },
    { name: 'Service' },
    { name: 'Opened' },
    { name: 'Lasted', right: true },
    { name: 'RTO' },
    { name: 'RPO' },
  ];
  const method =
    'RTO: from detection to resolution. RPO: how old the data was at most when the incident opened, by the freshness ' +
    'objectives of the service; – where there is none.';
  return {
    title: 'Recovery of incidents',
    notes: rows.length > 0 ? [method, ...more(incidents.length, 'incident')] : [],
    table: { columns, rows },
  };
}

export function months({ recovery }: SloReport): Section {
  const rows = recovery.map((one) => [
    ...[
      one.month,
      String(one.incidents),
      one.decided === 0 ? '–' : `${one.withinRto} of ${one.decided}`,
      shareText(one.share),
    ],
    ...[duration(one.longestMinutes * MINUTE_MS), one.withRpo === 0 ? '–' : `${one.withinRpo} of ${one.withRpo}`],
  ]);
  const columns = [
    ...[{ name: 'Month' }, { name: 'Incidents', right: true }, { name: 'Within RTO', right: true }],
    ...[
      { name: 'Share', right: true },
      { name: 'Longest', right: true },
      { name: 'Within RPO', right: true },
    ],
  ];
  return { title: 'Recovery over time', notes: [], table: { columns, rows } };
}

function lasted({ minutes, resolvedMs }: IncidentAccount): string {
  return `${duration(minutes * MINUTE_MS)}${resolvedMs === undefined ? ', open' : ''}`;
}

function age(minutes: number | undefined): string {
  return minutes === undefined ? 'unknown' : duration(minutes * MINUTE_MS);
}
