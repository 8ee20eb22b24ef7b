import * as fc from 'fast-check';
import { compileTargetInput, type TargetInput } from '../../../lib/core/signal/input-transformer';

/** The example event of the EventBridge user guide. */
const EVENT = {
  version: '0',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  time: '2015-11-11T21:29:54Z',
  resources: ['arn:a', 'arn:b'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING', tags: { team: 'pay' }, count: 3, ok: true, none: null },
};
const RULE = {
  ruleArn: 'arn:aws:events:us-east-2:123456789012:rule/example',
  ruleName: 'example',
  ingestionMs: Date.parse('2026-01-05T09:00:00Z'),
};
const PATHS = {
  timestamp: '$.time',
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  tags: '$.detail.tags',
  count: '$.detail.count',
  all: '$.resources',
  gone: '$.detail.gone',
};

function shape(target: TargetInput): string {
  return compileTargetInput(target)(EVENT, RULE);
}

function transform(InputTemplate: string, InputPathsMap: Readonly<Record<string, string>> = PATHS): string {
  return shape({ InputTransformer: { InputPathsMap, InputTemplate } });
}

test('without anything the event itself is passed', () => {
  expect(JSON.parse(shape({}))).toEqual(EVENT);
});

test('a constant is passed as it stands', () => {
  expect(shape({ Input: ' {"a": 1}' })).toBe(' {"a": 1}');
  expect(() => compileTargetInput({ Input: 'hello' })).toThrow(
    "Input 'hello' is not JSON; a text is written in double quotes",
  );
});

describe('a path', () => {
  test.each<[string, unknown]>([
    ['$', EVENT],
    ['$.detail.tags', { team: 'pay' }],
    // LocalStack's capture of AWS (test_events_inputs.snapshot.json): a text keeps its quotes.
    ['$.detail.state', 'RUNNING'],
    ['$.detail-type', 'EC2 Instance State-change Notification'],
    ['$.resources[1]', 'arn:b'],
    ['$.resources[*]', ['arn:a', 'arn:b']],
    ['$.detail.tags.*', ['pay']],
    ['$.detail.none', null],
    ['$.detail.gone', null],
    ['$.resources[5]', null],
    ['$.resources.0', null],
    ['$.detail.state.length', null],
    ['$.constructor', null],
  ])('%s', (InputPath, expected) => {
    expect(shape({ InputPath })).toBe(JSON.stringify(expected));
  });

  test.each(['detail', '$detail', "$.['a']", '$..a', '$.a[-1]', '$.a[?(@.b)]', '$.', ''])(
    "'%s' is refused",
    (InputPath) => {
      expect(() => compileTargetInput({ InputPath })).toThrow(`the path '${InputPath}'; write $, members by dot`);
    },
  );
});

describe('a template', () => {
  // The table of examples in the user guide.
  test.each<[string, string, string]>([
    ['a text', '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['a text with quotes', '"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
    ['JSON', '{ "instance" : <instance>, "state": <state> }', '{"instance":"i-0123456789","state":"RUNNING"}'],
    [
      'JSON with texts',
      '{ "instance" : <instance>, "state": "<state>", "instanceStatus": "instance \\"<instance>\\" is in <state>" }',
      '{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
    ],
    [
      'JSON with constants',
      '{ "instance" : <instance>, "state": [ 9, <state>, true ], "Transformed" : "Yes" }',
      '{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}',
    ],
    ['a rule name in a text', '"<aws.events.rule-name> triggered"', '"example triggered"'],
    [
      'reserved variables',
      '{"arn": <aws.events.rule-arn>, "name": <aws.events.rule-name>, "at": <aws.events.event.ingestion-time>}',
      '{"arn":"arn:aws:events:us-east-2:123456789012:rule/example","name":"example","at":"2026-01-05T09:00:00.000Z"}',
    ],
    [
      'objects, lists and numbers',
      '{"t": <tags>, "l": <all>, "n": <count>}',
      '{"t":{"team":"pay"},"l":["arn:a","arn:b"],"n":3}',
    ],
    ['objects and lists in a text', '"<tags> <all> <count>"', '"{team:pay} [arn:a,arn:b] 3"'],
    ['several lines', '"<state>"\n"<instance>"', '"RUNNING"\n"i-0123456789"'],
    // LocalStack's capture of AWS: "info extracted from detail ".
    ['a missing value in a text', '"from detail <gone>"', '"from detail "'],
    ['a missing value in JSON', '{"a": <gone>, "b": "<gone>!", "c": [<gone>, 1]}', '{"b":"!","c":[1]}'],
    ['only a variable', '<tags>', '{"team":"pay"}'],
    ['only a missing variable', '<gone>', ''],
    ['a list', '[<state>, <count>]', '["RUNNING",3]'],
  ])('of %s', (_what, template, expected) => {
    expect(transform(template)).toBe(expected);
  });

  test('has the event with and without its detail', () => {
    expect(JSON.parse(transform('{"whole": <aws.events.event.json>, "head": <aws.events.event>}'))).toEqual({
      whole: EVENT,
      head: { ...EVENT, detail: undefined },
    });
  });

  test.each([
    ['"<nobody>"', '<nobody> is no variable; the template may use timestamp, instance'],
    ['instance <instance>', 'is neither JSON nor a text in quotes'],
    ['', 'is neither JSON nor a text in quotes'],
    ['{"a": <instance>', 'the template is not JSON'],
    ['{<instance>: 1} x', 'the template is not JSON'],
  ])('%s is refused', (template, reason) => {
    expect(() => transform(template)).toThrow(reason);
  });

  test('names of AWS cannot be taken, and only one way is given', () => {
    expect(() => transform('"x"', { 'aws.mine': '$.a' })).toThrow(
      "the variable 'aws.mine'; names do not begin with 'AWS.'",
    );
    expect(() => compileTargetInput({ Input: '{}', InputPath: '$' })).toThrow(
      'it has Input and InputPath; a target takes one',
    );
  });

  test('JSON stays JSON whatever the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const InputTransformer = {
          InputPathsMap: { v: '$.v', t: '$.t' },
          InputTemplate: '{"v": <v>, "t": "<t>", "l": [<v>]}',
        };
        const shaped = compileTargetInput({ InputTransformer })({ v: value, t: text }, RULE);
        const expected = value === null ? { t: text, l: [] } : { v: value, t: text, l: [value] };
        expect(JSON.parse(shaped)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });
});
