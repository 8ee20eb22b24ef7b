import { Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { TreatMissingData, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { LogMetric, type LogMetricProps } from '../../../lib/constructs/log/log-metric';
import { compileFilterPattern, evaluateMetricFilter } from '../../../lib/core/signal/filter-pattern';
import { log, observe } from '../../../lib/middleware';
import { rehearse } from '../../../lib/rehearsal';
import { newApp, newFunction, newStack, resources } from '../template';
import { middlewareLines } from './lines';

function synth(props: Partial<LogMetricProps> = {}) {
  const stack = newStack();
  const logGroup = new LogGroup(stack, 'Log');
  const pattern = '{ $.level = "ERROR" }';
  const made = new LogMetric(stack, 'Metric', { logGroup, pattern, metricName: 'Errors', ...props });
  return { made, stack, template: Template.fromStack(stack) };
}

test('is a metric filter on the log group, in the namespace of the house', () => {
  const { template } = synth({
    pattern: '{ $.durationMs = * }',
    metricName: 'Took',
    value: '$.durationMs',
    unit: Unit.MILLISECONDS,
    dimensions: { service: '$.service' },
  });
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: '{ $.durationMs = * }',
    LogGroupName: { Ref: Match.stringLikeRegexp('^Log') },
    MetricTransformations: [
      {
        MetricNamespace: 'Sightline',
        MetricName: 'Took',
        MetricValue: '$.durationMs',
        Unit: 'Milliseconds',
        Dimensions: [{ Key: 'service', Value: '$.service' }],
      },
    ],
  });
});

test('counts in the lines of the middleware what it says it counts', async () => {
  const { template } = synth({
    pattern: '{ $.level = "ERROR" && $.error.category = "*" }',
    dimensions: { operation: '$.operation' },
  });
  const [filter] = Object.values(resources(template, 'AWS::Logs::MetricFilter'));
  const [{ Dimensions, ...given }] = filter.MetricTransformations;
  const transformation = {
    metricName: given.MetricName,
    metricNamespace: given.MetricNamespace,
    metricValue: given.MetricValue,
    dimensions: { [Dimensions[0].Key]: Dimensions[0].Value },
  };
  const found = evaluateMetricFilter(
    { pattern: compileFilterPattern(filter.FilterPattern), transformation },
    await middlewareLines(),
  );
  expect(found).toEqual([
    {
      metric: { namespace: 'Sightline', name: 'Errors', dimensions: { operation: 'POST /fail' } },
      value: 1,
      unit: 'None',
    },
  ]);
});

describe('its metric', () => {
  test('is the sum of a fixed value and the average of one in the line, by the minute', () => {
    expect(synth().made.metric()).toMatchObject({ metricName: 'Errors', namespace: 'Sightline', statistic: 'Sum' });
    const { made } = synth({ value: '$.cents' });
    expect(made.metric().statistic).toBe('Average');
    expect(made.metric({ statistic: 'p99' }).statistic).toBe('p99');
    expect(made.metric().period.toSeconds()).toBe(60);
  });

  test('needs a value for each dimension, and for no other', () => {
    const { made } = synth({ dimensions: { service: '$.service' } });
    expect(made.metric({ dimensionsMap: { service: 'checkout' } }).dimensions).toEqual({ service: 'checkout' });
    expect(() => made.metric()).toThrow(
      "'dimensionsMap' must have a value for each of its dimensions (service), got none",
    );
    expect(() => made.metric({ dimensionsMap: { Service: 'x' } })).toThrow('got Service');
    expect(() => synth().made.metric({ dimensionsMap: { a: 'b' } })).toThrow('its dimensions (none), got a');
  });

  test('fires an alarm in a rehearsal, from the lines that the functions write there', async () => {
    const stack = new Stack(newApp(), 'Shop');
    const fn = newFunction(stack, 'PlaceOrder');
    const api = new HttpApi(stack, 'Api');
    const integration = new HttpLambdaIntegration('ToPlaceOrder', fn);
    api.addRoutes({ path: '/orders', methods: [HttpMethod.POST], integration });
    const pattern = '{ $.message = "card declined" }';
    const declined = new LogMetric(stack, 'Declined', { logGroup: fn.logGroup, pattern, metricName: 'Declined' });
    const settings = { threshold: 3, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING };
    declined.metric().createAlarm(stack, 'TooMany', { alarmName: 'too-many-declined', ...settings });
    const handler = () => observe(async () => void log.warn('card declined'), { service: 'shop' });
    const rehearsal = await rehearse(stack, { bindings: { functions: () => ({ PlaceOrder: handler }) } });
    const story = ['scenario Cards are declined', 'traffic POST /orders 5/min from 5m until 10m', 'end 20m'];
    const report = await rehearsal.playText(
      [...story, 'expect alarm too-many-declined by 7m', 'expect state too-many-declined OK at 4m'].join('\n'),
    );
    expect(report.expectations.filter(({ passed }) => !passed)).toEqual([]);
    expect(report.expectations.length).toBeGreaterThanOrEqual(2);
  });
});

