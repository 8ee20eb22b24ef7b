import type { Evidence } from '../../core/incident/evidence';
import type { Clock, ErrorEvidencePort, LogPort, TraceEvidencePort } from '../ports';

/** What others than the workflow know, where they can be asked. */
export interface AttemptPorts {
  /** @default - failing traces are not known */
  readonly traces?: TraceEvidencePort;
  /** @default - errors are not known */
  readonly errors?: ErrorEvidencePort;
  readonly clock: Clock;
  readonly log: LogPort;
}

/** A post-mortem without its traces is better than none: what cannot be read is unknown, with the reason. */
export async function attempt<Port, T>(
  { log }: AttemptPorts,
  what: string,
  port: Port | undefined,
  read: (port: Port) => Promise<readonly T[]>,
): Promise<Evidence<T>> {
  if (!port) return { unknown: 'no source of it is set up' };
  try {
    return { found: await read(port) };
  } catch (error) {
    log.warn(`${what} not read for a post-mortem`, { error: String(error) });
    return { unknown: `it could not be read: ${String(error)}` };
  }
}
