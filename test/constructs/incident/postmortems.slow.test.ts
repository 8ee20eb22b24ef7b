import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SloEvaluation } from '../../../lib';
import { ensureBundles, newStack, type Properties, resources } from '../template';
import { hubTemplate, newHub, permissions, show } from './hub-template';

beforeAll(ensureBundles);

const functionOf = (template: Template, id: string): Properties =>
  Object.entries(resources(template, 'AWS::Lambda::Function')).find(([name]) => name.includes(id))?.[1];
const variablesOf = (template: Template, id: string) => functionOf(template, id).Environment.Variables;
const alarmsOf = (template: Template) =>
  Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => String(show(AlarmName)));

describe('the journal', () => {
  test('reads new timeline entries of the stream, by a mapping of its own', () => {
    const template = hubTemplate();
    const mappings = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'));
    const ofStream = mappings.filter(({ EventSourceArn }) => show(EventSourceArn).endsWith('.StreamArn'));
    // A shard of a stream takes two readers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    expect(ofStream).toHaveLength(2);
    const [journal] = ofStream.filter(({ FunctionName }) => show(FunctionName).includes('PublishIncidents'));
    expect(journal).toMatchObject({
      BatchSize: 25,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 3_600,
      StartingPosition: 'TRIM_HORIZON',
    });
    expect(journal.FilterCriteria.Filters.map(({ Pattern }: Properties) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'TL#' }] } } } },
    ]);
    expect(show(journal.DestinationConfig.OnFailure.Destination)).toBe('JournalDeadLetters.Arn');
    expect(functionOf(template, 'PublishIncidents').DeadLetterConfig).toBeUndefined();
  });

  test('may read the table, tell the one bus, and write its dead letters', () => {
    const template = hubTemplate();
    expect(permissions(template, 'PublishIncidents')).toEqual({
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:Query': ['Table.Arn'],
      'dynamodb:GetRecords': ['Table.StreamArn'],
      'dynamodb:GetShardIterator': ['Table.StreamArn'],
      'dynamodb:DescribeStream': ['Table.StreamArn'],
      'dynamodb:ListStreams': ['Table.Arn/stream/*'],
      'events:PutEvents': ['Bus.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'logs:CreateLogStream': ['JournalPublishIncidentsLogs.Arn'],
      'logs:PutLogEvents': ['JournalPublishIncidentsLogs.Arn'],
      'sqs:SendMessage': ['JournalDeadLetters.Arn'],
      ...TRACES,
    });
    expect(show(variablesOf(template, 'PublishIncidents').SIGHTLINE_BUS)).toBe('Bus');
    expect(show(variablesOf(template, 'PublishIncidents').SIGHTLINE_DEAD_LETTER_URL)).toBe('JournalDeadLetters');
    expect(alarmsOf(template).filter((name) => name.includes('DeadIncidentEvents'))).toHaveLength(1);
  });
});

