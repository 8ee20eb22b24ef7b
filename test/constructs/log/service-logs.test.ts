import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  CustomDataIdentifier,
  DataIdentifier,
  FieldIndexPolicy,
  FilterPattern,
  LogGroup,
  LogGroupClass,
  RetentionDays,
} from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { ERROR_PATTERN } from '../../../lib/constructs/log/error-subscription';
import { ServiceLogs, type ServiceLogsProps } from '../../../lib/constructs/log/service-logs';
import { compileFilterPattern } from '../../../lib/core/signal/filter-pattern';
import { newFunction, newStack, type Properties, resources } from '../template';
import { middlewareLines } from './lines';

type Given = Omit<Partial<ServiceLogsProps>, 'functions'>;

function synth(props: Given = {}, stack = newStack()) {
  const fn = newFunction(stack, 'PlaceOrder');
  const made = new ServiceLogs(stack, 'Logs', { service: 'checkout', environment: 'prod', functions: [fn], ...props });
  return { made, fn, stack, template: Template.fromStack(stack) };
}

const logGroupOf = (template: Template): Properties => Object.values(resources(template, 'AWS::Logs::LogGroup'))[0];
const warnings = (stack: Stack) =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

describe('the log group of a function', () => {
  test('gets indexes on the ids that people search by, and is else left as it is', () => {
    const { template, stack } = synth();
    expect(logGroupOf(template)).toEqual({
      LogGroupName: expect.anything(),
      RetentionInDays: 731,
      FieldIndexPolicies: [{ Fields: ['requestId', 'correlationId', 'operation', 'level', 'error.fingerprint'] }],
    });
    template.resourceCountIs('AWS::Logs::LogAnomalyDetector', 0);
    template.resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
    expect(warnings(stack)).toEqual([]);
  });

  test('is kept as long as asked, for ever too', () => {
    expect(logGroupOf(synth({ retention: RetentionDays.ONE_MONTH }).template).RetentionInDays).toBe(30);
    expect(logGroupOf(synth({ retention: RetentionDays.INFINITE }).template)).not.toHaveProperty('RetentionInDays');
  });

  test('has no indexes where none are wanted', () => {
    expect(logGroupOf(synth({ fieldIndexes: [] }).template)).not.toHaveProperty('FieldIndexPolicies');
  });

  test('that several functions share is taken once', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Shared');
    const functions = ['A', 'B'].map((id) => newFunction(stack, id, { logGroup }));
    new ServiceLogs(stack, 'Logs', { service: 'a', environment: 'b', functions, logGroups: [logGroup], anomalies: {} });
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogAnomalyDetector', 1);
  });

  test('keeps policies of its own, and synth says so', () => {
    const stack = newStack();
    const fieldIndexPolicies = [new FieldIndexPolicy({ fields: ['mine'] })];
    const logGroup = new LogGroup(stack, 'Own', { fieldIndexPolicies });
    new ServiceLogs(stack, 'Logs', { service: 'a', environment: 'b', logGroups: [logGroup] });
    expect(logGroupOf(Template.fromStack(stack)).FieldIndexPolicies).toEqual([{ Fields: ['mine'] }]);
    expect(warnings(stack)).toEqual([expect.stringContaining("'Checkout/Own' has a policy of its own, which stays")]);
  });

  test('of another class has neither masks nor indexes, and synth says so', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Rare', { logGroupClass: LogGroupClass.INFREQUENT_ACCESS });
    new ServiceLogs(stack, 'Logs', { service: 'a', environment: 'b', logGroups: [logGroup], dataProtection: {} });
    const properties = logGroupOf(Template.fromStack(stack));
    expect(Object.keys(properties)).toEqual(expect.not.arrayContaining(['FieldIndexPolicies', 'DataProtectionPolicy']));
    expect(warnings(stack)).toEqual([expect.stringContaining('is not of the class Standard')]);
  });
});

describe('data protection', () => {
  test('finds and masks secrets, cards and mail addresses', () => {
    const { Name, Version, Statement, Configuration } = logGroupOf(
      synth({ dataProtection: {} }).template,
    ).DataProtectionPolicy;
    expect([Name, Version, Configuration]).toEqual(['sightline-data-protection', '2021-06-01', undefined]);
    expect(Statement.map(({ Operation }: Properties) => Object.keys(Operation))).toEqual([['Audit'], ['Deidentify']]);
    expect(Statement[0].DataIdentifier).toEqual(Statement[1].DataIdentifier);
    expect(Statement[0].DataIdentifier).toContainEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dataprotection::aws:data-identifier/EmailAddress']],
    });
  });

  test('takes identifiers of the user, and tells findings to a log group', () => {
    const stack = newStack();
    const findings = new LogGroup(stack, 'Findings');
    const identifiers = [DataIdentifier.SSN_US, new CustomDataIdentifier('OrderId', 'ord-\\d{8}')];
    const { template } = synth({ dataProtection: { identifiers, findings } }, stack);
    const groups = Object.entries(resources(template, 'AWS::Logs::LogGroup'));
    const policies = groups.map(([, { DataProtectionPolicy }]) => DataProtectionPolicy).filter(Boolean);
    expect(policies).toHaveLength(1);
    expect(policies[0].Configuration).toEqual({ CustomDataIdentifier: [{ Name: 'OrderId', Regex: 'ord-\\d{8}' }] });
    expect(policies[0].Statement[0].DataIdentifier[1]).toBe('OrderId');
    expect(policies[0].Statement[0].Operation.Audit.FindingsDestination).toEqual({
      CloudWatchLogs: { LogGroup: { Ref: expect.stringMatching(/^Findings/) } },
    });
  });
});

