/**
 * `report-incidents`: tells people once a day and once a week how their incidents went, publishes the numbers of the
 * last seven days as metrics, and proves that every escalation of the day before ran. Run by EventBridge Scheduler, which
 * may come twice: a message that was sent is not sent again.
 */
import { WORKFLOW_METRIC } from '../core/conventions';
import { wasOpenIn } from '../core/incident/during';
import { type EscalationViolation, escalationAudit } from '../core/incident/escalation-audit';
import { type IncidentRecord, numbersOf } from '../core/incident/numbers';
import { gaugesOf } from '../core/incident/numbers/gauges';
import { REPORTS, type Report, reportSpan } from '../core/incident/report-span';
import type { Span } from '../core/slo/window';
import { timeZone } from '../core/time-zone';
import { digest } from '../view/digest';
import type { DigestMessage } from '../view/digest/word-digest';
import type { ConfigPort, GaugePort, IncidentStore } from './ports';
import { collectRecords, MOST_INCIDENTS } from './report-incidents/collect';
import { readersOf, type TellPorts, tell } from './report-incidents/tell';
import { giveBack, takeTurn } from './report-incidents/turns';

export interface ReportIncidentsPorts extends TellPorts {
  readonly store: Pick<IncidentStore, 'listDuring' | 'readTimeline' | 'listOutbox' | 'isUsed' | 'commit'>;
  readonly config: ConfigPort;
  readonly gauges: GaugePort;
}

export interface ReportEvent {
  readonly report: Report;
  /** When it was due, ISO 8601. @default - now */
  readonly at?: string;
  /** Whose days it is about. @default 'UTC' */
  readonly timeZone?: string;
  /** Names of channels. @default - all that people read */
  readonly channels?: readonly string[];
}

export interface ReportResult {
  /** Names of the channels that took it now. */
  readonly told: readonly string[];
}

/** @throws where the event is none, or a channel did not take the report: Lambda then tries once more for that one */
export function reportIncidents(ports: ReportIncidentsPorts): (event: ReportEvent) => Promise<ReportResult> {
  return async (event) => {
    const { report, dueMs, zone, channels } = readEvent(event, ports.clock.now());
    const span = reportSpan(report, dueMs, zone);
    const week = reportSpan('weekly', dueMs, zone);
    const { records, cut } = await collectRecords(ports.store, week);
    if (cut) ports.log.warn(`more than ${MOST_INCIDENTS} incidents: the oldest are not counted`, { report });
    const violations = unproven(records, span, ports.clock.now());
    if (report === 'daily') publish(ports.gauges, records, week, violations.length);
    for (const { incidentId, levelName, problem } of violations) {
      ports.log.error(`an escalation did not run: ${problem}`, { incidentId, level: levelName });
    }
    const incidents = records.map(({ incident }) => incident).filter((incident) => wasOpenIn(incident, span));
    // Once a week it comes also where nothing happened: who hears nothing does not know whether anybody looked.
    if (report === 'daily' && incidents.length + violations.length === 0) return { told: [] };
    const numbers = numbersOf(records, { span });
    const text = digest({
      ...{ from: span.startMs, to: span.endMs, incidents, numbers, violations, zone },
      ...(cut && { newestOnly: MOST_INCIDENTS }),
    });
    const id = `report/${report}/${span.startMs}`;
    const message = { id, report, from: span.startMs, to: span.endMs, text };
    return { told: await tellAll(ports, message, channels) };
  };
}

/** The levels that were due in the span. */
function unproven(records: readonly IncidentRecord[], span: Span, nowMs: number): EscalationViolation[] {
  const found = escalationAudit(
    records.map(({ incident }) => incident),
    records.flatMap(({ outbox }) => outbox),
    records.flatMap(({ timeline }) => timeline),
    nowMs,
  );
  return found.filter(({ dueMs }) => dueMs >= span.startMs && dueMs < span.endMs);
}

function readEvent(event: ReportEvent, nowMs: number) {
  const { report: given, at, timeZone: zoneName = 'UTC', channels } = event;
  const report = REPORTS.find((known) => known === given);
  const dueMs = at === undefined ? nowMs : Date.parse(at);
  if (report && !Number.isNaN(dueMs)) return { report, dueMs, zone: timeZone(zoneName), channels };
  throw new Error(
    'A report is asked for by { "report": "daily" } or "weekly", with "at" as a time such as 2026-01-05T09:00:00Z, got ' +
      JSON.stringify(event)?.slice(0, 200),
  );
}

function publish(gauges: GaugePort, records: readonly IncidentRecord[], week: Span, violations: number): void {
  for (const { name, unit, value } of gaugesOf(numbersOf(records, { span: week }))) gauges.gauge(name, value, unit);
  gauges.gauge(WORKFLOW_METRIC.escalationsUnproven, violations, 'Count');
}

async function tellAll(
  ports: ReportIncidentsPorts,
  message: DigestMessage,
  channels: readonly string[] | undefined,
): Promise<string[]> {
  const { store, config, clock, log } = ports;
  const told: string[] = [];
  const failed: string[] = [];
  for (const channel of readersOf(await config.load(), channels)) {
    const turn = await takeTurn(store, `${message.id}/${channel.name}`, clock.now());
    if (turn === undefined) continue;
    const outcome = await tell(ports, channel, message);
    if (outcome.status === 'sent') {
      told.push(channel.name);
      continue;
    }
    await giveBack(store, turn, clock.now());
    log.error('report not sent', { channel: channel.name, id: message.id, error: outcome.reason });
    failed.push(`${channel.name}: ${outcome.reason}`);
  }
  if (failed.length > 0) throw new Error(`The report was not taken by ${failed.join('; ')}`);
  log.info('report sent', { id: message.id, told });
  return told;
}
