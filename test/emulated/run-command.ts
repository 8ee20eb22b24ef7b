import { type ChildProcess, spawn } from 'node:child_process';

export interface CommandResult {
  /** `undefined` where the command was stopped because its time was over. */
  readonly exitCode: number | undefined;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a Node script to its end, or stops it with everything it started. */
export function runNode(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<CommandResult> {
  const { cwd, env, timeoutMs } = options;
  // The leader of a process group of its own: the CDK starts a shell, and that starts the app.
  const child = spawn(process.execPath, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child);
      resolve({ exitCode: undefined, output });
    }, timeoutMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? 1, output });
    });
  });
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch {
    // Windows has no process groups.
    child.kill('SIGKILL');
  }
}
