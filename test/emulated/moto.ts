import { type Emulator, emulatorSkipped } from '../../scripts/emulators';
import { clientConfig } from './account';

/** Environment variables by which suites know the moto that `install.ts` started. */
export const MOTO_ENDPOINT = 'SIGHTLINE_TEST_MOTO_ENDPOINT';
export const MOTO_LOG = 'SIGHTLINE_TEST_MOTO_LOG';

export interface Moto extends Emulator {
  readonly region: string;
  /** For SDK clients. */
  readonly config: ReturnType<typeof clientConfig>;
}

/** A suite on the shared moto, in a region of its own: it sees nothing of the others. Skipped where there is no moto. */
export function describeOnMoto(subject: string, region: string, suite: (moto: Moto) => void): void {
  const isThere = emulatorSkipped('moto') === undefined;
  const emulator = { endpoint: variable(MOTO_ENDPOINT, isThere), logFile: variable(MOTO_LOG, isThere) };
  const moto = { ...emulator, region, config: clientConfig(emulator, region) };
  (isThere ? describe : describe.skip)(`${subject} on moto`, () => suite(moto));
}

function variable(name: string, isNeeded: boolean): string {
  const value = process.env[name] ?? '';
  if (isNeeded && value === '') throw new Error(`${name} is not set; run: npm run test:emulated`);
  return value;
}
