import fc from 'fast-check';
import { readDeploy } from '../../../lib/core/signal/deploy-event';

const TIME = '2026-03-02T09:15:07Z';
const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/CheckoutProd/1234-abcd';

function stackEvent(status: string, changes: object = {}): Record<string, unknown> {
  return {
    id: 'event-1',
    'detail-type': 'CloudFormation Stack Status Change',
    source: 'aws.cloudformation',
    time: TIME,
    detail: { 'stack-id': STACK_ID, 'status-details': { status, 'status-reason': '' } },
    ...changes,
  };
}

function codeDeployEvent(detail: object): Record<string, unknown> {
  return {
    id: 'event-2',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    source: 'aws.codedeploy',
    time: TIME,
    detail: { application: 'checkout', deploymentId: 'd-1', ...detail },
  };
}

test.each([
  ['CREATE_COMPLETE', 'succeeded'],
  ['UPDATE_COMPLETE', 'succeeded'],
  ['UPDATE_ROLLBACK_COMPLETE', 'rolled back'],
])('a stack in %s is a deploy that %s', (status, outcome) => {
  expect(readDeploy(stackEvent(status))).toEqual({
    target: 'CheckoutProd',
    kind: 'stack',
    outcome,
    timestampMs: Date.UTC(2026, 2, 2, 9, 15, 7),
    id: 'event-1',
  });
});

test('a CodeDeploy deployment counts once it succeeded', () => {
  expect(readDeploy(codeDeployEvent({ state: 'SUCCESS' }))).toEqual({
    target: 'checkout',
    kind: 'application',
    outcome: 'succeeded',
    timestampMs: Date.UTC(2026, 2, 2, 9, 15, 7),
    id: 'event-2',
  });
});

test.each<[string, Record<string, unknown>]>([
  ['a stack under way', stackEvent('UPDATE_IN_PROGRESS')],
  ['a stack that is cleaning up', stackEvent('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')],
  ['a deleted stack', stackEvent('DELETE_COMPLETE')],
  ['a status inherited from objects', stackEvent('constructor')],
  ['a stack without status', stackEvent('', { detail: { 'stack-id': STACK_ID } })],
  ['a stack without id', stackEvent('', { detail: { 'status-details': { status: 'UPDATE_COMPLETE' } } })],
  ['an event without detail', stackEvent('UPDATE_COMPLETE', { detail: undefined })],
  ['a detail of null', stackEvent('UPDATE_COMPLETE', { detail: null })],
  ['an event without time', stackEvent('UPDATE_COMPLETE', { time: undefined })],
  ['a time before all times', stackEvent('UPDATE_COMPLETE', { time: '1960-01-01T00:00:00Z' })],
  ['a time after all times', stackEvent('UPDATE_COMPLETE', { time: '+275760-09-13T00:00:00.000Z' })],
  ['a time that is none', stackEvent('UPDATE_COMPLETE', { time: 'yesterday' })],
  ['a started deployment', codeDeployEvent({ state: 'START' })],
  ['a failed deployment', codeDeployEvent({ state: 'FAILURE' })],
  ['a deployment of no application', codeDeployEvent({ state: 'SUCCESS', application: undefined })],
  ['an event whose id and time are no texts', stackEvent('UPDATE_COMPLETE', { id: [{ toString: 1 }], time: {} })],
  ['another source', { ...stackEvent('UPDATE_COMPLETE'), source: 'aws.ec2' }],
])('%s is no deploy', (_, event) => {
  expect(readDeploy(event)).toBeUndefined();
});

test('whatever an event holds, reading does not throw', () => {
  const source = fc.constantFrom('aws.cloudformation', 'aws.codedeploy');
  const status = fc.oneof(fc.jsonValue(), fc.constant({ status: 'UPDATE_COMPLETE' }));
  const detail = fc.oneof(
    fc.jsonValue(),
    fc.record({
      'stack-id': fc.oneof(fc.jsonValue(), fc.constant(STACK_ID)),
      'status-details': status,
      state: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(fc.record({ source, time: fc.constant(TIME), id: fc.jsonValue(), detail }), (event) => {
      const deploy = readDeploy(event);
      expect(deploy === undefined || deploy.target !== '').toBe(true);
    }),
  );
});
