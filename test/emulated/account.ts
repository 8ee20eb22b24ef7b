import type { Emulator } from '../../scripts/emulators';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** What SDK clients need to reach an emulator and nothing else. */
export function clientConfig(emulator: Emulator) {
  return {
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  };
}
