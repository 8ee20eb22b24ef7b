/**
 * The protocol of runs under a hostile scheduler: events told again and out of order, every call of a port waits for its
 * turn and may crash before or after it, and somebody approves, asks and throws the switch meanwhile.
 */
import fc from 'fast-check';
import type { AutomationConfig } from '../../lib/core/config';
import { incidentEvent } from '../../lib/core/incident/incident-event';
import { randomNumbers } from '../../lib/core/random';
import type { Run } from '../../lib/core/runbook/run';
import { runRunbook } from '../../lib/workflow/run-runbook';
import { busMessage, createRunWorld, LAMBDA, MINUTE, type RunWorld, recordOf, runbookOf } from './run-runbook-world';

interface Story {
  readonly seed: number;
  readonly crashes: number;
  readonly kind: AutomationConfig['kind'];
  readonly destructive: boolean;
  readonly approvals: number;
  readonly requests: number;
  /** The switch is thrown after so many deliveries, and back after as many again. */
  readonly offAfter?: number;
  readonly reopens: boolean;
  /** Of starts that the service takes. */
  readonly lostStarts: number;
  readonly ends: 'succeeded' | 'failed' | 'never';
}

const story: fc.Arbitrary<Story> = fc.record({
  seed: fc.integer(),
  crashes: fc.constantFrom(0, 0.02, 0.1),
  kind: fc.constantFrom('ssm', 'stepFunctions', 'lambda'),
  destructive: fc.boolean(),
  approvals: fc.nat(2),
  requests: fc.nat(2),
  offAfter: fc.option(fc.nat(12), { nil: undefined }),
  reopens: fc.boolean(),
  lostStarts: fc.constantFrom(0, 0.3),
  ends: fc.constantFrom('succeeded', 'failed', 'never'),
});

class Crash extends Error {}

interface Ending {
  readonly world: RunWorld;
  readonly violations: string[];
  readonly starts: number;
}

