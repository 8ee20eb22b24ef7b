// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import { App, Aws, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { substitutedJson } from '../../../lib/constructs/dashboard/substituted-json';
import { newStack } from '../template';
import { bodyText } from './body-text';

/** What stands in the template. */
function written(stack: Stack, value: unknown): unknown {
  new CfnResource(stack, 'Board', { type: 'Test::Board', properties: { Body: substitutedJson(stack, value) } });
  return Template.fromStack(stack).toJSON().Resources.Board.Properties.Body;
}

function resource(stack: Stack, id: string): CfnResource {
  return new CfnResource(stack, id, { type: 'Test::Named' });
}

test('writes names of resources and attributes into the text', () => {
  const stack = newStack();
  const [pay, jobs] = [resource(stack, 'Pay'), resource(stack, 'Jobs')];
  const value = { at: Aws.REGION, names: [`a-${pay.ref}-${jobs.getAtt('Queue.Name')}`], count: 1 };
  expect(written(stack, value)).toEqual({
    'Fn::Sub': '{"at":"${AWS::Region}","names":["a-${Pay}-${Jobs.Queue.Name}"],"count":1}',
  });
});

test('leaves a text without names a text', () => {
  expect(written(newStack(), { a: [1, null, true, 'x'] })).toBe('{"a":[1,null,true,"x"]}');
});

test('writes what several lists or objects have in common once', () => {
  const stack = newStack();
  const rows = ['One', 'Two', 'Three'].map((id) => ['...', resource(stack, id).ref, { label: `Function ${id}` }]);
  const metrics = ['Invocations', 'Errors', 'Throttles'].map((name) => [['AWS/Lambda', name], ...rows]);
  const body = written(stack, metrics);
  const text = JSON.stringify(body);
  expect(['${Three}', 'Function Three'].map((name) => text.split(name).length - 1)).toEqual([1, 1]);
  expect(JSON.parse(bodyText(body))).toEqual(
    ['Invocations', 'Errors', 'Throttles'].map((name) => [
      ['AWS/Lambda', name],
      ...['One', 'Two', 'Three'].map((id) => ['...', id, { label: `Function ${id}` }]),
    ]),
  );
});

test('writes the place of alarms, and how their names begin, once', () => {
  const stack = newStack();
  const alarm = (name: string) => stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: name });
  const arns = Array.from({ length: 40 }, (_, index) => alarm(`checkout-prod-${index}`).replace('/', ':'));
  const body = written(stack, { alarms: arns });
  expect(JSON.stringify(body).match(/AWS::AccountId/g)).toHaveLength(1);
  expect(JSON.stringify(body).match(/checkout-prod-/g)).toHaveLength(1);
  expect(JSON.parse(bodyText(body)).alarms[39]).toBe(
    'arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:checkout-prod-39',
  );
});

test('takes names of other stacks, which CDK exports, and of the parent of a nested one', () => {
  const app = new App();
  const [one, other] = [new Stack(app, 'One'), new Stack(app, 'Other')];
  const pay = resource(one, 'Pay');
  const nested = new NestedStack(one, 'Nested');
  const bodies = [other, nested].map((stack) => ({ stack, Body: substitutedJson(stack, [pay.ref, pay.ref, 'x']) }));
  for (const { stack, Body } of bodies) new CfnResource(stack, 'Board', { type: 'Test::Board', properties: { Body } });
  const [[fromOther], [fromNested]] = [other, nested].map((stack) => {
    const { Board } = Template.fromStack(stack).toJSON().Resources;
    const [name, again, text] = JSON.parse(bodyText(Board.Properties.Body));
    expect([again, text]).toEqual([name, 'x']);
    return [name];
  }) as [[string], [string]];
  expect(fromOther).toMatch(/^One:ExportsOutputRefPay/);
  expect(Object.keys(Template.fromStack(nested).toJSON().Parameters)).toEqual([fromNested]);
});

test('keeps functions that have no short form as variables, numbers numbers, and drops what is not there', () => {
  const stack = newStack();
  const count = new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber;
  const first = Fn.select(0, Fn.split('"', Aws.STACK_ID));
  const nothing = Lazy.any({ produce: () => undefined });
  const list = Lazy.any({ produce: () => [{ late: 'yes' }] });
  const value = { count, first, again: first, nothing, none: undefined, items: [undefined, list, Token.asAny('z')] };
  const body = written(stack, value);
  const {
    'Fn::Sub': [text, variables],
  } = body as { 'Fn::Sub': [string, object] };
  expect(text).toBe('{"count":${Count},"first":"${_0}","again":"${_0}","items":[[{"late":"yes"}],"z"]}');
  expect(variables).toEqual({ _0: { 'Fn::Select': [0, { 'Fn::Split': ['\\"', { Ref: 'AWS::StackId' }] }] } });
});

test("takes CloudWatch's own variables and everything that looks like one for text", () => {
  const stack = newStack();
  const hostile = [
    "${PROP('Dim.FunctionName')}",
    '${!x}',
    '${',
    '${}',
    '$',
    '$${a}',
    '${_0}',
    '"${AWS::Region}\\$',
    '$&',
  ];
  const value = { hostile, name: `\${x}${resource(stack, 'Pay').ref}$` };
  expect(JSON.parse(bodyText(written(stack, value)))).toEqual({ hostile, name: '${x}Pay$' });
});

test('is the JSON of any value, however often its parts repeat', () => {
  const word = fc.constantFrom(
    'a',
    '${a}',
    '_0',
    '"',
    '\\',
    'arn:aws:sns:x:y',
    'arn:a:b-c-d',
    'x'.repeat(80),
    '__proto__',
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(Aws.REGION)),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        word.filter((key) => key !== '__proto__'),
        tie('tree'),
        { maxKeys: 4, noNullPrototype: true },
      ),
    ),
  }));
  const stack = newStack();
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 5 }), (value, times) => {
      const repeated = Array.from({ length: times }, (_, index) => ({ index, value, end: [index, value] }));
      const expected = JSON.stringify(repeated).replaceAll(Aws.REGION, 'AWS::Region');
      expect(JSON.parse(bodyText(stack.resolve(substitutedJson(stack, repeated))))).toEqual(JSON.parse(expected));
    }),
    { numRuns: 200 },
  );
});

test('takes lists as long as graphs can be, and longer ones', () => {
  const stack = newStack();
  for (const length of [500, 20_000]) {
    const value = { items: Array.from({ length }, (_, index) => `item ${index}`) };
    expect(JSON.parse(bodyText(stack.resolve(substitutedJson(stack, value))))).toEqual(value);
  }
});
