import type { RehearsalReport, ReportIncident } from '../view/report/model';
import type { RequestTelemetry, Telemetry } from './telemetry';

/** One request (or those that share an id) with all that tells of it. */
export interface RehearsedRequest extends RequestTelemetry {
  /** Ids of the incidents of its service and environment that were about that time. */
  readonly incidents: readonly string[];
}

/** Reports are data and small; what they were made of stays here as long as they do. */
const TELEMETRY = new WeakMap<RehearsalReport, Telemetry>();

export function keepTelemetry(report: RehearsalReport, telemetry: Telemetry): void {
  TELEMETRY.set(report, telemetry);
}

/**
 * Finds log lines, metrics, trace and incidents of a request.
 * @param night what `play` answered, that very object
 * @param id a request, correlation or trace id
 * @returns `undefined` where no line and no trace document has it; the last 20,000 of each are kept
 * @throws where `night` is a copy of a report
 */
export function requestOf(night: RehearsalReport, id: string): RehearsedRequest | undefined {
  const telemetry = TELEMETRY.get(night);
  if (!telemetry) {
    throw new Error(
      'requestOf: the report must be the object that play(...) answered in this process, got a copy, which has no log ' +
        'lines; in a copy look at incidents[].requests',
    );
  }
  const found = telemetry.request(id);
  return found && { ...found, incidents: incidentsOf(night, found) };
}

function incidentsOf({ incidents, endMs }: RehearsalReport, { logs }: RequestTelemetry): string[] {
  const isAbout = ({ service, environment, fromMs, openedMs, resolvedMs = endMs }: ReportIncident) =>
    logs.some(
      ({ atMs, line }) =>
        line.service === service &&
        line.environment === environment &&
        atMs >= (fromMs ?? openedMs) &&
        atMs <= resolvedMs,
    );
  return incidents.filter(isAbout).map(({ id }) => id);
}
