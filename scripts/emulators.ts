/**
 * The AWS emulators of `npm run test:emulated`, both Python: MiniStack (deploys the example) and moto (CloudWatch's
 * metric store). Each gets a virtual environment in `.engines/`, with its pinned version from PyPI.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { answers, freePort, pause } from './loopback';

export type EmulatorName = 'ministack' | 'moto';

export interface Emulator {
  /** `http://127.0.0.1:<port>`; any credentials do. */
  readonly endpoint: string;
  /** The last lines it printed. */
  logTail(lines: number): string;
  /** Ends it, with everything it started and stored. */
  stop(): Promise<void>;
}

interface Recipe {
  /** What pip installs. */
  readonly requirement: string;
  readonly run: (port: number) => readonly string[];
  readonly environment: (port: number, folder: string) => Readonly<Record<string, string>>;
}

const RECIPES: Readonly<Record<EmulatorName, Recipe>> = {
  ministack: {
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
    requirement: 'moto[server]==5.2.5',
    run: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    environment: () => ({}),
  },
};

const ENGINES = join(__dirname, '..', '.engines');
const MINIMUM_PYTHON = [3, 10] as const;
const INSTALL_TIMEOUT_MS = 300_000;
const START_TIMEOUT_MS = 60_000;
const LOG_CHARACTERS = 200_000;

/**
 * Makes the virtual environments that are missing. Answers why the emulators cannot run here, in one line, or
 * `undefined` where they can. Throws instead if REQUIRE_ENGINES is 1.
 */
export function installEmulators(): string | undefined {
  for (const name of ['ministack', 'moto'] as const) {
    if (isInstalled(name)) continue;
    const skipped = install(name);
    if (skipped) return refuseToSkip(skipped);
  }
  return undefined;
}

/** Why the emulators cannot run here, in one line; `undefined` where they can. Installs nothing. */
export function emulatorSkipped(name: EmulatorName): string | undefined {
  return isInstalled(name) ? undefined : refuseToSkip(`skipped: ${name} is not installed (run: npm run test:emulated)`);
}

/** Starts an empty emulator on a free port of the loopback interface and waits until it answers. */
export async function startEmulator(name: EmulatorName): Promise<Emulator> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), `sightline-${name}-`));
  const process = spawnKept(name, port, folder);
  const log = recordLog(process);
  const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  const logTail = (lines: number) => log().trimEnd().split('\n').slice(-lines).join('\n');
  const stop = async () => {
    process.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await answers(endpoint)); await pause(100)) {
    if (process.exitCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`${name} did not start on port ${port}; it said:\n${logTail(30) || 'nothing'}`);
  }
  return { endpoint, logTail, stop };
}

function environmentFolder(name: EmulatorName): string {
  return join(ENGINES, name);
}

/** Written last, so an installation that was interrupted does not count; a new version makes a new environment. */
function marker(name: EmulatorName): string {
  return join(environmentFolder(name), `${RECIPES[name].requirement.replace(/\W+/g, '-')}.installed`);
}

function isInstalled(name: EmulatorName): boolean {
  return existsSync(marker(name));
}

/** Why it could not be installed; `undefined` if it was. */
function install(name: EmulatorName): string | undefined {
  const python = findPython();
  if (!python) return `skipped: needs Python ${MINIMUM_PYTHON.join('.')} or later with its venv module`;
  const folder = environmentFolder(name);
  const { requirement } = RECIPES[name];
  process.stdout.write(`installing ${requirement} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(ENGINES, { recursive: true });
  try {
    const options = { stdio: 'pipe', encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS } as const;
    execFileSync(python, ['-m', 'venv', folder], options);
    execFileSync(
      venvPython(name),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement],
      options,
    );
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').at(-1) || String(error);
    return `skipped: needs Python with venv and ${requirement} from PyPI; the installation said: ${said}`;
  }
  writeFileSync(marker(name), '');
  return undefined;
}

function refuseToSkip(skipped: string): string {
  if (process.env.REQUIRE_ENGINES === '1') throw new Error(`${skipped}, and REQUIRE_ENGINES=1 forbids to skip`);
  return skipped;
}

/** The first Python on the path that is new enough and can make virtual environments. */
function findPython(): string | undefined {
  const [major, minor] = MINIMUM_PYTHON;
  const check = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${major}, ${minor}))`;
  return ['python3', 'python'].find((name) => spawnSync(name, ['-c', check]).status === 0);
}

function venvPython(name: EmulatorName): string {
  const python = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(environmentFolder(name), ...python);
}

/** Nothing of the caller's environment goes in but the path, with this Node first: the emulated Lambdas run on it. */
function spawnKept(name: EmulatorName, port: number, folder: string): ChildProcess {
  const { run, environment } = RECIPES[name];
  return spawn(process.execPath, ['-e', KEEPER, '--', venvPython(name), ...run(port)], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      PYTHONUNBUFFERED: '1',
      ...environment(port, folder),
    },
  });
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

function recordLog(process: ChildProcess): () => string {
  let log = '';
  const append = (chunk: Buffer) => {
    log = `${log}${chunk}`.slice(-LOG_CHARACTERS);
  };
  process.stdout?.on('data', append);
  process.stderr?.on('data', append);
  return () => log;
}
