import type { TraceViewOptions } from '../../view/traces/words';
import { painter } from '../painter';
import { UsageError } from '../usage-error';

const WIDTH = 120;

export function viewOptions(): TraceViewOptions {
  return { paint: painter(process.stdout), width: Math.min(process.stdout.columns ?? WIDTH, WIDTH) };
}

export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

export function refuseMore(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new UsageError(`nothing is expected here, got '${positionals[0]}'`);
}
