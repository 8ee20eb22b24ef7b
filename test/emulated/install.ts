import { installEmulators } from '../../scripts/emulators';

/** Once before all tests, so that what is missing is said once. */
export default function install(): void {
  const skipped = installEmulators();
  if (skipped) process.stdout.write(`${skipped}\n`);
}
