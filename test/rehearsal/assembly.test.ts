import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { readAssembly } from '../../lib/rehearsal/assembly';
import { messageOf, temporaryDirectory } from './support';

const directory = temporaryDirectory();
afterAll(() => directory.remove());

let serial = 0;
/** Writes the files of one assembly below a folder of its own. */
function assembly(files: Readonly<Record<string, unknown>>): string {
  serial += 1;
  for (const [file, content] of Object.entries(files)) directory.write(`${serial}/${file}`, content);
  return `${directory.path}/${serial}`;
}

function stackArtifact(templateFile: string, more: object = {}) {
  return { type: 'aws:cloudformation:stack', properties: { templateFile }, ...more };
}

const TABLE = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } };

describe('what is no assembly', () => {
  test('a directory that does not exist is said to be missing', () => {
    expect(messageOf(() => readAssembly(`${directory.path}/nowhere`))).toMatch(
      /nowhere' is not a cloud assembly: there is no such directory; run 'cdk synth'/,
    );
  });

  test('a file is said to be one', () => {
    const file = directory.write('a-file', 'x');
    expect(messageOf(() => readAssembly(file))).toMatch(/a-file' is not a cloud assembly: it is a file; /);
  });

  test('a directory without a manifest is told apart', () => {
    const path = assembly({ 'other.json': {} });
    expect(messageOf(() => readAssembly(path))).toBe(
      `'${path}' is not a cloud assembly: it has no manifest.json; run 'cdk synth' and give its output directory`,
    );
  });

  test.each([
    ['{"artifacts": ', /cannot read '.*manifest.json' of the cloud assembly: .*JSON.*; run 'cdk synth' again$/],
    ['null', /cannot read '.*manifest.json' of the cloud assembly: it is JSON but not an object;/],
  ])('a broken manifest (%s) is named', (text, message) => {
    expect(messageOf(() => readAssembly(assembly({ 'manifest.json': text })))).toMatch(message);
  });

  test.each([
    ['a broken template', { 'Shop.template.json': '{"Resources": {' }, /Shop\.template\.json' .*JSON/],
    ['a template that is null', { 'Shop.template.json': 'null' }, /Shop\.template\.json' .*not an object/],
    ['a missing template', {}, /Shop\.template\.json' .*ENOENT/],
  ])('%s is named', (_what, files, message) => {
    const manifest = { artifacts: { Shop: stackArtifact('Shop.template.json') } };
    expect(messageOf(() => readAssembly(assembly({ 'manifest.json': manifest, ...files })))).toMatch(message);
  });

  test('an assembly without stacks is refused', () => {
    const path = assembly({ 'manifest.json': { artifacts: { Tree: { type: 'cdk:tree' } } } });
    expect(messageOf(() => readAssembly(path))).toBe(
      `the cloud assembly '${path}' has no stacks; check that the app defines one`,
    );
    expect(messageOf(() => readAssembly(assembly({ 'manifest.json': {} })))).toMatch(/has no stacks/);
  });
});

describe('what is one', () => {
  test('reads name, environment and resources of a stack', () => {
    const { stacks } = readAssembly(
      assembly({
        'manifest.json': {
          artifacts: {
            'Shop.assets': { type: 'cdk:asset-manifest' },
            Shop: stackArtifact('Shop.template.json', {
              environment: 'aws://111122223333/eu-central-1',
              properties: { templateFile: 'Shop.template.json', stackName: 'shop-prod' },
            }),
          },
        },
        'Shop.template.json': {
          Resources: { Orders: { ...TABLE, Condition: 'Here', Metadata: { 'aws:cdk:path': 'Shop/Orders/Resource' } } },
          Conditions: { Here: { 'Fn::Equals': ['a', 'a'] } },
        },
      }),
    );
    expect(stacks).toMatchObject([
      {
        stackName: 'shop-prod',
        environment: { account: '111122223333', region: 'eu-central-1' },
        resources: [
          {
            logicalId: 'Orders',
            type: 'AWS::DynamoDB::Table',
            properties: { TableName: 'orders' },
            condition: 'Here',
            path: 'Shop/Orders/Resource',
          },
        ],
        conditions: { Here: expect.anything() },
        outputs: {},
      },
    ]);
  });

  test('an environment-agnostic stack is rehearsed in a made-up account', () => {
    const artifact = stackArtifact('t.json', { environment: 'aws://unknown-account/unknown-region' });
    const [agnostic] = readAssembly(
      assembly({ 'manifest.json': { artifacts: { Shop: artifact } }, 't.json': {} }),
    ).stacks;
    expect(agnostic).toMatchObject({
      stackName: 'Shop',
      environment: { account: '123456789012', region: 'us-east-1' },
      resources: [],
    });
  });

  test('stacks of stages, however deep, are read from their own assemblies', () => {
    const nested = (directoryName: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });
    const { stacks } = readAssembly(
      assembly({
        'manifest.json': { artifacts: { Prod: nested('assembly-Prod'), Hub: stackArtifact('Hub.json') } },
        'Hub.json': {},
        'assembly-Prod/manifest.json': { artifacts: { Eu: nested('assembly-Eu'), Shop: stackArtifact('Shop.json') } },
        'assembly-Prod/Shop.json': {},
        'assembly-Prod/assembly-Eu/manifest.json': { artifacts: { ShopEu: stackArtifact('ShopEu.json') } },
        'assembly-Prod/assembly-Eu/ShopEu.json': { Resources: { Orders: TABLE } },
      }),
    );
    expect(stacks.map(({ stackName, resources }) => [stackName, resources.length])).toEqual([
      ['ShopEu', 1],
      ['Shop', 0],
      ['Hub', 0],
    ]);
  });

  test('nested stacks follow their parent and know it', () => {
    const { stacks } = readAssembly(
      assembly({
        'manifest.json': { artifacts: { Shop: stackArtifact('Shop.json') } },
        'Shop.json': {
          Resources: {
            Alarms: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Alarms.nested.json' } },
            Elsewhere: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com' } },
          },
        },
        'Alarms.nested.json': { Resources: { Orders: TABLE }, Parameters: { Name: { Type: 'String' } } },
      }),
    );
    expect(stacks).toMatchObject([
      { stackName: 'Shop' },
      {
        stackName: 'Shop-Alarms',
        parent: { stackName: 'Shop', logicalId: 'Alarms' },
        resources: [{ logicalId: 'Orders' }],
        parameters: { Name: { Type: 'String' } },
      },
    ]);
  });

  test('nested stacks are read without the metadata that the CDK CLI adds, with their construct paths', () => {
    const app = new App();
    const shop = new Stack(app, 'Shop');
    for (const scope of [shop, new NestedStack(shop, 'Web'), new NestedStack(new NestedStack(shop, 'Deep'), 'Er')])
      new Queue(scope, 'Work');
    const { stacks } = readAssembly(app.synth().directory);
    const queues = stacks.flatMap(({ resources }) => resources.filter(({ type }) => type === 'AWS::SQS::Queue'));
    expect(queues.map(({ metadata }) => metadata)).toEqual([{}, {}, {}]);
    expect(queues.map(({ path }) => path).sort()).toEqual([
      'Shop/Deep/Er/Work/Resource',
      'Shop/Web/Work/Resource',
      'Shop/Work/Resource',
    ]);
  });

  test('an asset manifest that is not there, or says nothing, harms nothing', () => {
    const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://b/key.json' } };
    const assets = (file?: string) => ({ type: 'cdk:asset-manifest', properties: { file } });
    const path = assembly({
      'manifest.json': {
        artifacts: {
          Shop: stackArtifact('Shop.json', { dependencies: ['Gone', 'Empty', 'Odd', 'Nowhere', 'Other'] }),
          ...{ Gone: assets('gone.json'), Empty: assets('empty.json'), Odd: assets('odd.json'), Other: assets() },
        },
      },
      'Shop.json': { Resources: { Nested } },
      'empty.json': {},
      'odd.json': { files: { a: {}, b: { source: { path: 'b.json' }, destinations: { here: {} } } } },
    });
    expect(readAssembly(path).stacks.map(({ stackName }) => stackName)).toEqual(['Shop']);
  });

  test('construct paths come from the template, else from the manifest, else from its metadata file', () => {
    const metadata = {
      '/Shop/Orders/Resource': [{ type: 'aws:cdk:logicalId', data: 'Orders1234' }],
      '/Shop/Other': [{ type: 'aws:cdk:warning', data: 'beware' }],
    };
    const template = {
      Resources: {
        Orders1234: TABLE,
        Own: { ...TABLE, Metadata: { 'aws:cdk:path': 'Shop/Own/Resource' } },
        Bare: TABLE,
      },
    };
    const expected = ['Shop/Orders/Resource', 'Shop/Own/Resource', 'Shop/Bare'];
    const inline = assembly({
      'manifest.json': { artifacts: { Shop: stackArtifact('Shop.json', { metadata }) } },
      'Shop.json': template,
    });
    const inFile = assembly({
      'manifest.json': {
        artifacts: { Shop: stackArtifact('Shop.json', { additionalMetadataFile: 'Shop.metadata.json' }) },
      },
      'Shop.json': template,
      'Shop.metadata.json': metadata,
    });
    for (const path of [inline, inFile]) {
      expect(readAssembly(path).stacks[0]?.resources.map((resource) => resource.path)).toEqual(expected);
    }
  });
});

test('what a macro writes is kept as one resource, to be named as not rehearsed', () => {
  const include = { Name: 'AWS::Include', Parameters: { Location: 's3://x' } };
  const template = {
    Resources: {
      'Fn::Transform': include,
      Inner: { 'Fn::Transform': include },
      Part: { ...TABLE, 'Fn::Transform': {} },
    },
  };
  const manifest = { artifacts: { Shop: stackArtifact('Shop.template.json') } };
  const { stacks } = readAssembly(assembly({ 'manifest.json': manifest, 'Shop.template.json': template }));
  expect(stacks[0]?.resources.map(({ logicalId, type }) => [logicalId, type])).toEqual([
    ['Fn::Transform', 'Fn::Transform'],
    ['Inner', 'Fn::Transform'],
    ['Part', 'AWS::DynamoDB::Table'],
  ]);
});

test('a loop of the language extensions is kept as one resource, to be named as not rehearsed', () => {
  const template = {
    Resources: { Orders: TABLE, 'Fn::ForEach::Queues': ['Name', ['a', 'b'], {}] },
    Rules: { Check: {} },
  };
  const manifest = { artifacts: { Shop: stackArtifact('Shop.template.json') } };
  const { stacks } = readAssembly(assembly({ 'manifest.json': manifest, 'Shop.template.json': template }));
  expect(stacks[0]?.resources.map(({ logicalId, type }) => [logicalId, type])).toEqual([
    ['Orders', 'AWS::DynamoDB::Table'],
    ['Fn::ForEach::Queues', 'Fn::ForEach'],
  ]);
});
