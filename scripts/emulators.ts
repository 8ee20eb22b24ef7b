/**
 * The AWS emulators of `npm run test:emulated`, both Python: MiniStack (deploys the example) and moto (answers the SDK
 * adapters). Each gets a virtual environment in `.engines/`, with its pinned version from PyPI.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { answers, freePort, pause } from './loopback';
import { type PythonTool, pythonOf, pythonToolSkipped } from './python-environment';

export type EmulatorName = 'ministack' | 'moto';

export interface Emulator {
  /** `http://127.0.0.1:<port>`; any credentials do. */
  readonly endpoint: string;
  /** File of what it prints. */
  readonly logFile: string;
}

export interface StartedEmulator extends Emulator {
  /** Ends it, with everything it started and stored. */
  stop(): Promise<void>;
}

interface Recipe extends PythonTool {
  readonly run: (port: number) => readonly string[];
  readonly environment: (port: number, folder: string) => Readonly<Record<string, string>>;
}

const RECIPES: Readonly<Record<EmulatorName, Recipe>> = {
  ministack: {
    name: 'ministack',
    // The last version that takes events of the source aws.cloudwatch from a caller. Later ones refuse them, as AWS
    // does, and send none for their own alarms, so no alarm could ever reach the bus.
    requirement: 'ministack==1.5.19',
    run: () => ['-m', 'ministack'],
    environment: (port, folder) => ({
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      STATE_DIR: join(folder, 'state'),
      // These would listen on ports of their own.
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    }),
  },
  moto: {
    name: 'moto',
    requirement: 'moto[server]==5.2.5',
    run: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    environment: () => ({}),
  },
};

/** The first start compiles what it imports. */
const START_TIMEOUT_MS = 120_000;

export const EMULATOR_TOOLS: readonly PythonTool[] = Object.values(RECIPES);

/** Why the emulator cannot run here, in one line; `undefined` where it can. Installs nothing. */
export function emulatorSkipped(name: EmulatorName): string | undefined {
  return pythonToolSkipped(RECIPES[name]);
}

/** The last lines it printed. */
export function logTail({ logFile }: Emulator, lines: number): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Starts an empty emulator on a free port of the loopback interface and waits until it answers. */
export async function startEmulator(name: EmulatorName): Promise<StartedEmulator> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), `sightline-${name}-`));
  const emulator = { endpoint: `http://127.0.0.1:${port}`, logFile: join(folder, 'log') };
  const process = spawnKept(name, port, folder, emulator.logFile);
  const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  const stop = async () => {
    process.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await answers(emulator.endpoint)); await pause(100)) {
    if (process.exitCode === null && Date.now() < deadline) continue;
    const said = logTail(emulator, 30);
    await stop();
    throw new Error(`${name} did not start on port ${port}; it said:\n${said || 'nothing'}`);
  }
  return { ...emulator, stop };
}

/** Nothing of the caller's environment goes in but the path, with this Node first: the emulated Lambdas run on it. */
function spawnKept(name: EmulatorName, port: number, folder: string, logFile: string): ChildProcess {
  const { run, environment } = RECIPES[name];
  const log = openSync(logFile, 'a');
  const kept = spawn(process.execPath, ['-e', KEEPER, '--', pythonOf(RECIPES[name]), ...run(port)], {
    cwd: folder,
    stdio: ['pipe', log, log],
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      PYTHONUNBUFFERED: '1',
      ...environment(port, folder),
    },
  });
  closeSync(log);
  return kept;
}

/**
 * Runs the emulator until its own standard input ends, which also happens when the test process is killed. The emulator
 * leads a process group, so that the Lambdas it started end with it.
 */
const KEEPER = `
  const [command, ...args] = process.argv.slice(1);
  const emulator = require('node:child_process').spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const kill = (signal) => {
    try { process.kill(-emulator.pid, signal); } catch { emulator.kill(signal); }
  };
  emulator.on('error', (error) => { console.error(String(error)); process.exit(1); });
  emulator.on('exit', (code) => { kill('SIGKILL'); process.exit(code ?? 0); });
  process.stdin.on('end', () => { kill('SIGTERM'); setTimeout(kill, 3000, 'SIGKILL'); }).resume();
`;
