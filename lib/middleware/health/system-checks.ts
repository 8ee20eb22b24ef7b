import { type CheckOptions, check, demand, type HealthCheck } from './check';

/** From which share of what there is on a check is degraded or unhealthy. */
export interface UsageCheckOptions extends Omit<CheckOptions, 'kind'> {
  /** Degraded above this part of what there is (0 to 1). @default 0.8 */
  readonly degradedAbove?: number;
  /** Unhealthy above this part (0 to 1). @default 0.95 */
  readonly unhealthyAbove?: number;
}

/** How much memory there is, and how much of it may be used. */
export interface MemoryCheckOptions extends UsageCheckOptions {
  /** @default 'memory' */
  readonly name?: string;
  /** What there is. @default - the memory of the Lambda function, else of the container, else of the machine */
  readonly limitBytes?: number;
}

/** Which disk is looked at, and how full it may be. */
export interface DiskCheckOptions extends UsageCheckOptions {
  /** @default 'disk' */
  readonly name?: string;
  /** A directory of the file system that is looked at. @default '/tmp' - all that Lambda lets a function write to */
  readonly path?: string;
}

/** How much of its memory the process fills (resident set). */
export function memoryCheck(options: MemoryCheckOptions = {}): HealthCheck {
  const { name = 'memory', limitBytes, degradedAbove, unhealthyAbove, ...rest } = options;
  const rate = ratingOf(name, degradedAbove, unhealthyAbove);
  demand(name, limitBytes === undefined || limitBytes > 0, 'limitBytes', limitBytes, 'more than 0');
  const probe = () => {
    const limit = limitBytes ?? memoryLimit();
    return limit ? rate(process.memoryUsage.rss(), limit) : 'unknown';
  };
  return check(name, probe, { ...rest, kind: 'memory' });
}

/** How full the file system is that a path lies on. */
export function diskCheck(options: DiskCheckOptions = {}): HealthCheck {
  const { name = 'disk', path = '/tmp', degradedAbove, unhealthyAbove, ...rest } = options;
  const rate = ratingOf(name, degradedAbove, unhealthyAbove);
  const probe = async () => {
    const files = process.getBuiltinModule?.('node:fs');
    if (!files) return 'unknown';
    const { blocks, bavail, bsize } = await files.promises.statfs(path);
    return rate((blocks - bavail) * bsize, blocks * bsize);
  };
  return check(name, probe, { ...rest, kind: 'disk' });
}

function ratingOf(name: string, degradedAbove = 0.8, unhealthyAbove = 0.95) {
  const fits = degradedAbove >= 0 && unhealthyAbove >= degradedAbove && unhealthyAbove <= 1;
  const got = `${degradedAbove} and ${unhealthyAbove}`;
  demand(name, fits, 'degradedAbove and unhealthyAbove', got, 'between 0 and 1, in this order');
  return (usedBytes: number, limitBytes: number) => {
    const used = usedBytes / limitBytes;
    const status = used > unhealthyAbove ? 'unhealthy' : used > degradedAbove ? 'degraded' : 'healthy';
    return { status, details: { usedPercent: Math.round(used * 1000) / 10, usedBytes, limitBytes } };
  };
}

/** A container without a limit answers 0, or a number larger than any machine. */
function memoryLimit(): number | undefined {
  const lambdaBytes = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * 1_048_576;
  if (lambdaBytes > 0) return lambdaBytes;
  const machine = process.getBuiltinModule?.('node:os').totalmem();
  const container = process.constrainedMemory?.();
  return container && machine && container < machine ? container : machine;
}