describe('anomaly detectors', () => {
  test('are one for each log group, with a metric for alarms', () => {
    const { template, made, fn } = synth({ anomalies: { visibilityTime: Duration.days(7), pattern: 'ERROR' } });
    const [detector] = Object.values(resources(template, 'AWS::Logs::LogAnomalyDetector'));
    expect(detector).toMatchObject({
      EvaluationFrequency: 'FIFTEEN_MIN',
      AnomalyVisibilityTime: 7,
      FilterPattern: 'ERROR',
    });
    expect(detector.LogGroupArnList).toHaveLength(1);
    expect(JSON.stringify(detector.LogGroupArnList)).toMatch(/:logs:.*:log-group:.*Ref/);
    expect(JSON.stringify(detector.LogGroupArnList)).not.toContain(':*');
    expect(made.metricAnomalies(fn)).toMatchObject({
      namespace: 'AWS/Logs',
      metricName: 'AnomalyCount',
      statistic: 'Sum',
      dimensions: { LogAnomalyDetector: detector.DetectorName, LogAnomalyPriority: 'HIGH' },
    });
    expect(made.metricAnomalies(fn.logGroup, 'LOW').dimensions).toMatchObject({ LogAnomalyPriority: 'LOW' });
  });

  test('have no metric where there are none', () => {
    const { made, fn, stack } = synth();
    expect(() => made.metricAnomalies(fn)).toThrow("has no anomaly detector here; pass 'anomalies: {}'");
    expect(() => made.metricAnomalies(newFunction(stack, 'Other'))).toThrow("pass it as one of 'functions'");
  });
});

describe('saved queries', () => {
  const queries = (template: Template) => Object.values(resources(template, 'AWS::Logs::QueryDefinition'));

  test('ask all log groups of the service, and take an id', () => {
    const found = queries(synth().template);
    expect(found.map(({ Name }) => Name)).toContain('Sightline/checkout-prod/errors, newest first');
    expect(found.every(({ LogGroupNames }) => LogGroupNames.length === 1)).toBe(true);
    expect(found.flatMap(({ Parameters = [] }) => Parameters)).toEqual([
      { Name: 'id', Description: expect.anything() },
    ]);
  });

  test('can also be one set for each function, or none', () => {
    expect(queries(synth({ savedQueries: 'none' }).template)).toEqual([]);
    const names = queries(synth({ savedQueries: 'each' }).template).map(({ Name }) => Name);
    expect(names).toContain('Sightline/checkout-prod/PlaceOrder/slowest requests');
    expect(names).toHaveLength(26);
  });

  test('name no log groups where there are more than a query takes', () => {
    const stack = newStack();
    const logGroups = Array.from({ length: 51 }, (_, n) => new LogGroup(stack, `L${n}`));
    new ServiceLogs(stack, 'Logs', { service: 'a', environment: 'b', logGroups });
    const found = queries(Template.fromStack(stack));
    expect(found.filter(({ LogGroupNames }) => LogGroupNames !== undefined)).toEqual([]);
    expect(warnings(stack)).toEqual([expect.stringContaining('has 51 log groups, and a query takes 50')]);
  });
});

describe('the subscription', () => {
  test('sends the lines of errors, and those alone', async () => {
    const stack = newStack();
    const errorDestination = new LambdaDestination(newFunction(stack, 'TrackErrors'));
    const { template } = synth({ errorDestination }, stack);
    const [filter] = Object.values(resources(template, 'AWS::Logs::SubscriptionFilter'));
    expect(filter.FilterPattern).toBe(ERROR_PATTERN);
    const pattern = compileFilterPattern(filter.FilterPattern);
    const matched = (await middlewareLines()).filter((line) => pattern.match(line));
    expect(matched.map((line) => JSON.parse(line).message)).toEqual(['POST /fail failed: TypeError: no such order']);
  });

  test('refuses a function that would be sent its own errors', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Track');
    const given = { service: 'a', environment: 'b', functions: [fn], errorDestination: new LambdaDestination(fn) };
    expect(() => new ServiceLogs(stack, 'Logs', given)).toThrow('a loop without end; leave that function out');
  });

  test('refuses a third one on a log group', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Log');
    const destination = new LambdaDestination(newFunction(stack, 'Track'));
    logGroup.addSubscriptionFilter('Mine', { destination, filterPattern: FilterPattern.allEvents() });
    const add = (id: string) =>
      new ServiceLogs(stack, id, {
        service: 'a',
        environment: 'b',
        logGroups: [logGroup],
        errorDestination: destination,
      });
    add('Second');
    expect(() => add('Third')).toThrow(
      "the log group 'Checkout/Log' has 2 subscription filters already, and 2 are allowed",
    );
  });
});

