/** Tools from PyPI for our tests: each gets a virtual environment in `.engines/`, with its pinned version. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PythonTool {
  /** Name of its folder. */
  readonly name: string;
  /** What pip installs. */
  readonly requirement: string;
}

const ENGINES = join(__dirname, '..', '.engines');
const MINIMUM_PYTHON = [3, 10] as const;
const INSTALL_TIMEOUT_MS = 300_000;

/**
 * Makes the environments of tools that have none, side by side. Answers why one of them cannot run here, in one line, or
 * `undefined` where all can. Throws instead if REQUIRE_ENGINES is 1.
 */
export async function installPythonTools(tools: readonly PythonTool[]): Promise<string | undefined> {
  const missing = tools.filter((tool) => !isInstalled(tool));
  const skipped = (await Promise.all(missing.map(install))).find((line) => line !== undefined);
  return skipped && refuseToSkip(skipped);
}

/** Why the tool cannot run here, in one line; `undefined` where it can. Installs nothing; throws if REQUIRE_ENGINES is 1. */
export function pythonToolSkipped(tool: PythonTool): string | undefined {
  if (isInstalled(tool)) return undefined;
  return refuseToSkip(`skipped: ${tool.name} is not installed (run: npm run test:emulated)`);
}

function isInstalled(tool: PythonTool): boolean {
  return existsSync(marker(tool));
}

/** The Python that has the tool. */
export function pythonOf({ name }: PythonTool): string {
  const python = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(ENGINES, name, ...python);
}

/** Answers the line, unless REQUIRE_ENGINES is 1. */
function refuseToSkip(skipped: string): string {
  if (process.env.REQUIRE_ENGINES === '1') throw new Error(`${skipped}, and REQUIRE_ENGINES=1 forbids to skip`);
  return skipped;
}

/** Written last, so an installation that was interrupted does not count; a new version makes a new environment. */
function marker({ name, requirement }: PythonTool): string {
  return join(ENGINES, name, `${requirement.replace(/\W+/g, '-')}.installed`);
}

/** Why it could not be installed; `undefined` if it was. */
async function install(tool: PythonTool): Promise<string | undefined> {
  const python = findPython();
  if (!python) return `skipped: needs Python ${MINIMUM_PYTHON.join('.')} or later with its venv module`;
  const { name, requirement } = tool;
  const folder = join(ENGINES, name);
  process.stdout.write(`installing ${requirement} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(ENGINES, { recursive: true });
  const run = promisify(execFile);
  const options = { timeout: INSTALL_TIMEOUT_MS };
  try {
    await run(python, ['-m', 'venv', folder], options);
    // Python compiles what it imports: all of it beforehand takes longer than the rest of the installation.
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', requirement];
    await run(pythonOf(tool), pip, options);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').at(-1) || String(error);
    return `skipped: needs Python with venv and ${requirement} from PyPI; the installation said: ${said}`;
  }
  writeFileSync(marker(tool), '');
  return undefined;
}

/** The first Python on the path that is new enough and can make virtual environments. */
function findPython(): string | undefined {
  const [major, minor] = MINIMUM_PYTHON;
  const check = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${major}, ${minor}))`;
  return ['python3', 'python'].find((name) => spawnSync(name, ['-c', check]).status === 0);
}
