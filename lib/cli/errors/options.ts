/** What all commands on errors take. */

import type { ErrorRef } from '../../core/error/tracked-error';
import type { ServiceRef } from '../../core/incident/evidence';
import { UsageError } from '../usage-error';

export const SHARED_OPTIONS = {
  service: { type: 'string' },
  environment: { type: 'string' },
  tracking: { type: 'string' },
  table: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const SHARED_HELP = `  --service NAME      of which service (needed)
  --environment NAME  where it runs (default: prod)
  --tracking NAME     name of the ErrorTracking (default: sightline)
  --table NAME        its table (default: as the tracking tells in the Parameter Store)
  --json              one JSON object for machines
  --help              this text
`;

interface Shared {
  readonly service?: string;
  readonly environment?: string;
  readonly tracking?: string;
}

export const DEFAULT_TRACKING = 'sightline';

export function serviceOf({ service, environment = 'prod' }: Shared): ServiceRef {
  if (service === undefined) throw new UsageError('say whose errors with --service NAME');
  return { service, environment };
}

/** @throws UsageError where there is not exactly one, or none that is a fingerprint */
export function errorOf(positionals: readonly string[], shared: Shared): ErrorRef {
  const [fingerprint, ...more] = positionals;
  if (fingerprint === undefined || more.length > 0) {
    throw new UsageError("name one error by its fingerprint, as 'sightline errors list' shows it");
  }
  if (/^[\da-f]{16}$/.test(fingerprint)) return { ...serviceOf(shared), fingerprint };
  throw new UsageError(`a fingerprint has 16 digits and letters a to f, got '${fingerprint}'`);
}

export function unknownError({ fingerprint, service, environment }: ErrorRef): Error {
  return new Error(
    `there is no error ${fingerprint} of ${service} in ${environment}; 'sightline errors list' shows those there are`,
  );
}
