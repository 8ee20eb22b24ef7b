/** Commands of a user, one after the other, each with its time. The first that fails ends the run with its output. */
import { spawnSync } from 'node:child_process';

export interface Step {
  readonly name: string;
  readonly seconds: number;
}

/** Says which step failed, how, and everything that it wrote. */
export class StepFailure extends Error {
  constructor(step: string, why: string, output = '') {
    super(`'${step}' failed: ${why}\n${output}`.trimEnd());
  }
}

const TIMEOUT_MS = 600_000;
const OUTPUT_BYTES = 64 * 1024 * 1024;

export class Steps {
  readonly done: Step[] = [];

  /** @param folder where commands run unless told otherwise */
  constructor(readonly folder: string) {}

  /**
   * Runs a command and answers its standard output.
   * @param expected what the output must have, for commands whose exit code does not tell enough
   */
  run(name: string, command: string, args: readonly string[], cwd = this.folder, expected = /^/): string {
    process.stdout.write(`${name} ...\n`);
    const start = process.hrtime.bigint();
    const { status, signal, error, stdout, stderr } = spawnSync(command, [...args], {
      cwd,
      env: userEnvironment(),
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: OUTPUT_BYTES,
      shell: process.platform === 'win32',
    });
    const output = `${stdout ?? ''}${stderr ?? ''}`;
    if (error) throw new StepFailure(name, error.message, output);
    if (status !== 0) throw new StepFailure(name, signal ? `ended by ${signal}` : `exit code ${status}`, output);
    if (!expected.test(stdout)) throw new StepFailure(name, `its output has no ${expected}`, output);
    this.done.push({ name, seconds: Number(process.hrtime.bigint() - start) / 1e9 });
    return stdout;
  }

  totalSeconds(): number {
    return this.done.reduce((sum, { seconds }) => sum + seconds, 0);
  }
}

/** `npm run` tells its children about this package and its folder; a user's shell would not. */
function userEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|INIT_CWD$|NODE_ENV$|NODE_OPTIONS$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