async function play({ seed, crashes, ...told }: Story): Promise<Ending> {
  const random = randomNumbers(seed);
  const turns = new Turns(random);
  const automation = { ...(told.kind === 'lambda' ? LAMBDA : { kind: told.kind }), destructive: told.destructive };
  const world = createRunWorld(runbookOf('mend', automation));
  const violations: string[] = [];
  const starts: { readonly runId: string; readonly atMs: number }[] = [];
  let fragility = crashes;
  const crash = (where: string) => {
    if (random() < fragility) throw new Crash(where);
  };
  const fragile = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          await turns.next();
          crash(`before ${String(name)}`);
          const answer = await method.apply(target, given);
          crash(`after ${String(name)}`);
          await turns.next();
          return answer;
        };
      },
    });
  const noteStart = (runId: string) => {
    const [id = '', generation] = runId.split('/');
    const timeline = world.memory.items().filter(({ sk }) => sk.startsWith('TL#'));
    const approved = timeline.some(
      ({ kind, run, incidentId }) =>
        kind === 'approved' && incidentId === id && String((run as { gen: number }).gen) === generation,
    );
    if (world.config.runbooksOff) violations.push(`${runId} was started although the switch is off`);
    if (told.destructive && !approved) violations.push(`${runId} was started without approval`);
    if (told.kind === 'lambda' && starts.some((one) => one.runId === runId)) violations.push(`${runId} started twice`);
    const near = starts.find((one) => one.runId !== runId && world.ports.clock.now() - one.atMs < 30 * MINUTE);
    if (near) violations.push(`${runId} was started within the cooldown of ${near.runId}`);
    starts.push({ runId, atMs: world.ports.clock.now() });
  };
  const run = runRunbook({
    ...world.runPorts,
    store: fragile(world.ports.store),
    runs: fragile(world.memory),
    // Atomic with the look at the switch before it: what happens in between nobody could prevent.
    automations: {
      start: async ({ runId }) => {
        crash('before start');
        noteStart(runId);
        if (random() < told.lostStarts) throw new Crash('its answer is lost');
        crash('after start');
        await turns.next();
        return { status: 'started', executionId: runId };
      },
      status: async () =>
        told.ends === 'never' ? { status: 'running' } : { status: told.ends, reason: 'so it ended' },
      stop: async () => undefined,
    },
    polls: fragile(world.runPorts.polls),
    random,
    clock: { now: () => world.ports.clock.now(), sleep: () => turns.next() },
  });
  const queue: unknown[] = [];
  let heard = 0;
  const hear = async () => {
    const { id } = await world.incident();
    const timeline = await world.memory.readTimeline(id);
    const incident = await world.incident();
    for (const entry of timeline.slice(heard)) {
      const times = 1 + Math.floor(random() * 3);
      for (let count = 0; count < times; count += 1) queue.push(busMessage(incidentEvent(incident, entry)));
    }
    heard = timeline.length;
  };
  const round = async () => {
    await hear();
    queue.push(...world.polls.splice(0));
    const batch = queue.splice(0).sort(() => random() - 0.5);
    const results = batch.map(async (body) => {
      const { batchItemFailures } = await run(recordOf(body));
      if (batchItemFailures.length > 0) queue.push(body);
    });
    await turns.runUntil(Promise.all(results));
  };
  await world.alarm('ALARM', 0);
  for (let rounds = 0; rounds < 14; rounds += 1) {
    if (told.offAfter !== undefined) {
      const off = rounds >= told.offAfter && rounds < 2 * told.offAfter;
      // Thrown in the middle of things.
      turns.after(Math.floor(random() * 20), () => {
        world.config = { ...world.config, runbooksOff: off };
      });
    }
    if (rounds > 0 && rounds <= told.approvals) await world.command({ action: 'approve', runbook: 'mend' });
    if (rounds > 2 && rounds <= 2 + told.requests) await world.command({ action: 'run', runbook: 'mend' });
    if (told.reopens && rounds === 6) await world.alarm('OK', 3 * MINUTE);
    if (told.reopens && rounds === 7) await world.alarm('ALARM', 4 * MINUTE);
    await round();
    world.pass(30_000);
  }
  // Then nothing crashes any more, and the time goes by.
  fragility = 0;
  for (let rounds = 0; rounds < 60; rounds += 1) {
    world.pass(MINUTE);
    await round();
  }
  for (const one of world.runs()) {
    // What nobody approved, and what was proposed in a round that was over before it began.
    const isPast = one.generation < (await world.incident()).generation;
    const waits = one.state === 'proposed' && (isPast || (told.destructive && !one.approved));
    if (!isOver(one) && !waits) violations.push(`the run of generation ${one.generation} is ${one.state} for ever`);
  }
  return { world, violations, starts: starts.length };
}

/** Nothing more happens to it. */
function isOver({ state }: Run): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'timed-out' || state === 'skipped';
}

/** Callers wait in a pool; one at random goes on at a time. */
class Turns {
  private readonly waiting: (() => void)[] = [];
  private later: { turns: number; act: () => void } | undefined;

  constructor(private readonly random: () => number) {}

  next(): Promise<void> {
    return new Promise((go) => this.waiting.push(go));
  }

  after(turns: number, act: () => void): void {
    this.later?.act();
    this.later = { turns, act };
  }

  async runUntil(work: Promise<unknown>): Promise<void> {
    let done = false;
    const finished = work.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((settled) => setImmediate(settled));
      if (this.later && this.later.turns-- <= 0) {
        this.later.act();
        this.later = undefined;
      }
      const [go] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      go?.();
    }
    await finished;
    this.later?.act();
    this.later = undefined;
  }
}

test('starts once at most, never without approval, never while switched off, never within a cooldown', async () => {
  let played = 0;
  let starts = 0;
  await fc.assert(
    fc.asyncProperty(story, async (given) => {
      const ending = await play(given);
      played += 1;
      starts += ending.starts;
      expect(ending.violations).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNBOOK_STORIES ?? 150) },
  );
  // The stories are about something.
  expect(starts).toBeGreaterThan(played / 4);
}, 120_000);
