import { parseMetricReference } from '../../lib/rehearsal/metric-reference';
import { lambda, messageOf, queue, templatesOf } from './support';

const templates = templatesOf({
  PlaceOrder1A2B: {
    ...lambda({ FunctionName: 'place-order' }),
    Metadata: { 'aws:cdk:path': 'Shop/PlaceOrder/Resource' },
  },
  Mails: queue(),
  Api: { Type: 'AWS::ApiGatewayV2::Api' },
  Orders: { Type: 'AWS::DynamoDB::Table' },
  Carts: { Type: 'AWS::DynamoDB::GlobalTable' },
});

test.each([
  ['Shop/Failures', { namespace: 'Shop', name: 'Failures', dimensions: {} }],
  [
    'AWS/EC2/CPUUtilization:InstanceId=i-1',
    { namespace: 'AWS/EC2', name: 'CPUUtilization', dimensions: { InstanceId: 'i-1' } },
  ],
  [
    'AWS/Lambda/Duration:FunctionName=@PlaceOrder,Resource=a=b/c:d',
    { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'place-order', Resource: 'a=b/c:d' } },
  ],
  [
    'AWS/Lambda/Duration:FunctionName=@PlaceOrder1A2B',
    { name: 'Duration', dimensions: { FunctionName: 'place-order' } },
  ],
  [
    'AWS/Lambda/Duration:FunctionName=@Shop/PlaceOrder',
    { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'place-order' } },
  ],
])('reads %s', (text, metric) => {
  expect(parseMetricReference(text, templates)).toMatchObject(metric);
});

test.each([
  ['', "'' is not a metric; write <namespace>/<name>:<dimension>=<value>, such as"],
  ['Duration', "'Duration' is not a metric; write"],
  ['AWS/Lambda/Duration:', "'AWS/Lambda/Duration:' is not a metric; write"],
  [
    'AWS/Lambda/Duration:FunctionName',
    "'FunctionName' in 'AWS/Lambda/Duration:FunctionName' is not a dimension; write <dimension>=<value>",
  ],
  ['AWS/Lambda/Duration:=x', "'=x' in 'AWS/Lambda/Duration:=x' is not a dimension; write <dimension>=<value>"],
  ['AWS/Lambda/Duration:a=1,', "'' in 'AWS/Lambda/Duration:a=1,' is not a dimension"],
  [
    'AWS/Lambda/Duration:FunctionName=@a,FunctionName=b',
    "there is no AWS::Lambda::Function '@a'; give one of: Shop/PlaceOrder",
  ],
  [
    'AWS/Lambda/Duration:FunctionName=a,FunctionName=b',
    "the dimension FunctionName stands twice in 'AWS/Lambda/Duration:FunctionName=a,FunctionName=b'; keep one of them",
  ],
])('refuses %j', (text, message) => {
  expect(messageOf(() => parseMetricReference(text, templates))).toContain(message);
});

test.each([
  [
    'FunctionName',
    '@PlaceOrdr',
    "there is no AWS::Lambda::Function '@PlaceOrdr' for FunctionName; did you mean '@PlaceOrder'?",
  ],
  [
    'FunctionName',
    '@placeorder',
    "there is no AWS::Lambda::Function '@placeorder' for FunctionName; did you mean '@PlaceOrder'?",
  ],
  [
    'FunctionName',
    '@Shop/PlaceOrdr',
    "there is no AWS::Lambda::Function '@Shop/PlaceOrdr' for FunctionName; did you mean '@Shop/PlaceOrder'?",
  ],
  [
    'FunctionName',
    '@PlaceOrder1A2',
    "there is no AWS::Lambda::Function '@PlaceOrder1A2' for FunctionName; did you mean '@PlaceOrder1A2B'?",
  ],
  ['InstanceId', '@Mailz', "there is no resource '@Mailz' for InstanceId; did you mean '@Mails'?"],
])('%s=%s: asks whether a close resource was meant', (dimension, value, message) => {
  expect(messageOf(() => parseMetricReference(`A/b:${dimension}=${value}`, templates))).toBe(message);
});

test.each([
  ['FunctionName', "there is no AWS::Lambda::Function '@Nothing'; give one of: Shop/PlaceOrder"],
  ['QueueName', "there is no AWS::SQS::Queue '@Nothing'; give one of: Shop/Mails"],
  ['ApiId', "there is no AWS::ApiGatewayV2::Api '@Nothing'; give one of: Shop/Api"],
  [
    'TableName',
    "there is no AWS::DynamoDB::Table or AWS::DynamoDB::GlobalTable '@Nothing'; give one of: Shop/Carts, Shop/Orders",
  ],
  ['TopicName', "there is no AWS::SNS::Topic '@Nothing'; give one of: (the templates have none)"],
  [
    'constructor',
    "there is no resource '@Nothing'; give one of: Shop/Api, Shop/Carts, Shop/Mails, Shop/Orders, Shop/PlaceOrder",
  ],
])('%s=@Nothing: lists what such a dimension can name', (dimension, message) => {
  expect(messageOf(() => parseMetricReference(`A/b:${dimension}=@Nothing`, templates))).toBe(message);
});

test('an id that means several resources is not taken for a misspelt one', () => {
  const twice = templatesOf({
    A: { ...lambda(), Metadata: { 'aws:cdk:path': 'Shop/East/Place/Resource' } },
    B: { ...lambda(), Metadata: { 'aws:cdk:path': 'Shop/West/Place/Resource' } },
  });
  expect(messageOf(() => parseMetricReference('A/b:FunctionName=@Place', twice))).toBe(
    "'@Place' means more than one AWS::Lambda::Function; give one of: Shop/East/Place, Shop/West/Place",
  );
});