describe('the door refuses', () => {
  test.each<[Partial<LogMetricProps>, string]>([
    [{ metricNam: 'x' } as object, "there is no option 'metricNam'; did you mean 'metricName'?"],
    [{ pattern: '{ $.level = ' }, "LogMetric 'Checkout/Metric': Filter pattern '{ $.level = ' is not valid at column"],
    [{ pattern: Token.asString({ Ref: 'x' }) }, "'pattern' must be known when the app is synthesized, got a token"],
    [{ metricName: 'a:b' }, "'metricName' must have 1 to 255 characters without : * $"],
    [{ namespace: 'AWS/Logs' }, "not beginning with 'AWS/'"],
    [{ value: 'x' }, "'metricValue' must be a number, a selector such as $.latency"],
    [{ pattern: 'ERROR', value: '$.x' }, "'metricValue' must be a number for a pattern of terms"],
    [{ pattern: 'ERROR', dimensions: { a: '$.a' } }, 'needs a JSON or space-delimited pattern'],
    [{ unit: 'Parsecs' as Unit }, "'unit' must be one of"],
    [{ dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } }, "'dimensions' may be 3 at most, got"],
    [{ dimensions: { a: '$.a' }, defaultValue: 0 }, "'defaultValue' is not allowed with dimensions; leave one out"],
    [{ defaultValue: Number.NaN }, "'defaultValue' must be a number"],
    [
      { pattern: '{ $.a = %x% || $.b = %y% || $.c = %z% }' },
      'there are too many regular expressions; a pattern may have 2',
    ],
  ])('%p', (props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test('the 101st metric filter of a log group, those of the CDK counted', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Log');
    const given = { metricNamespace: 'Shop', metricName: 'n', filterPattern: FilterPattern.literal('x') };
    for (let n = 0; n < 60; n += 1) logGroup.addMetricFilter(`F${n}`, given);
    const add = (n: number) => new LogMetric(stack, `M${n}`, { logGroup, pattern: 'x', metricName: 'n' });
    for (let n = 0; n < 40; n += 1) add(n);
    expect(() => add(40)).toThrow("the log group 'Checkout/Log' has 100 metric filters already, and 100 are allowed");
    const other = new LogGroup(stack, 'Other');
    expect(() => new LogMetric(stack, 'Fine', { logGroup: other, pattern: 'x', metricName: 'n' })).not.toThrow();
  });

  test('the sixth pattern with a regular expression of a log group', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Log');
    const add = (id: string, pattern: string) => new LogMetric(stack, id, { logGroup, pattern, metricName: 'n' });
    for (let n = 0; n < 5; n += 1) add(`R${n}`, '%time[o0]ut%');
    expect(() => add('R5', '%x%')).toThrow('has 5 filters with regular expressions already, and 5 are allowed');
    expect(() => add('Plain', '"50%" "100%"')).not.toThrow();
  });
});
