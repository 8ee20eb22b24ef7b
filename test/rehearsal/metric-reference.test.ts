import { parseMetricReference } from '../../lib/rehearsal/metric-reference';
import { lambda, messageOf, templatesOf } from './support';

const templates = templatesOf({
  PlaceOrder1A2B: {
    ...lambda({ FunctionName: 'place-order' }),
    Metadata: { 'aws:cdk:path': 'Shop/PlaceOrder/Resource' },
  },
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
  ['AWS/Lambda/Duration:FunctionName=@PlaceOrdr', "there is no resource '@PlaceOrdr'; give one of: Shop/PlaceOrder"],
])('refuses %j', (text, message) => {
  expect(messageOf(() => parseMetricReference(text, templates))).toContain(message);
});
