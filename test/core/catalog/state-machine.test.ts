import fc from 'fast-check';
import type { CatalogEntry } from '../../../lib/core/catalog/entry';
import { EXPRESS_STATE_MACHINE } from '../../../lib/core/catalog/express-state-machine';
import { readProperties } from '../../../lib/core/catalog/properties';
import { STATE_MACHINE } from '../../../lib/core/catalog/state-machine';
import { stateMachineTimeout } from '../../../lib/core/catalog/state-machine-timeout';
import { sampleAlarms } from './sample';

const STATES = '"StartAt":"Pay","States":{"Pay":{"Type":"Task","TimeoutSeconds":30,"End":true,"Resource":"';
const KNOWN = { timeoutMs: 600_000, mayTimeOut: true };
const NONE = { mayTimeOut: false };
const UNKNOWN = { mayTimeOut: true };
const ARN = { 'Fn::GetAtt': ['Pay', 'Arn'] };

test.each([
  ['an object', { Definition: { TimeoutSeconds: 600, States: { Pay: { TimeoutSeconds: 30 } } } }, KNOWN],
  ['an object without', { Definition: { States: { Pay: { TimeoutSeconds: 30 } } } }, NONE],
  ['an object with a number known at deploy time', { Definition: { TimeoutSeconds: { Ref: 'T' } } }, UNKNOWN],
  ['text', { DefinitionString: `{${STATES}arn"}},"TimeoutSeconds":600}` }, KNOWN],
  ['text without', { DefinitionString: `{${STATES}arn"}}}` }, NONE],
  ['joined text, as CDK writes it', join(`{${STATES}`, ARN, '"}},"TimeoutSeconds":600}'), KNOWN],
  ['joined text without', join(`{${STATES}`, ARN, '"}}}'), NONE],
  ['joined text with a number known at deploy time', join('{"TimeoutSeconds":', { Ref: 'T' }, '}'), UNKNOWN],
  [
    'joined text with another number known at deploy time',
    join('{"States":{"Wait":{"Seconds":', { Ref: 'T' }, '}},"TimeoutSeconds":600}'),
    KNOWN,
  ],
  ['Fn::Sub', { DefinitionString: { 'Fn::Sub': `{${STATES}\${Pay.Arn}"}},"TimeoutSeconds":600}` } }, KNOWN],
  ['Fn::Sub with variables', { DefinitionString: { 'Fn::Sub': ['{"TimeoutSeconds":600}', { A: '1' }] } }, KNOWN],
  ['text that is no JSON before deploy time', { DefinitionString: '{"TimeoutSeconds":<Timeout>}' }, UNKNOWN],
  ['S3', { DefinitionS3Location: { Bucket: 'b', Key: 'k' } }, UNKNOWN],
  ['a negative number', { Definition: { TimeoutSeconds: -1 } }, UNKNOWN],
  ['an empty join', { DefinitionString: { 'Fn::Join': [] } }, UNKNOWN],
  ['an imported state machine', undefined, UNKNOWN],
])('reads the timeout of %s', (_, properties, timeout) => {
  expect(stateMachineTimeout(readProperties(properties))).toEqual(timeout);
});

test('never throws, whatever stands in place of a definition', () => {
  const value = fc.oneof(fc.jsonValue(), fc.anything());
  fc.assert(
    fc.property(value, fc.constantFrom('Definition', 'DefinitionString'), (definition, name) => {
      const { timeoutMs = 1 } = stateMachineTimeout(readProperties({ [name]: definition }));
      expect(timeoutMs).toBeGreaterThan(0);
    }),
  );
});

const thresholdsOf = <Facts>(entry: CatalogEntry<Facts>, properties: Record<string, unknown>) =>
  Object.fromEntries(sampleAlarms(entry, properties).map(({ id, threshold }) => [id, threshold]));

test('a standard state machine alarms on timeouts where there can be some', () => {
  const standard = STATE_MACHINE;
  const always = { ExecutionsFailing: 1, FailedExecution: 1, ThrottledTransitions: 1 };
  expect(thresholdsOf(standard, { Definition: {} })).toEqual(always);
  expect(thresholdsOf(standard, {})).toEqual({ ...always, ExecutionsTimedOut: 1 });
  expect(thresholdsOf(standard, { Definition: { TimeoutSeconds: 600 } })).toEqual({
    ...always,
    ExecutionsTimedOut: 1,
    TimeNearTimeout: 480_000,
  });
});

test.each([
  ['no timeout', {}, 240_000],
  ['one of a minute', { Definition: { TimeoutSeconds: 60 } }, 48_000],
  ['one above the quota', { Definition: { TimeoutSeconds: 900 } }, 240_000],
])('an express state machine with %s ends after five minutes at most', (_, properties, threshold) => {
  expect(thresholdsOf(EXPRESS_STATE_MACHINE, properties)).toEqual({
    ExecutionsFailing: 5,
    ExecutionsTimedOut: 1,
    TimeNearTimeout: threshold,
  });
});

test.each([
  [{ StateMachineType: 'EXPRESS' }, EXPRESS_STATE_MACHINE.title],
  [{ StateMachineType: 'STANDARD' }, STATE_MACHINE.title],
  [{}, STATE_MACHINE.title],
  [undefined, STATE_MACHINE.title],
])('%j is monitored as one kind: %s', (properties, title) => {
  const kinds = [STATE_MACHINE, EXPRESS_STATE_MACHINE].filter((e) => e.resource?.when?.(readProperties(properties)));
  expect(kinds.map((entry) => entry.title)).toEqual([title]);
});

function join(...pieces: unknown[]) {
  return { DefinitionString: { 'Fn::Join': ['', pieces] } };
}
