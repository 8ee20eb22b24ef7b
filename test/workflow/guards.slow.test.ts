/**
 * Takes each guard of the incident protocol away, one at a time, and plays stories until one of its promises is broken:
 * a guard that could go without anybody noticing would be no guard, or the stories would not look hard enough.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import type * as Stories from './random-stories';

const ROOT = join(__dirname, '..', '..');
/** Stories until a guard must have been missed. */
const MOST_STORIES = 4_000;

interface Guard {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const SIGNAL = 'lib/core/incident/decide-signal.ts';
const TIMER = 'lib/core/incident/decide-timer.ts';
const COMMAND = 'lib/core/incident/decide-command.ts';
const WRITE = 'lib/core/incident/table-write.ts';
const DRAFT = 'lib/core/incident/draft.ts';
const CARRY_OUT = 'lib/workflow/carry-out.ts';

const GUARDS: readonly Guard[] = [
  {
    what: 'a member goes only forwards',
    file: SIGNAL,
    from: 'signal.timestampMs < watermark.ms',
    to: 'false',
  },
  {
    what: 'an OK that comes before its ALARM leaves a mark',
    file: SIGNAL,
    from: "return written('recorded', seen);",
    to: "return written('recorded', state);",
  },
  {
    what: 'an incident resolves only with its last alarm',
    file: SIGNAL,
    from: 'seen.lock.alarming > 0 ||',
    to: '',
  },
  {
    what: 'one incident of a group is open',
    file: SIGNAL,
    from: 'if (lock.openId !== undefined && incident) return join(',
    to: 'if (false as boolean && incident) return join(',
  },
  {
    what: 'what is told is told of its end',
    file: 'lib/core/incident/owed.ts',
    from: 'const told = [...new Set([...incident.told, ...channels])];',
    to: 'const told = incident.told;',
  },
  {
    what: 'an incident that came back and stays pages',
    file: 'lib/core/incident/generations.ts',
    from: "timers: [timer(incident, 'lasting', 0, nowMs + LASTING_MS)]",
    to: 'timers: []',
  },
  { what: 'the lock is written on its version', file: WRITE, from: "follows('ver', lock.version)", to: "'any'" },
  { what: 'the incident is written on its version', file: WRITE, from: "follows('v', incident.version)", to: "'any'" },
  {
    what: 'messages are owed in the transaction that decides them',
    file: DRAFT,
    from: 'outbox: this.outbox,',
    to: 'outbox: this.outbox.filter(() => (this.timeline.length + this.stored.lock.version) % 3 > 0),',
  },
  {
    what: 'a message is sent by whoever holds its lease',
    file: WRITE,
    from: "{ attribute: 'lease', is: '<=', value: nowMs },",
    to: '',
  },
  {
    what: 'a message that was sent is done',
    file: WRITE,
    from: "{ attribute: 'st', is: '=', value: 'pending' },\n      { attribute: 'dueAt'",
    to: "{ attribute: 'dueAt'",
  },
  {
    what: 'a timer belongs to its generation',
    file: TIMER,
    from: '|| incident.generation !== due.generation',
    to: '',
  },
  {
    what: 'a timer of an incident that is over does nothing',
    file: TIMER,
    from: 'if (!isOpen(incident.status)) return done;',
    to: '',
  },
  {
    what: 'the escalation ends with the acknowledgement',
    file: TIMER,
    from: "return incident.status === 'triggered' && due.level === incident.level + 1",
    to: 'return due.level === incident.level + 1',
  },
  {
    what: 'a timer fires when it is due',
    file: 'lib/workflow/escalate.ts',
    from: 'if (!due || due.dueMs > nowMs)',
    to: 'if (!due)',
  },
  {
    what: 'a timer that fired is gone',
    file: DRAFT,
    from: 'doneTimers: [...this.done.values()]',
    to: 'doneTimers: []',
  },
  {
    what: 'the next level has a timer before this one is told',
    file: 'lib/core/incident/owed.ts',
    from: 'timers: nextLevel(incident, moment.nowMs),',
    to: 'timers: [],',
  },
  {
    what: 'acknowledging never opens what is over',
    file: COMMAND,
    from: "if (!isOpen(incident.status)) return { action: 'ignore', why: 'already resolved' };\n  const by",
    to: 'const by',
  },
  {
    what: 'a command is done once',
    file: CARRY_OUT,
    from: "if (await ports.store.isUsed(once.id)) return settled({ result: 'used', incident });",
    to: '',
  },
];

test.each(GUARDS)(
  'without it: $what',
  async (guard) => {
    const stories = await bundle(guard);
    const found = await stories.firstViolation(MOST_STORIES);
    expect(found).toBeDefined();
  },
  300_000,
);

test('with all of them nothing is broken', async () => {
  const stories = await bundle();
  expect(await stories.firstViolation(200)).toBeUndefined();
});

/** The stories on the source with one guard taken away. @throws where the guard is no longer where it was */
async function bundle(guard?: Guard): Promise<typeof Stories> {
  const options: BuildOptions = {
    entryPoints: [join(__dirname, 'random-stories.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [
      {
        name: 'take-away',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const source = readFileSync(path, 'utf8');
            if (!guard || relative(ROOT, path) !== guard.file) return { contents: source, loader: 'ts' };
            if (source.split(guard.from).length !== 2) {
              throw new Error(`${guard.file} must have the guard once: ${guard.from}`);
            }
            return { contents: source.replace(guard.from, guard.to), loader: 'ts' };
          });
        },
      },
    ],
  };
  const { outputFiles } = await build(options);
  const module = { exports: {} as typeof Stories };
  new Function('module', 'exports', 'require', outputFiles?.[0]?.text ?? '')(module, module.exports, require);
  return module.exports;
}
