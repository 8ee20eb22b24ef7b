import { tellSlow } from '../../view/traces/slow';
import { parseOptions } from '../options';
import { UsageError } from '../usage-error';
import { chosenReport, REPORT_HELP, REPORT_OPTIONS } from './report';
import { printJson, refuseMore, viewOptions } from './show';
import type { TraceSources } from './sources';

export const SLOW_HELP = `Usage: sightline traces slow [options]

What requests wait for (self time on the critical path), operations with percentiles, what the
last deploys did to them, and the slowest traces.

  --memory MB       tell what a million requests cost on functions of that size (arm64)
${REPORT_HELP}`;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEMORY = { least: 128, most: 10_240 } as const;

export async function slowCommand(args: readonly string[], sources: TraceSources): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...REPORT_OPTIONS, memory: { type: 'string' } });
  if (values.help) {
    process.stdout.write(SLOW_HELP);
    return 0;
  }
  refuseMore(positionals);
  const memoryMb = values.memory === undefined ? undefined : memoryOf(values.memory);
  const report = await chosenReport(values, sources);
  if (values.json) printJson(report);
  else process.stdout.write(tellSlow(report, { ...viewOptions(), ...(memoryMb !== undefined && { memoryMb }) }));
  return 0;
}

function memoryOf(text: string): number {
  const mb = Number(text);
  if (Number.isInteger(mb) && mb >= MEMORY.least && mb <= MEMORY.most) return mb;
  throw new UsageError(`--memory must be whole MB from ${MEMORY.least} to ${MEMORY.most}, got '${text}'`);
}
