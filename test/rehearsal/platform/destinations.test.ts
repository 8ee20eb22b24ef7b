import { destinationsOf } from '../../../lib/rehearsal/platform/destinations';
import { closeWorlds, lambda, openWorld, queue, templatesOf } from '../support';

afterEach(closeWorlds);

const ACCOUNT = 'us-east-1:123456789012';

test.each<[string, string | undefined]>([
  [`arn:aws:sqs:${ACCOUNT}:Shop-Payments`, undefined],
  [`arn:aws:lambda:${ACCOUNT}:function:Shop-Charge`, undefined],
  [`arn:aws:lambda:${ACCOUNT}:function:Shop-Charge:live`, undefined],
  [`arn:aws:logs:${ACCOUNT}:log-group:Shop-Audit:*`, undefined],
  [`arn:aws:events:${ACCOUNT}:event-bus/default`, undefined],
  [
    `arn:aws:events:${ACCOUNT}:event-bus/other`,
    `arn:aws:events:${ACCOUNT}:event-bus/other: the templates do not have it`,
  ],
  [
    `arn:aws:events:${ACCOUNT}:api-destination/chat/1`,
    `arn:aws:events:${ACCOUNT}:api-destination/chat/1: no request leaves the rehearsal`,
  ],
  [`arn:aws:sqs:${ACCOUNT}:Elsewhere`, `arn:aws:sqs:${ACCOUNT}:Elsewhere: the templates do not have it`],
  [`arn:aws:sns:${ACCOUNT}:Alerts`, 'sns: only queues, functions, event buses, log groups are played'],
  [`arn:aws:states:${ACCOUNT}:stateMachine:x`, 'states: only queues, functions, event buses, log groups are played'],
  ['nonsense', 'nonsense: only queues, functions, event buses, log groups are played'],
])('of %s says why text for it cannot be played: %s', (arn, reason) => {
  const world = openWorld(templatesOf({ Payments: queue(), Charge: lambda(), Audit: { Type: 'AWS::Logs::LogGroup' } }));
  expect(destinationsOf(world).refusal(arn, ['sqs', 'lambda', 'events', 'logs'])).toBe(reason);
});

test('text goes to the service of the ARN, and nowhere where nobody takes it', () => {
  const world = openWorld(templatesOf({}));
  const taken: string[][] = [];
  destinationsOf(world).add('sqs', (...given) => taken.push(given));
  destinationsOf(world).deliver('arn:aws:sqs:x:y:a', 'one');
  destinationsOf(world).deliver('arn:aws:sns:x:y:b', 'two');
  destinationsOf(world).deliver('constructor', 'three');
  expect(taken).toEqual([['arn:aws:sqs:x:y:a', 'one']]);
});

test('every world has its own', () => {
  const first = openWorld(templatesOf({}));
  closeWorlds();
  expect(destinationsOf(openWorld(templatesOf({})))).not.toBe(destinationsOf(first));
});
