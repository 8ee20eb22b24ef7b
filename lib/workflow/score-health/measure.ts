/** What is known of a service right now: its metrics and its alarms, as findings. */
import type { FiringAlarm } from '../../core/alarm/firing-alarm';
import type { HealthDefinition } from '../../core/health/definition';
import { findingText, type HealthInput, lookbackSeconds, lossOf, readingOf } from '../../core/health/health-input';
import { type HealthFinding, type ServiceHealth, scoreService } from '../../core/health/service-score';
import type { Severity } from '../../core/incident/severity';
import { metricKey } from '../../core/signal/metric';
import type { IndicatorMetric } from '../../core/slo/definition';
import type { FiringAlarmsPort, SloSeries, SloSeriesPort, SloSeriesRequest } from '../ports';

export interface MeasurePorts {
  readonly series: SloSeriesPort;
  readonly alarms: FiringAlarmsPort;
}

export interface MeasuredHealth extends ServiceHealth {
  readonly service: string;
  readonly environment: string;
  /** Epoch ms: the end of the newest data. */
  readonly atMs: number;
  /** What was to be looked at and is not known, and why. */
  readonly missing: readonly string[];
}

/** AWS services publish a minute's metrics some two or three minutes after it. */
const SETTLE_MS = 180_000;
const MINUTE_MS = 60_000;

/** Each service with what can be found out of it: a failure leaves out what it is about, and is told. Never throws. */
export async function measureHealth(
  ports: MeasurePorts,
  services: readonly HealthDefinition[],
  nowMs: number,
): Promise<MeasuredHealth[]> {
  const atMs = floorTo(nowMs - SETTLE_MS, MINUTE_MS);
  const planned = services.flatMap((definition) => requestsOf(definition, atMs));
  const [answers, firing] = await Promise.all([
    readAll(
      ports.series,
      planned.map(({ request }) => request),
    ),
    ports.alarms.firing().catch(asError),
  ]);
  return services.map((definition) => {
    const { service, environment, key } = definition;
    const own = planned.flatMap((one, index) =>
      one.key === key ? [{ ...one, answer: answers[index] as Answer }] : [],
    );
    const read = own.flatMap(findingsOf);
    const measured = read.flatMap(({ finding }) => finding ?? []);
    const alarms = firing instanceof Error ? [] : alarmFindings(firing, definition);
    // That no alarm fires says nothing of a service that nobody hears anything of.
    const findings = measured.length === 0 && alarms.every(({ loss }) => loss === 0) ? [] : [...measured, ...alarms];
    const missing = [
      ...read.flatMap(({ missing }) => missing ?? []),
      ...(firing instanceof Error ? [`alarms: ${firing.message}`] : []),
    ];
    return { service, environment, atMs, ...scoreService(findings), missing };
  });
}

type Answer = SloSeries | Error;

interface Planned {
  readonly key: string;
  readonly request: SloSeriesRequest;
  readonly inputs: readonly { readonly input: HealthInput; readonly id: string; readonly perId?: string }[];
}

/** One for each period and length; what two inputs share is read once. */
function requestsOf({ key, inputs }: HealthDefinition, atMs: number): Planned[] {
  const groups = new Map<string, HealthInput[]>();
  for (const input of inputs) {
    const name = `${input.periodSeconds}|${lookbackSeconds(input)}`;
    groups.set(name, [...(groups.get(name) ?? []), input]);
  }
  return [...groups.values()].map((group) => {
    const [{ periodSeconds }] = group as [HealthInput];
    const queries = new Map<string, IndicatorMetric>();
    const idOf = (metric: HealthInput['metric'], statistic: string) => {
      const name = JSON.stringify([metricKey(metric), statistic]);
      const known = queries.get(name) ?? { id: `q${queries.size}`, metric, statistic };
      queries.set(name, known);
      return known.id;
    };
    const named = group.map((input) => {
      const id = idOf(input.metric, input.statistic);
      return input.per ? { input, id, perId: idOf(input.per, 'Sum') } : { input, id };
    });
    const endMs = floorTo(atMs, periodSeconds * 1_000);
    const lookback = Math.ceil(lookbackSeconds(group[0] as HealthInput) / periodSeconds) * periodSeconds;
    const all = [...queries.values()];
    const span = { startMs: endMs - lookback * 1_000, endMs };
    return {
      key,
      inputs: named,
      request: { slo: key, queries: all, wanted: all.map(({ id }) => id), periodSeconds, span },
    };
  });
}

async function readAll(series: SloSeriesPort, requests: readonly SloSeriesRequest[]): Promise<readonly Answer[]> {
  if (requests.length === 0) return [];
  try {
    return await series.read(requests);
  } catch (error) {
    return requests.map(() => asError(error));
  }
}

function findingsOf({ inputs, answer }: Planned & { readonly answer: Answer }) {
  return inputs.map(({ input, id, perId }): { readonly finding?: HealthFinding; readonly missing?: string } => {
    if (answer instanceof Error) return { missing: `${input.label}: ${answer.message}` };
    const value = readingOf(input, answer[id] ?? [], perId === undefined ? undefined : (answer[perId] ?? []));
    if (Number.isNaN(value)) return { missing: `${input.label}: no data` };
    return { finding: { part: input.part, loss: lossOf(input, value), what: findingText(input, value) } };
  });
}

/** Share of the part's points that an alarm costs. */
const SEVERITY_LOSS: Readonly<Record<Severity, number>> = { critical: 1, high: 0.8, medium: 0.4, low: 0.2 };
/** Evidence, such as an anomaly: it wakes nobody, and costs little. */
const SIGNAL_LOSS = 0.2;

/** One finding without loss where nothing fires: that is known, too. */
function alarmFindings(firing: readonly FiringAlarm[], { service, environment }: HealthDefinition): HealthFinding[] {
  const own = firing.filter((alarm) => alarm.service === service && alarm.environment === environment);
  if (own.length === 0) return [{ part: 'alarms', loss: 0, what: 'no alarm fires' }];
  return own.map(({ name, severity, role }) => {
    const loss = role === 'signal' ? SIGNAL_LOSS : SEVERITY_LOSS[severity];
    return { part: 'alarms', loss, what: `${name} fires (${role === 'signal' ? 'signal' : severity})` };
  });
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
