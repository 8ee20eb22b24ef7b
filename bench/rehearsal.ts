/**
 * Rehearsal against `promtool test rules` (Debian package `prometheus`): the same ten threshold rules over the same seven
 * days of one-minute data, both as whole processes from input file to verdict, and rehearsal also in process. With
 * `--json` the last line is one JSON object.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../lib/core/random';
import { rehearse } from '../lib/rehearsal/rehearsal';
import { medianMs, ratio, table } from './measure';

const RULES = 10;
const DAYS = 7;
const LONG_FACTOR = 10;
const MINUTES_A_DAY = 1_440;
const PROCESS_RUNS = 3;
const IN_PROCESS_RUNS = 9;
const THRESHOLD = 80;
/** Every rule fires once, three minutes into this stretch, far into the data. */
const HIGH = { from: 9_000, length: 30 };

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const root = join(__dirname, '..');
const directory = mkdtempSync(join(tmpdir(), 'sightline-bench-'));

main()
  .catch((error: Error) => {
    process.stderr.write(`bench:rehearsal: ${error.message}\n`);
    process.exitCode = 1;
  })
  .finally(() => rmSync(directory, { recursive: true, force: true }));

async function main(): Promise<void> {
  const peer = writePromtool(DAYS);
  const ours = writeScenario(DAYS);
  const long = writeScenario(DAYS * LONG_FACTOR);
  const promtoolMs = await medianMs(PROCESS_RUNS, () => run('promtool', ['test', 'rules', peer]));
  const command = join(root, 'dist', 'cjs', 'bin', 'sightline.js');
  if (!existsSync(command)) throw new Error("dist/ is missing; run 'npm run build' first");
  const args = [command, 'rehearse', ours, '--alone', '--out', join(directory, 'page.html')];
  const processMs = await medianMs(PROCESS_RUNS, () => run(process.execPath, args));
  const inProcessMs = await medianMs(IN_PROCESS_RUNS, () => play(ours));
  const longMs = await medianMs(IN_PROCESS_RUNS, () => play(long));
  const alarmMinutes = RULES * DAYS * MINUTES_A_DAY;
  const results = {
    speedupOverPromtool: ratio(promtoolMs, inProcessMs),
    speedupOverPromtoolAsProcess: ratio(promtoolMs, processMs),
    alarmMinutesPerSecond: Math.round((alarmMinutes / inProcessMs) * 1_000),
    growth: ratio(longMs, LONG_FACTOR * inProcessMs),
  };
  process.stdout.write(
    table(
      [`${RULES} rules x ${DAYS} days of one-minute data`, 'median', 'promtool takes'],
      [
        ['promtool test rules, whole process', `${Math.round(promtoolMs)} ms`, '1 x'],
        [
          'sightline rehearse, whole process',
          `${Math.round(processMs)} ms`,
          `${results.speedupOverPromtoolAsProcess} x`,
        ],
        ['rehearse().play(), in process, warm', `${Math.round(inProcessMs)} ms`, `${results.speedupOverPromtool} x`],
        [`the same, ${DAYS * LONG_FACTOR} days`, `${Math.round(longMs)} ms`, `growth ${results.growth}`],
      ],
    ),
  );
  if (options.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

async function play(file: string): Promise<void> {
  const { verdict } = await rehearse().play(file);
  if (verdict !== 'passed') throw new Error(`the rehearsal of ${file} did not come out as promtool's: ${verdict}`);
}

/** A failing verdict is an error: both sides must come to the same. */
function run(command: string, args: readonly string[]): void {
  try {
    execFileSync(command, [...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, stderr, stdout } = error as { code?: string; stderr?: Buffer; stdout?: Buffer };
    if (code === 'ENOENT') throw new Error(`'${command}' is not there; it comes with the Debian package prometheus`);
    throw new Error(`${command} failed: ${stderr?.toString()}${stdout?.toString()}`);
  }
}

/** The values of one rule's metric, one a minute: noise below the threshold, and one high stretch. */
function valuesOf(rule: number, days: number): string {
  const random = randomNumbers(rule + 1);
  return Array.from({ length: days * MINUTES_A_DAY }, (_, minute) => {
    const high = minute >= HIGH.from && minute < HIGH.from + HIGH.length;
    return String(Math.round((high ? THRESHOLD + 5 : 40) + 30 * random() - (high ? 0 : 10)));
  }).join(' ');
}

function writeScenario(days: number): string {
  const file = join(directory, `rules-${days}d.scenario`);
  const lines = Array.from({ length: RULES }, (_, rule) => [
    `alarm rule-${rule} Bench/Metric${rule} Maximum > ${THRESHOLD} in 3 of 3 x 1m`,
    `series Bench/Metric${rule} ${valuesOf(rule, days)}`,
    `expect alarm rule-${rule} by ${HIGH.from + 4}m`,
    `expect state rule-${rule} OK at ${HIGH.from}m`,
    `expect state rule-${rule} ALARM at ${HIGH.from + 5}m`,
  ]);
  writeFileSync(file, ['scenario Ten threshold rules', ...lines.flat(), ''].join('\n'));
  return file;
}

function writePromtool(days: number): string {
  const names = Array.from({ length: RULES }, (_, rule) => `Rule${rule}`);
  const rules = names.map((name, rule) => `  - alert: ${name}\n    expr: metric_${rule} > ${THRESHOLD}\n    for: 2m\n`);
  writeFileSync(join(directory, 'rules.yml'), `groups:\n- name: bench\n  rules:\n${rules.join('')}`);
  const series = names.map((_, rule) => `  - series: metric_${rule}\n    values: '${valuesOf(rule, days)}'\n`);
  const firing = (at: number, expected: boolean) =>
    names.map(
      (name) =>
        `  - eval_time: ${at}m\n    alertname: ${name}\n    exp_alerts:${expected ? '\n    - exp_labels: {}\n' : ' []\n'}`,
    );
  const tests = [
    ...firing(HIGH.from - 1, false),
    ...firing(HIGH.from + 5, true),
    ...firing(days * MINUTES_A_DAY - 1, false),
  ];
  const file = join(directory, 'test.yml');
  writeFileSync(
    file,
    `rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n${series.join('')}  alert_rule_test:\n${tests.join('')}`,
  );
  return file;
}
