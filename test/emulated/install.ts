/** Once before all tests: installs what is missing, says once what cannot be, and starts the moto that suites share. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CFN_LINT } from '../../scripts/cfn-lint';
import { EMULATOR_TOOLS, type StartedEmulator, startEmulator } from '../../scripts/emulators';
import { installPythonTools } from '../../scripts/python-environment';
import { LEFT_OUT_FILE } from './left-out-report';
import { MOTO_ENDPOINT, MOTO_LOG } from './moto';

/** `globalTeardown` runs in the same process. */
declare global {
  var sightlineMoto: StartedEmulator | undefined;
}

export default async function install(): Promise<void> {
  const skipped = await installPythonTools([...EMULATOR_TOOLS, CFN_LINT]);
  if (skipped) {
    process.stdout.write(`${skipped}\n`);
    return;
  }
  globalThis.sightlineMoto = await startEmulator('moto');
  // Workers inherit the environment.
  process.env[MOTO_ENDPOINT] = globalThis.sightlineMoto.endpoint;
  process.env[MOTO_LOG] = globalThis.sightlineMoto.logFile;
  process.env[LEFT_OUT_FILE] = join(mkdtempSync(join(tmpdir(), 'sightline-left-out-')), 'left-out.json');
}
