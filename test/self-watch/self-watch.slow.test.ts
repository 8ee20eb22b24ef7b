/** Sightline watches itself: every function, queue, table, topic and rule of its own has somebody who hears of its failure. */
import { Stack } from 'aws-cdk-lib';
import { type Shop, unwatchedApp, watchedApp } from '../../scripts/docs/every-construct';
import { ensureBundles } from '../constructs/template';
import { type Found, type OwnResources, ownResources, unwatched } from './own-resources';

/** Nobody is told of these, on purpose. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'render-widget': 'what fails is a picture, which says so to whoever looks at it',
};

let own: OwnResources;

beforeAll(() => {
  ensureBundles();
  const users = new Set(pathsOf(unwatchedApp().shop));
  const { app } = watchedApp();
  const stacks = app.node.findAll().filter((one): one is Stack => Stack.isStack(one) && !one.nestedStackParent);
  const parts = stacks.map((stack) => ownResources(stack, (path) => !users.has(path)));
  const join = (kind: keyof OwnResources) => parts.flatMap((part) => part[kind]);
  own = {
    ...{ functions: join('functions').filter(isWatched), queues: join('queues'), tables: join('tables') },
    ...{ topics: join('topics'), rules: join('rules'), mappings: join('mappings'), alarms: join('alarms') },
  };
});

function pathsOf({ stack }: Shop): string[] {
  return stack.node.findAll().map(({ node }) => node.path);
}

function isWatched({ workflow = '' }: Found): boolean {
  return !Object.hasOwn(ON_PURPOSE, workflow);
}

test('an app with every construct has nothing of its own that fails unheard', () => {
  expect(own.functions.length).toBeGreaterThan(12);
  expect(own.queues.length).toBeGreaterThan(8);
  expect(unwatched(own)).toEqual([]);
});

describe('somebody notices when it is not so any more:', () => {
  const without = (gone: (alarm: Found['properties']) => boolean) =>
    unwatched({ ...own, alarms: own.alarms.filter(({ properties }) => !gone(properties)) }).map((problem) =>
      problem.replace(/ \(.*?\)/, ''),
    );

  test.each([
    ['Errors', 'nobody hears when the function handle-signal fails'],
    ['Throttles', 'nobody hears when the function respond is throttled or does not run'],
    ['Invocations', 'nobody hears when the rule Hub/Incidents/Escalations/Sweep/Resource does not reach'],
    ['IteratorAge', undefined],
    [
      'ApproximateAgeOfOldestMessage',
      'nobody hears when messages wait in the queue Hub/Incidents/Signals/Queue/Resource',
    ],
    [
      'ApproximateNumberOfMessagesVisible',
      'nobody hears of dead letters in the queue Shop/Metrics/DeadLetters/Resource',
    ],
    ['WriteThrottleEvents', 'nobody hears when the table Hub/Incidents/Table/Resource throttles'],
    ['NumberOfNotificationsFailed', 'nobody hears when the topic Hub/Incidents/Fallback/Resource does not deliver'],
  ])('alarms on %s', (metric, problem) => {
    const problems = without(({ MetricName }) => MetricName === metric);
    // What a stream has not read is dead letters in the end.
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems).toContainEqual(expect.stringContaining(problem));
  });

  test('silences of judges', () => {
    expect(without(({ TreatMissingData }) => TreatMissingData === 'breaching')).toEqual(
      expect.arrayContaining([
        'nobody hears when the function check-health is throttled or does not run',
        'nobody hears when the function track-errors is throttled or does not run',
        'nobody hears when the function score-health fails',
      ]),
    );
  });
});

test('alarms of a hub speak by the fallback topic, and the one on that topic by the workflow', () => {
  const hubs = own.alarms.filter(({ path }) => path.startsWith('Hub/'));
  const silent = hubs.filter(({ properties }) => !JSON.stringify(properties.AlarmActions ?? '').includes('Fallback'));
  expect(silent.map(({ path }) => path)).toEqual(['Hub/Incidents/Watchdog/FallbackUndelivered']);
});
