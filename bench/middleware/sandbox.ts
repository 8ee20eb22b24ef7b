import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import type { Heap, Request, Round, Start } from './runtime';

/** One candidate in a warm process, as Lambda keeps it between invocations. */
export interface Sandbox {
  play(calls: number): Promise<Round>;
  heapBytes(): Promise<number>;
  /** What went to standard output since it was last taken. */
  takeOutput(): string;
  stop(): void;
}

/** The environment Lambda gives a function: libraries look here to find out where they run. */
export function lambdaEnvironment(folder: string, daemonPort: number): NodeJS.ProcessEnv {
  return {
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: 'orders',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0123456789abcdef',
    AWS_REGION: 'eu-west-1',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemonPort}`,
    LAMBDA_TASK_ROOT: folder,
    SIGHTLINE_SERVICE: 'checkout',
    SIGHTLINE_ENVIRONMENT: 'prod',
    TZ: ':UTC',
    _HANDLER: 'index.handler',
  };
}

/** One process from nothing to its first answer. */
export function startOnce(runtime: string, bundle: string, env: NodeJS.ProcessEnv): Start {
  const output = openSync(`${bundle}.starts`, 'w');
  const { output: streams, status } = spawnSync(
    process.execPath,
    [runtime, 'start', bundle, String(performance.timeOrigin + performance.now())],
    {
      env,
      stdio: ['ignore', output, output, 'pipe'],
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  closeSync(output);
  if (status !== 0)
    throw new Error(`${bundle} did not start:\n${readFileSync(`${bundle}.starts`, 'utf8').slice(-2000)}`);
  return JSON.parse(streams[3] ?? '') as Start;
}

/**
 * Standard output is a file for all: Node writes to it synchronously as it does to a pipe, but no reader of a pipe
 * competes for the cores, and nothing that was written is lost before it is checked.
 */
export function openSandbox(runtime: string, bundle: string, env: NodeJS.ProcessEnv): Sandbox {
  const [stdout, stderr] = [`${bundle}.stdout`, `${bundle}.stderr`];
  const [out, errors] = [openSync(stdout, 'a+'), openSync(stderr, 'a+')];
  const child = spawn(process.execPath, ['--expose-gc', runtime, 'serve', bundle], {
    env,
    stdio: ['ignore', out, errors, 'ipc'],
  });
  return {
    play: (calls) => ask<Round>(child, { calls }),
    heapBytes: async () => (await ask<Heap>(child, { heap: true })).heapBytes,
    takeOutput() {
      const text = readFileSync(stdout, 'utf8');
      ftruncateSync(out);
      ftruncateSync(errors);
      return text;
    },
    stop() {
      child.kill();
      closeSync(out);
      closeSync(errors);
    },
  };
}

/** Sends a message to a child and waits for its answer; an error if it ends instead. */
export function ask<Answer>(child: ChildProcess, request: Request | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`'${child.spawnargs.join(' ')}' ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer as Answer);
    });
    child.send(request);
  });
}
