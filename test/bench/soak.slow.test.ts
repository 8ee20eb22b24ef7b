/** A small soak holds what the hub promises; and one with a workflow that is broken says so. */
import { WORKFLOWS, type Workflows } from '../../bench/soak/hub';
import { type SoakResult, soak } from '../../bench/soak/soak';
import { outboxKey } from '../../lib/core/incident/notification';
import type { IncidentStore, TopicPort } from '../../lib/workflow/ports';

/** Two services for half a day. */
const SMALL = { signals: 300, alarms: 20, seed: 7 } as const;

function broken(workflows: Partial<Workflows>): Promise<SoakResult> {
  return soak({ ...SMALL, workflows: { ...WORKFLOWS, ...workflows } });
}

test('2,000 signals lose nothing and page nobody twice, whatever fails around them', async () => {
  const result = await soak({ signals: 2_000, alarms: 100, seed: 3 });
  expect(result.violations).toEqual([]);
  expect(result).toMatchObject({ signals: 2_000, alarms: 100, lost: 0, doublePages: 0, stoppedEarly: false });
  expect(result.heap.map(({ share }) => share)).toEqual([0.25, 0.5, 1]);
  // It met what it says it meets.
  expect(Math.min(result.incidents, result.pages)).toBeGreaterThan(50);
  expect(Math.min(result.met.conflicts, result.met.throttled, result.met.crashed)).toBeGreaterThan(5);
});

test('the same seed plays the same soak', async () => {
  const { seconds, heap, ...first } = await soak({ ...SMALL, signals: 100 });
  const { seconds: _, heap: __, ...second } = await soak({ ...SMALL, signals: 100 });
  expect(second).toEqual(first);
});

test('a message in twenty that SNS never got is noticed', async () => {
  let count = 0;
  const dropping = (topics: TopicPort): TopicPort => ({
    publish: async (arn, message) => {
      count += 1;
      return count % 20 === 0 ? 'dropped' : topics.publish(arn, message);
    },
  });
  const { lost, violations } = await broken({
    notify: (ports) => WORKFLOWS.notify({ ...ports, topics: dropping(ports.topics) }),
  });
  expect(lost).toBeGreaterThan(0);
  expect(violations[0]).toMatch(/^lost: .+ is sent$/);
});

test('a page that goes out twice under one lease is noticed', async () => {
  const { doublePages, violations } = await broken({
    notify: (ports) =>
      WORKFLOWS.notify({
        ...ports,
        providers: { send: async (request) => ports.providers.send(request).then(() => ports.providers.send(request)) },
      }),
  });
  expect(doublePages).toBeGreaterThan(0);
  expect(violations.filter((words) => words.startsWith('paged twice: '))).not.toEqual([]);
});

test('a lease that holds nobody off is noticed', async () => {
  const held =
    (store: IncidentStore): IncidentStore['lease'] =>
    async (ref, ...times) => {
      const items = await store.listOutbox(ref.incidentId);
      return (await store.lease(ref, ...times)) ?? items.find((item) => outboxKey(item) === outboxKey(ref));
    };
  const { doublePages } = await broken({
    notify: (ports) => {
      const { store } = ports;
      const lax = new Proxy(store, {
        get: (target, name) => (name === 'lease' ? held(store) : Reflect.get(target, name)),
      });
      const send = WORKFLOWS.notify({ ...ports, store: lax });
      return async (event) => (await Promise.all([send(event), send(event)]))[0];
    },
  });
  expect(doublePages).toBeGreaterThan(0);
});

test('two senders of one message do no harm', async () => {
  const { violations } = await broken({
    notify: (ports) => {
      const send = WORKFLOWS.notify(ports);
      return async (event) => {
        await Promise.allSettled([send(event), send(event)]);
        return send(event);
      };
    },
  });
  expect(violations).toEqual([]);
});

test('a signal in three that is dropped is noticed', async () => {
  let count = 0;
  const { lost, violations } = await broken({
    handleSignal: (ports) => {
      const handle = WORKFLOWS.handleSignal(ports);
      return async ({ Records }) => handle({ Records: Records.filter(() => ++count % 3 !== 0) });
    },
  });
  expect(lost).toBeGreaterThan(0);
  expect(violations.join('\n')).toMatch(/stored is|no incident is open|all is well/);
});

test('timers that never fire are noticed', async () => {
  const { violations } = await broken({ escalate: () => async () => ({ batchItemFailures: [] }) });
  expect(violations.join('\n')).toMatch(/^never fired: /m);
});

test('it ends early where it is told to, and says so', async () => {
  const result = await soak({ ...SMALL, signals: 1_000_000, maxMs: 0 });
  expect(result).toMatchObject({ stoppedEarly: true, lost: 0, doublePages: 0 });
  expect(result.signals).toBeLessThan(1_000);
});
