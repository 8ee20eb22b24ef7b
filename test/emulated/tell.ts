/** Once after all tests: ends the shared moto, and tells what was not emulated and why. */
import { tellLeftOut } from './left-out-report';

export default async function tell(): Promise<void> {
  await globalThis.sightlineMoto?.stop();
  if (globalThis.sightlineMoto) process.stdout.write(tellLeftOut());
}
