/** Incidents as a list of the terminal: two lines each, so that titles have room. */
import type { Incident } from '../../core/incident/incident';
import { SEVERITIES } from '../../core/incident/severity';
import { isOpen } from '../../core/incident/transitions';
import { hanging } from '../backtest/lines';
import { plain } from '../escape';
import { lengthOf, nameText, paintSeverity, placeOf, type ScreenOptions } from './words';

export interface ListOptions extends ScreenOptions {
  /** Also those that are over were asked for. */
  readonly all: boolean;
  /** At most so many were asked for. */
  readonly limit: number;
}

const COLUMNS = { severity: 8, status: 13, length: 11, id: 26 };
const MAX_ID = 32;
const MAX_WHO = 14;
const MAX_TITLE = 200;
const INDENT = 10;

export function tellIncidents(incidents: readonly Incident[], options: ListOptions): string {
  const { all, limit, paint } = options;
  if (incidents.length === 0) return all ? 'There is no incident.\n' : 'No incident is open.\n';
  const header = row('SEVERITY', 'STATUS', all ? 'LASTED' : 'FOR', 'ID', 'WHO');
  const more = incidents.length < limit ? '' : ` There may be more: ${limit} at most were asked for (--limit).`;
  return `${[
    paint('dim', header),
    ...incidents.flatMap((incident) => incidentLines(incident, options)),
    '',
    closing(incidents) + more,
  ].join('\n')}\n`;
}

function incidentLines(incident: Incident, { paint, width, nowMs }: ListOptions): string[] {
  const { severity, status, id, title } = incident;
  const line = row(severity, status, lengthOf(incident, nowMs), plain(id, MAX_ID), who(incident));
  const about = `${placeOf(incident)}: ${nameText(title, MAX_TITLE)}`;
  return [isOpen(status) ? paintSeverity(paint, severity, line) : line, ...hanging(about, INDENT, width)];
}

function row(severity: string, status: string, length: string, id: string, last: string): string {
  return [
    severity.padEnd(COLUMNS.severity),
    status.padEnd(COLUMNS.status),
    length.padEnd(COLUMNS.length),
    id.padEnd(COLUMNS.id),
    last,
  ]
    .join('  ')
    .trimEnd();
}

/** Who works on it, or took it first. */
function who({ assignee, acknowledgements: [first, ...others] }: Incident): string {
  if (assignee !== undefined) return nameText(assignee, MAX_WHO);
  if (!first) return '';
  const more = others.length > 0 ? ` +${others.length}` : '';
  return nameText(first.by, MAX_WHO - more.length) + more;
}

/** `3 open: 1 critical, 2 high.` */
function closing(incidents: readonly Incident[]): string {
  const open = incidents.filter(({ status }) => isOpen(status));
  const counts = SEVERITIES.map((one) => [open.filter(({ severity }) => severity === one).length, one] as const);
  const parts = counts.filter(([count]) => count > 0).map(([count, severity]) => `${count} ${severity}`);
  const over = incidents.length - open.length;
  return [
    open.length > 0 ? `${open.length} open: ${parts.join(', ')}.` : 'None is open.',
    ...(over > 0 ? [`${over} over.`] : []),
  ].join(' ');
}
