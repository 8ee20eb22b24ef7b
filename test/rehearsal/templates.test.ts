// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
import { Templates } from '../../lib/rehearsal/templates';
import { assemblyOf, messageOf, queue, stackOf, templatesOf } from './support';

const ORDERS = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } };

/** What one value of a template resolves to, beside a table `Orders` and a queue `Payments`. */
function resolved(value: unknown, more: Parameters<typeof templatesOf>[1] = {}): unknown {
  const resources = { Orders: ORDERS, Payments: queue(), Probe: { Type: 'Custom::Probe', Properties: { value } } };
  return templatesOf(resources, more).find('Probe').properties.value;
}

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['a Ref to a resource', { Ref: 'Orders' }, 'orders'],
    [
      'a Ref to a queue, which is its URL',
      { Ref: 'Payments' },
      'https://sqs.us-east-1.amazonaws.com/123456789012/Shop-Payments',
    ],
    ['the account', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['the region', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['the domain', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['the stack name', { Ref: 'AWS::StackName' }, 'Shop'],
    ['the stack id', { Ref: 'AWS::StackId' }, 'arn:aws:cloudformation:us-east-1:123456789012:stack/Shop/rehearsal'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Orders', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:123456789012:table/orders'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Orders.Arn' }, 'arn:aws:dynamodb:us-east-1:123456789012:table/orders'],
    ['a stream', { 'Fn::GetAtt': ['Orders', 'StreamArn'] }, expect.stringMatching(/table\/orders\/stream\/rehearsal$/)],
    ['a queue name', { 'Fn::GetAtt': ['Payments', 'QueueName'] }, 'Shop-Payments'],
    [
      'a queue URL',
      { 'Fn::GetAtt': ['Payments', 'QueueUrl'] },
      'https://sqs.us-east-1.amazonaws.com/123456789012/Shop-Payments',
    ],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Orders' }, 'b']] }, 'a/orders/b'],
    ['Join over NoValue', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'a/b'],
    [
      'Sub',
      { 'Fn::Sub': 'arn:${AWS::Partition}:${Orders.Arn}:${Orders}' },
      'arn:aws:arn:aws:dynamodb:us-east-1:123456789012:table/orders:orders',
    ],
    ['Sub with a literal', { 'Fn::Sub': '${!Orders} is ${Orders}' }, '${Orders} is orders'],
    ['Sub with variables', { 'Fn::Sub': ['${name}-${AWS::Region}', { name: { Ref: 'Orders' } }] }, 'orders-us-east-1'],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Select of Split', { 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    [
      'Split',
      { 'Fn::Split': [':', { 'Fn::GetAtt': ['Orders', 'Arn'] }] },
      ['arn', 'aws', 'dynamodb', 'us-east-1', '123456789012', 'table/orders'],
    ],
    ['Sub with spaces', { 'Fn::Sub': 'a ${ Orders } b' }, 'a orders b'],
    ['Base64', { 'Fn::Base64': { 'Fn::Sub': '#!/bin/sh ${Orders}' } }, 'IyEvYmluL3NoIG9yZGVycw=='],
    ['Length', { 'Fn::Length': { 'Fn::Split': [',', 'a,b,c'] } }, 3],
    ['ToJsonString', { 'Fn::ToJsonString': { table: { Ref: 'Orders' }, n: [1] } }, '{"table":"orders","n":[1]}'],
    ['GetAZs of the region', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['GetAZs of another', { 'Fn::Select': [1, { 'Fn::GetAZs': 'eu-west-1' }] }, 'eu-west-1b'],
    ['Cidr', { 'Fn::Cidr': ['10.1.0.0/22', 3, '8'] }, ['10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24']],
    ['Cidr of small blocks', { 'Fn::Cidr': ['192.168.7.9/24', 2, 4] }, ['192.168.7.0/28', '192.168.7.16/28']],
    [
      'FindInMap with a default',
      { 'Fn::FindInMap': ['No', 'such', 'entry', { DefaultValue: { Ref: 'Orders' } }] },
      'orders',
    ],
    ['NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['an object with two keys, one of them Ref', { Ref: 'x', other: 1 }, { Ref: 'x', other: 1 }],
    ['plain values', { a: [null, true, 1.5, 'x', {}] }, { a: [null, true, 1.5, 'x', {}] }],
  ])('resolves %s', (_what, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  test('resolves what the custom resource of log retention answers', () => {
    const templates = templatesOf({
      Retention: {
        Type: 'Custom::LogRetention',
        Properties: { LogGroupName: { 'Fn::Join': ['', ['/aws/lambda/', 'x']] } },
      },
      Probe: { Type: 'Custom::Probe', Properties: { value: { 'Fn::GetAtt': ['Retention', 'LogGroupName'] } } },
    });
    expect(templates.find('Probe').properties.value).toBe('/aws/lambda/x');
  });

  test('takes a property without value as one that is not there', () => {
    expect(resolved({ Ref: 'AWS::NoValue' })).toBeUndefined();
    expect(
      resolved({ 'Fn::If': ['Yes', { Ref: 'AWS::NoValue' }, 1] }, { conditions: { Yes: { 'Fn::Equals': [1, 1] } } }),
    ).toBeUndefined();
  });

  test('resolves FindInMap, its keys resolved first', () => {
    const mappings = { Limits: { 'us-east-1': { timeout: 30 } } };
    expect(resolved({ 'Fn::FindInMap': ['Limits', { Ref: 'AWS::Region' }, 'timeout'] }, { mappings })).toBe(30);
  });

  test('resolves parameters from their default, lists as lists', () => {
    const parameters = {
      Name: { Type: 'String', Default: 'shop' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Key: { Type: 'String' },
    };
    expect(resolved({ Ref: 'Name' }, { parameters })).toBe('shop');
    expect(resolved({ 'Fn::Select': [1, { Ref: 'Zones' }] }, { parameters })).toBe('b');
    expect(resolved({ 'Fn::Join': ['+', { Ref: 'Zones' }] }, { parameters })).toBe('a+b');
    expect(resolved({ Ref: 'Key' }, { parameters })).toBe('rehearsal-Key');
  });

  test('SSM parameters have the value that the templates store under their name', () => {
    const parameters = {
      Limit: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/limit' },
      Zones: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/shop/zones' },
      Missing: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/missing' },
      Where: { Type: 'AWS::SSM::Parameter::Name', Default: '/shop/missing' },
    };
    const stored = (Name: string, Value: string) => ({ Type: 'AWS::SSM::Parameter', Properties: { Name, Value } });
    const probe = (value: unknown) => ({ Type: 'Custom::Probe', Properties: { value } });
    const templates = templatesOf(
      {
        Stored: stored('/shop/limit', '17'),
        List: stored('/shop/zones', 'a,b'),
        Known: probe([{ Ref: 'Limit' }, { Ref: 'Zones' }, { Ref: 'Where' }, { 'Fn::GetAtt': ['Stored', 'Value'] }]),
        Unknown: probe({ size: { Ref: 'Missing' } }),
      },
      { parameters },
    );
    expect(templates.find('Known').properties.value).toEqual(['17', ['a', 'b'], '/shop/missing', '17']);
    expect(messageOf(() => templates.find('Unknown').properties.value)).toBe(
      `Shop/Unknown.value.size: cannot resolve {"Ref":"Missing"}: its value is the SSM parameter '/shop/missing' ` +
        '(AWS::SSM::Parameter::Value<String>), known only in the account; add an AWS::SSM::Parameter of that name to the ' +
        'templates, or use a parameter of type String with a default',
    );
  });

  const conditions = {
    Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    Not: { 'Fn::Not': [{ Condition: 'Prod' }] },
    Both: { 'Fn::And': [{ Condition: 'Prod' }, { 'Fn::Equals': ['a', 'b'] }] },
    Either: { 'Fn::Or': [{ Condition: 'Prod' }, { 'Fn::Equals': ['a', 'b'] }] },
  };
  test.each([
    ['Prod', 'yes'],
    ['Not', 'no'],
    ['Both', 'no'],
    ['Either', 'yes'],
  ])('decides If by the condition %s', (condition, expected) => {
    const parameters = { Stage: { Default: 'prod' } };
    expect(resolved({ 'Fn::If': [condition, 'yes', 'no'] }, { conditions, parameters })).toBe(expected);
  });

  test('leaves out resources whose condition is false', () => {
    const resources = { Here: { ...queue(), Condition: 'Yes' }, Gone: { ...queue(), Condition: 'No' } };
    const decided = { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Equals': ['a', 'b'] } };
    const templates = templatesOf(resources, { conditions: decided });
    expect(templates.resources.map(({ logicalId }) => logicalId)).toEqual(['Here']);
  });

  test('a reference to a resource that is left out says so', () => {
    const gone = { Gone: { ...queue(), Condition: 'No' } };
    const decided = { No: { 'Fn::Equals': ['a', 'b'] } };
    const probe = (value: unknown) =>
      templatesOf({ ...gone, Probe: { Type: 'Custom::Probe', Properties: { value } } }, { conditions: decided });
    for (const value of [{ Ref: 'Gone' }, { 'Fn::GetAtt': ['Gone', 'QueueName'] }, { 'Fn::Sub': '${Gone.Arn}' }])
      expect(messageOf(() => probe(value).find('Probe').properties.value)).toContain(": a condition leaves 'Gone' out");
  });
});

describe('conditions', () => {
  const STAGE = { Stage: { Type: 'String' } };
  const SSM = { Env: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/env' } };
  const PROD = { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] };
  const NO = { 'Fn::Equals': ['a', 'b'] };

  /** Whether a queue under the condition is there, and why that may be wrong. */
  function decided(Asked: unknown, parameters: object, more: Parameters<typeof templatesOf>[0] = {}) {
    const conditions = { Asked, Prod: PROD };
    const templates = templatesOf(
      { Work: { ...queue(), Condition: 'Asked' }, ...more },
      { conditions, parameters: parameters as never },
    );
    const isThere = templates.resources.some(({ logicalId }) => logicalId === 'Work');
    return { isThere, doubts: templates.undecided.map(({ path, reason }) => `${path}: ${reason}`) };
  }

  test.each<[string, object, unknown, string]>([
    ['a number', { Type: 'Number', Default: 3 }, { Ref: 'P' }, '3'],
    ['a flag', { Type: 'String', Default: true }, { Ref: 'P' }, 'true'],
    ['a text', { Type: 'String', Default: '3' }, { Ref: 'P' }, '3'],
  ])('compare texts, as CloudFormation does: %s', (_, parameter, value, text) => {
    const found = decided({ 'Fn::Equals': [value, text] }, { P: parameter });
    expect(found).toEqual({ isThere: true, doubts: [] });
    expect(decided({ 'Fn::Equals': [value, `${text}0`] }, { P: parameter })).toEqual({ isThere: false, doubts: [] });
  });

  test('ask for the value that the templates store in SSM Parameter Store', () => {
    const Stored = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/env', Value: 'prod' } };
    const asked = { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] };
    expect(decided(asked, SSM, { Stored })).toEqual({ isThere: true, doubts: [] });
  });

  test('that ask for a value which only the account has leave the resource out, and say so', () => {
    const { isThere, doubts } = decided({ 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] }, SSM);
    expect(isThere).toBe(false);
    expect(doubts).toEqual([
      expect.stringMatching(/^Shop\/Work: Shop condition Asked: .* is the SSM parameter '\/env'/),
    ]);
  });

  test('that nothing defines leave the resource out, and say so', () => {
    expect(decided(undefined, {}).doubts).toEqual(['Shop/Work: Shop condition Asked: cannot decide undefined']);
  });

  const doubt = "the parameter 'Stage' has no default; give it one";
  test.each<[string, unknown, boolean, readonly string[]]>([
    ['left out by it', PROD, false, [`Shop/Work: Shop condition Asked: ${doubt}`]],
    ['left out by one of the same stack', { Condition: 'Prod' }, false, [`Shop/Work: Shop condition Prod: ${doubt}`]],
    ['left out by both', { 'Fn::And': [PROD, PROD] }, false, [`Shop/Work: Shop condition Asked: ${doubt}`]],
    ['left out by either', { 'Fn::Or': [NO, PROD] }, false, [`Shop/Work: Shop condition Asked: ${doubt}`]],
    ['left out whatever it is', { 'Fn::And': [PROD, NO] }, false, []],
    ['there by it', { 'Fn::Not': [PROD] }, true, []],
    ['there whatever it is', { 'Fn::Or': [PROD, { 'Fn::Not': [NO] }] }, true, []],
  ])('on a parameter without a default: a resource %s', (_, asked, isThere, doubts) => {
    expect(decided(asked, STAGE)).toEqual({ isThere, doubts });
  });

  test('of a nested stack ask for what its parent gives, resources too', () => {
    const Nested = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { Parameters: { Table: { Ref: 'Orders' }, Stage: { Ref: 'Stage' } } },
    };
    const parent = stackOf({ Orders: ORDERS, Nested }, { parameters: STAGE });
    const nested = stackOf(
      { A: { ...queue(), Condition: 'Named' }, B: { ...queue(), Condition: 'Prod' } },
      {
        ...{ stackName: 'Shop-Nested', parent: { stackName: 'Shop', logicalId: 'Nested' } },
        parameters: { Table: {}, Stage: {} },
        conditions: { Named: { 'Fn::Equals': [{ Ref: 'Table' }, 'orders'] }, Prod: PROD },
      },
    );
    const templates = new Templates(assemblyOf(parent, nested));
    expect(templates.ofType('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['A']);
    expect(templates.undecided).toEqual([
      {
        ...{ stackName: 'Shop-Nested', logicalId: 'B', path: 'Shop-Nested/B', type: 'AWS::SQS::Queue' },
        reason: `Shop-Nested condition Prod: ${doubt}`,
      },
    ]);
  });
});

test.each([
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
])('the partition of a stack is that of its Region: %s', (region, partition, domain) => {
  const place = { environment: { account: '123456789012', region } };
  const value = { 'Fn::Sub': '${AWS::Partition} ${AWS::URLSuffix} ${AWS::StackId}' };
  const templates = templatesOf({ Probe: { Type: 'Custom::Probe', Properties: { value } } }, place);
  const id = `arn:${partition}:cloudformation:${region}:123456789012:stack/Shop/rehearsal`;
  expect(templates.find('Probe').properties.value).toBe(`${partition} ${domain} ${id}`);
});

describe('across stacks', () => {
  test('ImportValue finds the export of another stack, the export name resolved too', () => {
    const hub = stackOf(
      { Topic: { Type: 'AWS::SNS::Topic' } },
      {
        stackName: 'Hub',
        outputs: { Out: { Value: { Ref: 'Topic' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Topic' } } } },
      },
    );
    const shop = stackOf({
      Probe: { Type: 'Custom::Probe', Properties: { value: { 'Fn::ImportValue': 'Hub:Topic' } } },
    });
    const templates = new Templates(assemblyOf(shop, hub));
    expect(templates.find('Probe').properties.value).toBe('arn:aws:sns:us-east-1:123456789012:Hub-Topic');
  });

  test('stacks of one name are refused: they could not be told apart', () => {
    const twin = {
      stackName: 'Shop',
      path: 'Prod/Shop',
      environment: { account: '123456789012', region: 'eu-west-1' },
    };
    const message = messageOf(() => new Templates(assemblyOf(stackOf({}, { stackName: 'Shop' }), stackOf({}, twin))));
    expect(message).toContain("2 stacks named 'Shop' (Shop in us-east-1, Prod/Shop in eu-west-1)");
  });

  test('nested stacks get parameters from their parent and give outputs back', () => {
    const parent = stackOf({
      Orders: ORDERS,
      Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Table: { Ref: 'Orders' } } } },
      Probe: { Type: 'Custom::Probe', Properties: { value: { 'Fn::GetAtt': ['Nested', 'Outputs.Queue'] } } },
    });
    const nested = stackOf(
      {
        Inner: queue({ QueueName: { 'Fn::Join': ['-', [{ Ref: 'Table' }, { Ref: 'Suffix' }]] } }),
      },
      {
        stackName: 'Shop-Nested',
        parent: { stackName: 'Shop', logicalId: 'Nested' },
        parameters: { Table: {}, Suffix: { Default: 'queue' } },
        outputs: { Queue: { Value: { 'Fn::GetAtt': ['Inner', 'Arn'] } } },
      },
    );
    const templates = new Templates(assemblyOf(parent, nested));
    expect(templates.find('Inner').name).toBe('orders-queue');
    expect(templates.find('Probe').properties.value).toBe('arn:aws:sqs:us-east-1:123456789012:orders-queue');
  });
});

test('a nested stack whose resource is left out by a condition is left out too, with all below it', () => {
  const nestedIn = (stackName: string, logicalId: string) => ({
    stackName: `${stackName}-${logicalId}`,
    parent: { stackName, logicalId },
  });
  const nested = { Type: 'AWS::CloudFormation::Stack' };
  const parent = stackOf(
    { Gone: { ...nested, Condition: 'No' }, Here: nested },
    { conditions: { No: { 'Fn::Equals': ['a', 'b'] } } },
  );
  const gone = stackOf({ Deeper: nested, A: queue() }, nestedIn('Shop', 'Gone'));
  const deeper = stackOf({ B: queue() }, nestedIn('Shop-Gone', 'Deeper'));
  const here = stackOf({ C: queue() }, nestedIn('Shop', 'Here'));
  const templates = new Templates(assemblyOf(parent, gone, deeper, here));
  expect(templates.ofType('AWS::SQS::Queue').map(({ logicalId }) => logicalId)).toEqual(['C']);
});

test('a resource whose name cannot be resolved is found under no name, and hides no other', () => {
  const templates = templatesOf({ Broken: queue({ QueueName: { Ref: 'Nothing' } }), Payments: queue() });
  expect(templates.byIdentity('Shop-Payments', 'AWS::SQS::Queue')?.logicalId).toBe('Payments');
});

test('a function is found by the ARN of its alias', () => {
  const templates = templatesOf({
    Charge: { Type: 'AWS::Lambda::Function' },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Charge' }, Name: 'live' } },
    Probe: { Type: 'Custom::Probe', Properties: { value: { Ref: 'Live' } } },
  });
  const alias = String(templates.find('Probe').properties.value);
  expect(alias).toMatch(/:function:Shop-Charge:live$/);
  expect(templates.byIdentity(alias, 'AWS::Lambda::Function')?.logicalId).toBe('Charge');
});

describe('what cannot be resolved', () => {
  test.each<[string, unknown, string]>([
    [
      'a Ref to nothing',
      { Ref: 'Ordrs' },
      `Shop/Probe.value: cannot resolve {"Ref":"Ordrs"}: 'Ordrs' is neither a resource nor a parameter`,
    ],
    [
      'an unknown attribute',
      { a: [{ 'Fn::GetAtt': ['Orders', 'Colour'] }] },
      'Shop/Probe.value.a[0]: cannot resolve {"Fn::GetAtt":["Orders","Colour"]}: the attribute is not rehearsed',
    ],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Ordrs', 'Arn'] }, 'Shop/Probe.value: cannot resolve'],
    [
      'an export of nobody',
      { 'Fn::ImportValue': 'nobody' },
      'Shop/Probe.value: cannot resolve {"Fn::ImportValue":"nobody"}: no stack exports it',
    ],
    ['a mapping without the entry', { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'the mapping has no such entry'],
    ['a variable of nothing', { 'Fn::Sub': 'x ${Ordrs} y' }, `'Ordrs' is not known`],
    ['an element beyond the list', { 'Fn::Select': [5, ['a']] }, 'there is no such element'],
    [
      'Join of what is no list',
      { 'Fn::Join': [',', { Ref: 'Orders' }] },
      'Shop/Probe.value: cannot resolve {"Fn::Join":[",",{"Ref":"Orders"}]}: it needs a list, got "orders"',
    ],
    ['arguments that are no list', { 'Fn::Join': 'a' }, 'it needs a list'],
    ['an undefined condition', { 'Fn::If': ['Unknown', 1, 2] }, 'Shop condition Unknown: cannot decide'],
    ['a function of another kind', { 'Fn::Unheard': ['a'] }, 'this function is not rehearsed'],
    [
      'a macro',
      { a: { 'Fn::Transform': { Name: 'Include' } } },
      `Shop/Probe.value.a: cannot resolve {"Fn::Transform":{"Name":"Include"}}: the macro 'Include' runs only in CloudFormation`,
    ],
    ['a block without room', { 'Fn::Cidr': ['10.0.0.0/24', 2, 8] }, 'it needs an IPv4 block that has room'],
    ['a length of no list', { 'Fn::Length': 'abc' }, 'it needs a list, got "abc"'],
  ])('%s is named with resource and property', (_what, value, message) => {
    expect(messageOf(() => resolved(value))).toContain(message);
  });

  test('does no harm to the other properties of the resource', () => {
    const templates = templatesOf({ Payments: queue({ KmsMasterKeyId: { Ref: 'Nothing' }, DelaySeconds: 7 }) });
    const { properties } = templates.find('Payments');
    expect([properties.DelaySeconds, Object.keys(properties)]).toEqual([7, ['KmsMasterKeyId', 'DelaySeconds']]);
    expect(messageOf(() => properties.KmsMasterKeyId)).toContain('Shop/Payments.KmsMasterKeyId: cannot resolve');
  });

  test('does no harm to resources that nobody asks about', () => {
    const templates = templatesOf({ Broken: queue({ QueueName: { Ref: 'Nothing' } }), Payments: queue() });
    expect(templates.find('Payments').name).toBe('Shop-Payments');
    expect(() => templates.find('Broken').name).toThrow('Shop/Broken.QueueName: cannot resolve');
  });
});

describe('finding resources', () => {
  const at = (path: string) => ({ Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': path } });
  const templates = templatesOf({
    Payments1A2B: at('Shop/Orders/Payments/Resource'),
    Refunds3C4D: at('Shop/Refunds/Payments/Resource'),
    Mails5E6F: at('Shop/Mails/Resource'),
    Table: ORDERS,
  });
  test.each([
    ['Payments1A2B', 'Payments1A2B'],
    ['@Payments1A2B', 'Payments1A2B'],
    ['Shop/Refunds/Payments', 'Refunds3C4D'],
    ['Shop/Refunds/Payments/Resource', 'Refunds3C4D'],
    ['Orders/Payments', 'Payments1A2B'],
    ['Mails', 'Mails5E6F'],
  ])('%s means %s', (id, logicalId) => {
    expect(templates.find(id).logicalId).toBe(logicalId);
  });

  test('an ambiguous end of a path is refused with the candidates', () => {
    expect(messageOf(() => templates.find('Payments', 'AWS::SQS::Queue'))).toBe(
      "'Payments' means more than one AWS::SQS::Queue; give one of: Shop/Orders/Payments, Shop/Refunds/Payments",
    );
  });

  test('an unknown one is refused with those there are', () => {
    expect(messageOf(() => templates.find('Paymnts', 'AWS::SQS::Queue'))).toBe(
      "there is no AWS::SQS::Queue 'Paymnts'; give one of: Shop/Mails, Shop/Orders/Payments, Shop/Refunds/Payments",
    );
    expect(messageOf(() => templates.find('Mials', 'AWS::SQS::Queue'))).toBe(
      "there is no AWS::SQS::Queue 'Mials'; did you mean 'Mails'? There are: Shop/Mails, Shop/Orders/Payments, Shop/Refunds/Payments",
    );
    expect(messageOf(() => templates.find('Mails', 'AWS::Lambda::Function', 'AWS::SNS::Topic'))).toBe(
      "there is no AWS::Lambda::Function or AWS::SNS::Topic 'Mails'; give one of: (the templates have none)",
    );
  });

  test('half a word of a path is not its end', () => {
    expect(() => templates.find('ails')).toThrow("there is no resource 'ails'");
  });

  test('by ARN, name or Ref', () => {
    for (const identity of ['arn:aws:dynamodb:us-east-1:123456789012:table/orders', 'orders']) {
      expect(templates.byIdentity(identity, 'AWS::DynamoDB::Table')?.logicalId).toBe('Table');
    }
    const url = 'https://sqs.us-east-1.amazonaws.com/123456789012/Shop-Mails5E6F';
    expect(templates.byIdentity(url, 'AWS::SQS::Queue')?.logicalId).toBe('Mails5E6F');
    expect(templates.byIdentity('orders', 'AWS::SQS::Queue')).toBeUndefined();
  });
});
