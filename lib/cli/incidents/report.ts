/** `sightline incidents report`: the numbers of a span, and the proof that every escalation ran. */
import { escalationAudit } from '../../core/incident/escalation-audit';
import { numbersOf } from '../../core/incident/numbers';
import type { Span } from '../../core/slo/window';
import { digest } from '../../view/digest';
import { collectRecords, MOST_INCIDENTS } from '../../workflow/report-incidents/collect';
import { parseOptions } from '../options';
import { parseDayOrTime } from '../parse-time';
import { UsageError } from '../usage-error';
import type { IncidentSources } from './sources';
import { neededTable, TABLE_HELP, withTableErrors } from './table';

const DAY_MS = 86_400_000;
const NEEDED = 'dynamodb:Query on the incident table, dynamodb:Scan on its index gsi2, and kms:Decrypt on its key';

export const REPORT_HELP = `Usage: sightline incidents report --table NAME [options]

What incidents did in a span: how many, how long, who was paged, which alarms rang for nothing,
and whether every escalation ran that should have. Incidents are kept for 30 days. Days are UTC.
Exit code 1 where something does not prove that an escalation ran.

${TABLE_HELP}  --from TIME       date or time that the span begins with             (default: seven days ago)
  --to TIME         date or time that it ends before                               (default: now)
  --json            one JSON object for machines
  --help            this text
`;

const OPTIONS = {
  table: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export async function reportCommand(args: readonly string[], sources: IncidentSources): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(REPORT_HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`'report' takes options only, got '${positionals[0]}'`);
  const nowMs = sources.now();
  const span = spanOf(values.from, values.to, nowMs);
  const table = sources.table(neededTable(values.table));
  const { records, cut } = await withTableErrors(NEEDED, () => collectRecords(table, span));
  const incidents = records.map(({ incident }) => incident);
  const numbers = numbersOf(records, { span });
  const outbox = records.flatMap((record) => record.outbox);
  const timeline = records.flatMap((record) => record.timeline);
  const due = escalationAudit(incidents, outbox, timeline, nowMs);
  const violations = due.filter(({ dueMs }) => dueMs >= span.startMs && dueMs < span.endMs);
  const { startMs: from, endMs: to } = span;
  const all = { from, to, incidents, numbers, violations, ...(cut && { newestOnly: MOST_INCIDENTS }) };
  process.stdout.write(values.json ? `${JSON.stringify({ ...all, complete: !cut }, undefined, 2)}\n` : digest(all));
  return violations.length > 0 ? 1 : 0;
}

function spanOf(from: string | undefined, to: string | undefined, nowMs: number): Span {
  const endMs = to === undefined ? nowMs : parseDayOrTime('--to', to);
  const startMs = from === undefined ? endMs - 7 * DAY_MS : parseDayOrTime('--from', from);
  if (startMs < endMs) return { startMs, endMs };
  throw new UsageError(`--from must be before --to, got '${from}'${to === undefined ? '' : ` and '${to}'`}`);
}
