/** `sightline slo report`: error budgets of all services over some time. */
import { closest } from '../../core/closest';
import type { Incident } from '../../core/incident/incident';
import { DEFAULT_RECOVERY_TARGETS, type RecoveryTargets } from '../../core/slo/recovery';
import { type SloReport, SloReporter } from '../../core/slo/report';
import { parseMinutes, type Span } from '../../core/slo/window';
import { REPORT_GROUPS, type ReportGroup, reportAsMarkdown, reportAsText } from '../../view/slo/report';
import { parseOptions } from '../options';
import { painter } from '../painter';
import { parseDayOrTime } from '../parse-time';
import { UsageError } from '../usage-error';
import { ACCOUNT_HELP, ACCOUNT_OPTIONS, type AnySlo, type EvaluatedSlos, evaluatedSlos } from './account';
import { explainingAws } from './aws-errors';
import { warnOf } from './objectives';
import type { SloSources } from './sources';

export const REPORT_HELP = `Usage: sightline slo report --from DATE [--to DATE] [ASSEMBLY | --evaluation NAME] [options]

Which objectives held, by service, team and tier; how compliance went; which incidents ate
the budgets; and how long recovery took. Region and credentials are those of the AWS SDK.
Exit code 0 whatever it says: 'sightline slo status' is what to stop a pipeline with.

  --from DATE       such as 2026-11-01, from its first moment in UTC, or a time such as
                    2026-11-01T06:00:00Z
  --to DATE         its first moment is the end (default: now)
${ACCOUNT_HELP}  --by GROUP        service, team or tier                         (default: all of them)
  --incident-table NAME
                    table of the hub's incidents; without it, none are in the report
  --rto [TIER=]TIME how long recovery may take, such as 1h or 1=30m; may be given again
                    (default: 1=1h, 2=4h, 3=1d)
  --rpo [TIER=]TIME how old data may be when an incident begins; may be given again
                    (default: 1=15m, 2=1h, 3=1d)
  --format FORMAT   text, markdown or json                                 (default: text)
  --help            this text
`;

const FORMATS = ['text', 'markdown', 'json'] as const;
const OPTIONS = {
  ...ACCOUNT_OPTIONS,
  from: { type: 'string' },
  to: { type: 'string' },
  by: { type: 'string' },
  'incident-table': { type: 'string' },
  rto: { type: 'string', multiple: true },
  rpo: { type: 'string', multiple: true },
  format: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const WIDTH = 140;
/** Of one service; a table has them newest first. */
const MOST_INCIDENTS = 1_000;
/** Objectives whose measurements are read at the same time. */
const PARALLEL = 8;

export async function reportCommand(args: readonly string[], sources: SloSources, nowMs: number): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(REPORT_HELP);
    return 0;
  }
  const span = spanOf(values.from, values.to, nowMs);
  const format = oneOf('--format', FORMATS, values.format) ?? 'text';
  const by = oneOf('--by', REPORT_GROUPS, values.by);
  const targets = targetsOf(values.rto, values.rpo);
  const table = values['incident-table'];
  const { report, problems } = await explainingAws(async () => {
    const { evaluations, problems } = await evaluatedSlos(positionals, values, sources);
    const incidents = table === undefined ? [] : await incidentsOf(evaluations, sources.incidents(table));
    const reporter = new SloReporter({ span, nowMs, incidents, targets });
    for (const one of evaluations) await collect(reporter, one);
    return { report: reporter.report(), problems };
  });
  warnOf(problems);
  process.stdout.write(rendered(report, format, { by, incidents: table !== undefined }));
  return 0;
}

function rendered(
  report: SloReport,
  format: (typeof FORMATS)[number],
  options: { readonly by: ReportGroup | undefined; readonly incidents: boolean },
): string {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (format === 'markdown') return reportAsMarkdown(report, options);
  return reportAsText(report, { ...options, paint: painter(process.stdout), width: process.stdout.columns ?? WIDTH });
}

async function collect(reporter: SloReporter, { definitions, store }: EvaluatedSlos): Promise<void> {
  const read = async (definition: AnySlo) => {
    const spans = reporter.readings(definition);
    const key = `${definition.service}/${definition.environment}/${definition.name}`;
    const parts = await Promise.all(spans.map((span) => store.readMeasurements(key, span)));
    reporter.add(definition, parts.flat());
  };
  for (let from = 0; from < definitions.length; from += PARALLEL) {
    await Promise.all(definitions.slice(from, from + PARALLEL).map(read));
  }
}

async function incidentsOf(
  evaluations: readonly EvaluatedSlos[],
  store: ReturnType<SloSources['incidents']>,
): Promise<Incident[]> {
  const services = new Set(evaluations.flatMap(({ definitions }) => definitions.map(({ service }) => service)));
  const found: Incident[] = [];
  for (const service of services) found.push(...(await store.listByService(service, MOST_INCIDENTS)));
  return found;
}

function spanOf(from: string | undefined, to: string | undefined, nowMs: number): Span {
  if (from === undefined) throw new UsageError('--from is needed: the day that the report begins, such as 2026-11-01');
  const span = {
    startMs: parseDayOrTime('--from', from),
    endMs: to === undefined ? nowMs : parseDayOrTime('--to', to),
  };
  if (span.startMs >= nowMs) throw new UsageError(`--from must be in the past, got '${from}'`);
  if (span.endMs > span.startMs) return span;
  throw new UsageError(`--to must be after --from, got '${from}' to '${to}'`);
}

function oneOf<T extends string>(option: string, allowed: readonly T[], text: string | undefined): T | undefined {
  const found = allowed.find((one) => one === text);
  if (text === undefined || found !== undefined) return found;
  const meant = closest(text, allowed);
  throw new UsageError(
    `${option} must be one of ${allowed.join(', ')}, got '${text}'${meant ? `; did you mean '${meant}'?` : ''}`,
  );
}

function targetsOf(rto: readonly string[] = [], rpo: readonly string[] = []): RecoveryTargets {
  return {
    rtoMinutes: minutesByTier('--rto', rto, DEFAULT_RECOVERY_TARGETS.rtoMinutes),
    rpoMinutes: minutesByTier('--rpo', rpo, DEFAULT_RECOVERY_TARGETS.rpoMinutes),
  };
}

type ByTier = RecoveryTargets['rtoMinutes'];

function minutesByTier(option: string, texts: readonly string[], defaults: ByTier): ByTier {
  const minutes = { ...defaults };
  for (const text of texts) {
    const [, tier, time] = /^(?:([123])=)?(\w+)$/.exec(text) ?? [];
    const value = parseMinutes(time);
    if (value === undefined) {
      throw new UsageError(`${option} must be a time such as 1h, or one of a tier such as 1=30m, got '${text}'`);
    }
    Object.assign(minutes, tier === undefined ? { 1: value, 2: value, 3: value } : { [tier]: value });
  }
  return minutes;
}
