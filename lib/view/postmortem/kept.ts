/** What was known when each round of an incident began, as it was kept. */
import type { EvidenceSnapshot } from '../../core/incident/evidence';
import type { PostmortemContents } from '../../core/incident/postmortem-contents';
import { errorsTable, tracesTable } from './evidence';
import { fittingTable, text, texts } from './markdown';
import { isoSecond } from './time';

/** Bytes of UTF-8: with five rounds of three tables the whole draft stays below what is stored of it. */
const MAX_TABLE = 1_500;
const MOST_ALARMS = 5;

/** `undefined` where nothing was kept. */
export function keptSection({ kept = [] }: PostmortemContents): string | undefined {
  return kept.length === 0 ? undefined : ['## Known when it began', ...kept.map(round)].join('\n\n');
}

function round({ generation, collectedMs, alarms, openIncidents, errors, traces }: EvidenceSnapshot): string {
  const others =
    openIncidents.length === 0
      ? 'No other incident was open.'
      : fittingTable(
          ['Also open', 'Service', 'Severity', 'Title'],
          openIncidents.map(({ id, service, environment, severity, title }) => [
            text(id, 80),
            text(`${service} ${environment}`, 120),
            severity,
            text(title, 120),
          ]),
          MAX_TABLE,
        );
  const began = generation === 1 ? 'It opened' : `Round ${generation} began`;
  return [
    `### ${began}: ${isoSecond(collectedMs)} UTC`,
    `Alarms: ${texts(alarms, MOST_ALARMS)}`,
    others,
    errorsTable(errors, MAX_TABLE),
    tracesTable(traces, MAX_TABLE),
  ].join('\n\n');
}