describe('post-mortems', () => {
  test('are woken by changes of incidents and by deploys, from the hub’s bus, with retries and dead letters', () => {
    const template = hubTemplate();
    const rules = Object.values(resources(template, 'AWS::Events::Rule')).filter(({ Targets }) =>
      Targets.some(({ Arn }: Properties) => show(Arn).includes('WritePostmortem')),
    );
    expect(rules.map(({ EventBusName, EventPattern }) => [show(EventBusName), EventPattern])).toEqual([
      [
        'Bus',
        {
          source: ['sightline'],
          'detail-type': ['Sightline Incident'],
          detail: { change: ['opened', 'reopened', 'resolved', 'postmortem'] },
        },
      ],
      ['Bus', { source: ['sightline'], 'detail-type': ['Sightline Deploy'] }],
    ]);
    for (const { Targets } of rules) {
      expect(Targets).toHaveLength(1);
      expect(show(Targets[0].DeadLetterConfig.Arn)).toBe('PostmortemsDeadLetters.Arn');
      expect(Targets[0].RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
    }
    expect(show(functionOf(template, 'WritePostmortem').DeadLetterConfig.TargetArn)).toBe('PostmortemsDeadLetters.Arn');
    expect(alarmsOf(template).filter((name) => name.includes('DeadPostmortems'))).toHaveLength(1);
  });

  test('may read what drafts are made of and write the table, and no more', () => {
    expect(permissions(hubTemplate(), 'WritePostmortem')).toEqual({
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:PutItem': ['Table.Arn'],
      'dynamodb:Query': ['Table.Arn', 'Table.Arn/index/gsi1', 'Table.Arn/index/gsi2'],
      'kms:Decrypt': expect.arrayContaining(['Key.Arn']),
      'kms:GenerateDataKey': expect.arrayContaining(['Key.Arn']),
      'logs:CreateLogStream': ['PostmortemsWritePostmortemLogs.Arn'],
      'logs:PutLogEvents': ['PostmortemsWritePostmortemLogs.Arn'],
      'sqs:SendMessage': ['PostmortemsDeadLetters.Arn'],
      'xray:GetTraceSummaries': ['*'],
      ...CONFIG,
      ...TRACES,
    });
  });

  test('read an evaluation of objectives where they are given one', () => {
    const stack = newStack('Hub');
    const encryptionKey = new Key(stack, 'SloKey');
    const evaluation = new SloEvaluation(stack, 'Slos', { name: 'shop', encryptionKey });
    newHub({ postmortems: { evaluation, rehearsalReportUrl: 'https://ci.example.com/night.html?job=1' } }, stack);
    const template = Template.fromStack(stack);
    const variables = variablesOf(template, 'WritePostmortem');
    expect(variables).toMatchObject({
      SIGHTLINE_SLO_EVALUATION: 'shop',
      SIGHTLINE_REPORT_URL: 'https://ci.example.com/night.html?job=1',
    });
    expect(show(variables.SIGHTLINE_SLO_TABLE)).toMatch(/^SlosTable/);
    const granted = permissions(template, 'WritePostmortem');
    expect(granted['dynamodb:Query']).toContainEqual(expect.stringMatching(/^SlosTable\w+\.Arn$/));
    expect(granted['kms:Decrypt']).toContainEqual(expect.stringMatching(/^SloKey\w+\.Arn$/));
    expect(granted['ssm:GetParametersByPath']).toContainEqual(expect.stringMatching(/sightline-slos\/shop\/\*$/));
  });

  test('without an evaluation none is read', () => {
    const variables = variablesOf(hubTemplate({ postmortems: {} }), 'WritePostmortem');
    expect(Object.keys(variables).filter((name) => /SLO|REPORT/.test(name))).toEqual([]);
  });

  test('may be left out; the journal stays', () => {
    const template = hubTemplate({ postmortems: false });
    expect(functionOf(template, 'WritePostmortem')).toBeUndefined();
    expect(functionOf(template, 'PublishIncidents')).toBeDefined();
    expect(alarmsOf(template).filter((name) => name.includes('DeadPostmortems'))).toEqual([]);
  });

  test.each<[string, unknown, RegExp]>([
    ['an unknown option', { reportUrl: 'https://x.example' }, /postmortems.*'reportUrl'/],
    [
      'an address in the clear',
      { rehearsalReportUrl: 'http://x.example' },
      /must be an https address without '#', got 'http:/,
    ],
    ['an address with a place in it', { rehearsalReportUrl: 'https://x.example/#t' }, /without '#'/],
    ['no address', { rehearsalReportUrl: 'ci' }, /got 'ci'/],
    [
      'an evaluation by name',
      { evaluation: SloEvaluation.fromEvaluationName('shop') },
      /must be a SloEvaluation of this app/,
    ],
    ['true', true, /postmortems: pass an object of options, got true/],
  ])('%s is refused', (_, postmortems, message) => {
    expect(() => newHub({ postmortems: postmortems as never })).toThrow(message);
  });
});

const TRACES = { 'xray:PutTraceSegments': ['*'], 'xray:PutTelemetryRecords': ['*'] };
const CONFIG = {
  'ssm:GetParametersByPath': [
    expect.stringMatching(/parameter\/sightline\/sightline$/),
    expect.stringMatching(/parameter\/sightline\/sightline\/\*$/),
  ],
};
