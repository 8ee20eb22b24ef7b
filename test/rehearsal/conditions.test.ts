import { rehearse } from '../../lib/rehearsal';
import { alarm, queue } from './support';

const NAME = { 'Fn::GetAtt': ['Work', 'QueueName'] };
const WIDGET = { type: 'metric', properties: { metrics: [['AWS/SQS', 'NumberOfMessagesSent', 'QueueName', 'x']] } };
const BODY = `{"widgets":[${JSON.stringify(WIDGET).replace('"x"', '"$' + '{Work.QueueName}"')}]}`;

/** A queue under a condition that asks for a parameter; its alarm and its dashboard stand there whatever it says. */
function template(parameter: object) {
  return {
    Parameters: { Stage: parameter },
    Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: {
      Work: { ...queue(), Condition: 'Prod' },
      OldestMessage: alarm({ Dimensions: [{ Name: 'QueueName', Value: NAME }] }),
      Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { 'Fn::Sub': BODY } } },
      Errors: alarm(),
    },
  };
}

const NIGHT = ['scenario One failure', 'series Shop/Failures 0 1', 'end 10m', 'expect alarm Errors'].join('\n');

test.each<[string, object, readonly string[]]>([
  ['false', { Type: 'String', Default: 'dev' }, []],
  ['of a parameter without a default', { Type: 'String' }, [": the parameter 'Stage' has no default; give it one"]],
  [
    'of a value that only the account has',
    { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stage' },
    ["its value is the SSM parameter '/stage'"],
  ],
])('what reads a resource under a condition that is %s is named, and the rest plays', async (_, parameter, doubts) => {
  const { verdict, notRehearsed } = await rehearse(template(parameter)).playText(NIGHT);
  expect(verdict).toBe('passed');
  const reasons = new Map(notRehearsed.map(({ name, reason }) => [name, reason]));
  for (const reader of ['OldestMessage', 'Board'])
    expect(reasons.get(`Template/${reader}`)).toMatch(/: a condition leaves 'Work' out$/);
  for (const doubt of doubts) expect(reasons.get('Template/Work')).toContain(doubt);
  expect(notRehearsed).toHaveLength(2 + doubts.length);
});

test('an alarm under a condition in doubt is named by the coverage of the rehearsal', () => {
  const given = template({ Type: 'String' });
  const Maybe = { ...alarm(), Condition: 'Prod' };
  const { notRehearsed } = rehearse({ ...given, Resources: { Maybe } }).coverage();
  expect(notRehearsed).toEqual([
    {
      name: 'Template/Maybe',
      reason: "alarm: Template condition Prod: the parameter 'Stage' has no default; give it one",
    },
  ]);
});

test('a condition asks for a value of SSM that the template itself stores', async () => {
  const given = template({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/stage' });
  const Stored = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/stage', Value: 'prod' } };
  const report = await rehearse({ ...given, Resources: { ...given.Resources, Stored } }).playText(NIGHT);
  expect(report.notRehearsed).toEqual([]);
});
