import { deployedMetric, madeUpDimensions, parsePhysicalNames } from '../../lib/rehearsal/backtest/physical-names';
import { lambda, messageOf, queue, templatesOf } from './support';

const templates = templatesOf({
  PlaceOrder: { ...lambda(), Metadata: { 'aws:cdk:path': 'Shop/Orders/PlaceOrder/Resource' } },
  Named: lambda({ FunctionName: 'named' }),
  Payments: queue(),
  Topic: { Type: 'AWS::SNS::Topic' },
});
const parse = (content: unknown) =>
  parsePhysicalNames(typeof content === 'string' ? content : JSON.stringify(content), 'names.json', templates);
const metric = (dimensions: Record<string, string>) => ({ namespace: 'N', name: 'M', dimensions });

describe('names', () => {
  test.each([['PlaceOrder'], ['Shop/Orders/PlaceOrder'], ['Orders/PlaceOrder']])('may be given for %s', (id) => {
    const names = parse({ [id]: 'shop-place-order-1X' });
    expect(deployedMetric(metric({ FunctionName: 'Shop-PlaceOrder', other: 'x' }), names).dimensions).toEqual({
      FunctionName: 'shop-place-order-1X',
      other: 'x',
    });
  });

  test('are read from describe-stack-resources: of URLs and ARNs the name behind them', () => {
    const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/Shop-Payments-9Z';
    const topic = 'arn:aws:sns:eu-west-1:111122223333:Shop-Topic-7Y';
    const StackResources = [
      { StackName: 'Shop', LogicalResourceId: 'Payments', PhysicalResourceId: url },
      { StackName: 'Shop', LogicalResourceId: 'Topic', PhysicalResourceId: topic },
      { StackName: 'Shop', LogicalResourceId: 'LongGone', PhysicalResourceId: 'x' },
      { StackName: 'Shop', LogicalResourceId: 'PlaceOrder' },
    ];
    const names = parse({ StackResources });
    const asked = metric({ QueueName: 'Shop-Payments', TopicName: 'Shop-Topic', FunctionName: 'Shop-PlaceOrder' });
    expect(deployedMetric(asked, names).dimensions).toEqual({
      QueueName: 'Shop-Payments-9Z',
      TopicName: 'Shop-Topic-7Y',
      FunctionName: 'Shop-PlaceOrder',
    });
  });

  test('of a nested stack, whose own name is made up too, are found by logical id', () => {
    const names = parse({
      StackResources: [{ StackName: 'Root-Nested-1ABC', LogicalResourceId: 'PlaceOrder', PhysicalResourceId: 'real' }],
    });
    expect(names.get('Shop-PlaceOrder')).toBe('real');
  });

  test.each([
    ['{', 'names.json: this is not JSON'],
    ['[]', 'names must be an object'],
    [{ PlaceOrder: 3 }, "'PlaceOrder' must be the name of a deployed resource, got 3"],
    [{ PlaceOrdr: 'x' }, "names.json: there is no resource 'PlaceOrdr'"],
    [{ StackResources: [{ LogicalResourceId: 'Other', PhysicalResourceId: 'x' }] }, 'is it of another app?'],
  ])('%j is refused', (content, why) => {
    expect(messageOf(() => parse(content))).toContain(why);
  });

  test('that only rehearsal knows are told, until the real ones are given', () => {
    const asked = metric({ FunctionName: 'Shop-PlaceOrder', QueueName: 'elsewhere', Other: 'named' });
    expect(madeUpDimensions(asked, new Map(), templates)).toEqual(['FunctionName=Shop-PlaceOrder']);
    expect(madeUpDimensions(asked, parse({ PlaceOrder: 'Shop-PlaceOrder' }), templates)).toEqual([]);
  });
});
