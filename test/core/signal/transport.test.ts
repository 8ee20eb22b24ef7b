import fc from 'fast-check';
import { readArrival } from '../../../lib/core/signal/arrival';
import { UnreadableEvent } from '../../../lib/core/signal/fields';
import { unwrap } from '../../../lib/core/signal/transport';
import { eventText } from './recorded-events';

const WRAPPERS: Record<string, (body: string) => object> = {
  envelope: (Message) => ({ Type: 'Notification', TopicArn: 'arn:t', Message, SigningCertURL: 'https://evil.example' }),
  snsRecords: (Message) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message } }] }),
  sqsRecords: (body) => ({ Records: [{ messageId: 'm', eventSource: 'aws:sqs', body }] }),
  sqsRecord: (body) => ({ messageId: 'm', body }),
};
const wrap = (body: string, names: readonly string[]) =>
  names.reduce((inner, name) => JSON.stringify(WRAPPERS[name]?.(inner)), body);

test('whatever it is wrapped in, twice at most, an event is the same', () => {
  const names = fc.array(fc.constantFrom(...Object.keys(WRAPPERS)), { maxLength: 2 });
  const event = fc.constantFrom('01', '10', '16', '22', '29', '33');
  fc.assert(
    fc.property(event, names, (name, wrappers) => {
      const body = eventText(name);
      expect(readArrival(wrap(body, wrappers))).toEqual(readArrival(body));
    }),
  );
});

test('each record is a message of its own, and one that cannot be unwrapped keeps none back', () => {
  const records = [
    { messageId: 'a', body: '{"n":1}' },
    { messageId: 'b', body: 'no' },
    { messageId: 'c', body: '{"n":2}' },
    { messageId: 'd', body: 5 },
    'text',
  ];
  const [first, broken, second, number, text] = unwrap(JSON.stringify({ Records: records }));
  expect([first, second]).toEqual([{ n: 1 }, { n: 2 }]);
  expect((broken as UnreadableEvent).message).toMatch(/^'body' is not JSON: /);
  expect(number).toEqual(new UnreadableEvent("'body' must be a text of JSON"));
  expect(text).toEqual(new UnreadableEvent(`'Records[4]' must be an object, got "text"`));
});

test('of several records those that can be read are', () => {
  expect(readArrival(eventText('97'))).toMatchObject([
    { kind: 'unreadable', why: expect.stringMatching(/^'body' is not JSON: /) },
    { kind: 'alarm', change: { alarmName: 'orders-faults' } },
  ]);
});

test.each<[string, unknown, RegExp]>([
  ['no records', { Records: [] }, /^'Records' must hold at least one record, got none$/],
  ['an envelope without a message', { Type: 'Notification' }, /^'Message' must be a text of JSON$/],
  ['a message of words', { Type: 'Notification', Message: 'Hello' }, /^'Message' is not JSON: /],
  ['a message of a list', { Type: 'Notification', Message: '[]' }, /^'Message' is JSON but not an object$/],
  [
    'more wrappers than anybody sends',
    JSON.parse(
      wrap(
        eventText('01'),
        Array.from({ length: 7 }, () => 'envelope'),
      ),
    ),
    /^the body is wrapped more than 6 times$/,
  ],
])('%s: unreadable', (_, body, message) => {
  expect(() => readArrival(JSON.stringify(body))).toThrow(UnreadableEvent);
  expect(() => readArrival(JSON.stringify(body))).toThrow(message);
});