describe('what cannot be done is told at synth', () => {
  test('of functions without a log group in the template, and of imported ones', () => {
    const stack = new Stack();
    const functions = [newFunction(stack, 'Old'), LambdaFunction.fromFunctionName(stack, 'Far', 'far')];
    new ServiceLogs(stack, 'Logs', { service: 'a', environment: 'b', functions });
    const template = Template.fromStack(stack);
    template.resourceCountIs('Custom::LogRetention', 0);
    template.resourceCountIs('AWS::Logs::QueryDefinition', 0);
    const [old, far, ...others] = warnings(stack);
    expect(old).toMatch(
      /Old' is left as it is.*has no log group in the template; pass 'logGroup'.*sightline:logNotManaged/,
    );
    expect(far).toMatch(/Far' is left as it is.*pass that as one of 'logGroups'/);
    expect(others).toEqual([]);
  });

  test('of imported log groups, whose queries and detectors work all the same', () => {
    const stack = newStack();
    const logGroups = [LogGroup.fromLogGroupName(stack, 'Far', '/aws/lambda/far')];
    const given = { service: 'a', environment: 'b', logGroups, retention: RetentionDays.ONE_DAY, anomalies: {} };
    new ServiceLogs(stack, 'Logs', given);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogAnomalyDetector', 1);
    expect(warnings(stack)).toEqual([expect.stringContaining('so it gets no retention, fieldIndexes')]);
  });
});

describe('the door refuses', () => {
  const long = Array.from({ length: 21 }, (_, n) => `f${n}`);
  const custom = Array.from({ length: 11 }, (_, n) => new CustomDataIdentifier(`c${n}`, 'x'));
  test.each<[string, Given, string]>([
    ['unknown options', { retenton: 5 } as object, "there is no option 'retenton'; did you mean 'retention'?"],
    ['names', { service: 'a b' }, "'service' must be 1 to 64"],
    ['queries', { savedQueries: 'all' as 'each' }, "'savedQueries' must be 'service', 'each' or 'none', got \"all\""],
    ['many indexes', { fieldIndexes: long }, "'fieldIndexes' may name 20 fields at most, got 21"],
    ['double indexes', { fieldIndexes: ['a', 'a'] }, "'fieldIndexes' names 'a' twice"],
    ['long indexes', { fieldIndexes: ['x'.repeat(101)] }, "'fieldIndexes' have 1 to 100 characters each, got 101"],
    ['token indexes', { fieldIndexes: [Token.asString({ Ref: 'X' })] }, 'got a token'],
    ['a list as a token', { fieldIndexes: Token.asList({ Ref: 'X' }) }, "'fieldIndexes' must be known"],
    ['no identifiers', { dataProtection: { identifiers: [] } }, "'identifiers' must name at least one"],
    ['many own identifiers', { dataProtection: { identifiers: custom } }, 'at most 10 custom identifiers are allowed'],
    [
      'strange identifiers',
      { dataProtection: { identifiers: [new DataIdentifier('EmailAdress')] } },
      "there is no managed data identifier 'EmailAdress', did you mean 'EmailAddress'?",
    ],
    [
      'long own identifiers',
      { dataProtection: { identifiers: [new CustomDataIdentifier('a', 'x'.repeat(201))] } },
      'of 200 characters at most, got 201',
    ],
    ['unknown protection', { dataProtection: { finding: 1 } as object }, "did you mean 'findings'?"],
    [
      'frequencies',
      { anomalies: { evaluationFrequency: Duration.minutes(2) } },
      'must be 1, 5, 10, 15, 30, 60 minutes',
    ],
    ['visibility', { anomalies: { visibilityTime: Duration.days(6) } }, "'visibilityTime' must be 7 to 90 whole days"],
    ['anomaly patterns', { anomalies: { pattern: '{' } }, "Filter pattern '{' is not valid"],
    ['a pattern for nobody', { errorPattern: 'ERROR' }, "'errorPattern' needs an 'errorDestination'"],
  ])('%s', (_, props, message) => {
    expect(() => synth(props)).toThrow(message);
  });

  test('findings in a log group that is protected itself', () => {
    const stack = newStack();
    const logGroup = new LogGroup(stack, 'Log');
    const given = { service: 'a', environment: 'b', logGroups: [logGroup], dataProtection: { findings: logGroup } };
    expect(() => new ServiceLogs(stack, 'Logs', given)).toThrow("'findings' must not be 'Checkout/Log'");
  });
});
