/**
 * `npm run soak -- [--signals N] [--alarms N] [--minutes M] [--seed S] [--engine memory|dynamodb] [--json]`: days of
 * alarms through the workflows of a hub in virtual time, while everything around them fails now and then. It ends with
 * exit code 1 if an alarm, an incident or a message was lost, somebody was paged twice, or the heap grew. After
 * `--minutes` it stops early. With `--json` the last line is one JSON object.
 */
import { parseArgs } from 'node:util';
import { table } from './measure';
import { type SoakOptions, type SoakResult, soak } from './soak/soak';

/** On DynamoDB Local each call is a request, and a sweep each minute makes five. */
const SIGNALS = { memory: 60_000, dynamodb: 500 } as const;

/** Of the heap, from 25 % of the signals to all of them. */
const MOST_GROWTH_PERCENT = 25;

main().catch((error: Error) => {
  process.stderr.write(`soak: ${error.message}\n`);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      signals: { type: 'string' },
      alarms: { type: 'string' },
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string', default: '1' },
      engine: { type: 'string', default: 'memory' },
      json: { type: 'boolean', default: false },
    },
  });
  const { engine } = values;
  if (engine !== 'memory' && engine !== 'dynamodb')
    throw new Error(`--engine must be memory or dynamodb, got '${engine}'`);
  const options: SoakOptions = {
    signals: wholeNumber('signals', values.signals ?? String(SIGNALS[engine])),
    seed: wholeNumber('seed', values.seed),
    alarms: values.alarms === undefined ? undefined : wholeNumber('alarms', values.alarms),
    maxMs: wholeNumber('minutes', values.minutes) * 60_000,
  };
  const result = engine === 'memory' ? await soak(options) : await soakDynamoDb(options);
  if ('skipped' in result) {
    process.stdout.write(`soak ${result.skipped}\n`);
    return;
  }
  process.stdout.write(told(result, options.seed));
  if (values.json) process.stdout.write(`${JSON.stringify(inShort(result))}\n`);
  if (brokenOf(result).length > 0) process.exitCode = 1;
}

/** The SDK is loaded only where it is needed. */
async function soakDynamoDb(options: SoakOptions) {
  const { onDynamoDbLocal } = await import('./soak/dynamodb-local.js');
  return onDynamoDbLocal((open) => soak({ ...options, open }));
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 on, got '${text}'`);
  return Number(text);
}

function told(result: SoakResult, seed: number): string {
  const { met, heap } = result;
  const rows: [string, string][] = [
    ['seed', String(seed)],
    ['signals', `${result.signals} of ${result.alarms} alarms in ${result.virtualDays.toFixed(1)} simulated days`],
    ['incidents', String(result.incidents)],
    ['messages', `${result.messages}, ${result.pages} of them pages`],
    ['met on the way', `${met.conflicts} conflicts, ${met.throttled} throttled calls, ${met.crashed} crashes`],
    ['dead letters', `${result.redriven}, moved back after an hour`],
    ...heap.map(({ share, bytes, items }): [string, string] => [
      `heap at ${100 * share} %`,
      `${(bytes / 1e6).toFixed(1)} MB with ${items} items stored`,
    ]),
    ['lost', String(result.lost)],
    ['paged twice', String(result.doublePages)],
    ['time', `${result.seconds.toFixed(0)} s, ${inShort(result).signalsPerSecond} signals a second`],
  ];
  const early = result.stoppedEarly ? 'It was stopped early: --minutes are over.\n' : '';
  const broken = brokenOf(result)
    .map((words) => `broken: ${words}\n`)
    .join('');
  return `${table(['what', 'how much'], rows)}${early}${broken}`;
}

function brokenOf(result: SoakResult): string[] {
  const { heapGrowthPercent: grown } = inShort(result);
  const leak = `the heap grew by ${grown} % after a quarter of the signals, at most ${MOST_GROWTH_PERCENT} % are noise`;
  return [...result.violations, ...(grown !== null && grown > MOST_GROWTH_PERCENT ? [leak] : [])];
}

function inShort(result: SoakResult) {
  const { signals, alarms, incidents, pages, lost, doublePages, met, heap, seconds } = result;
  const [first, last] = [heap[0], heap.at(-1)];
  return {
    ...{ signals, alarms, incidents, pages, lost, doublePages },
    heapGrowthPercent: first && last ? Number((100 * (last.bytes / first.bytes - 1)).toFixed(1)) : null,
    signalsPerSecond: Math.round(signals / seconds),
    conflicts: met.conflicts,
    seconds: Math.round(seconds),
  };
}
