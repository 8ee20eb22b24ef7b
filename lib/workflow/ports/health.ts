/** Health checks and scores. */
import type { FiringAlarm } from '../../core/alarm/firing-alarm';
import type { HealthDefinitions } from '../../core/health/definition';

/** One request, or one connection, of a health check. */
export interface ProbeRequest {
  /** Name of the check. */
  readonly check: string;
  /** `http:` or `https:`; or `tcp://<host>:<port>`, which is only connected to. */
  readonly url: string;
  readonly method: string;
  readonly timeoutMs: number;
  /** The body is read up to here; 0: not at all. */
  readonly maxBodyBytes: number;
}

export interface ProbeAnswer {
  /** HTTP status; missing for a connection. */
  readonly status?: number;
  /** As far as it was asked for. */
  readonly body: string;
}

/** Asks the world outside. Redirects are answers. Throws where no whole answer came within `timeoutMs`. */
export interface ProbePort {
  probe(request: ProbeRequest): Promise<ProbeAnswer>;
}

/** A service's health, on `DIMENSION_SETS.health`. Never throws. */
export interface HealthMetricPort {
  score(score: number): void;
  /** @param latencyMs missing where no answer came */
  check(name: string, fault: boolean, latencyMs?: number): void;
}

export interface FiringAlarmsPort {
  /** Those of the account and Region that say whose they are. Throws where they cannot be read. */
  firing(): Promise<readonly FiringAlarm[]>;
}

export interface HealthDefinitionPort {
  load(): Promise<HealthDefinitions>;
}
