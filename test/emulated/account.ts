import type { Emulator } from '../../scripts/emulators';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/**
 * What SDK clients need to reach an emulator and nothing else.
 *
 * @param region suites that share an emulator have one each, and see nothing of one another
 */
export function clientConfig(emulator: Emulator, region = REGION) {
  return {
    endpoint: emulator.endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
}
