import { Duration } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ErrorTracking, type ErrorTrackingProps } from '../../../lib/constructs/error/error-tracking';
import type { TrackErrorsOptions } from '../../../lib/constructs/error/tracked-logs';
import { Channel } from '../../../lib/constructs/incident/channel';
import { IncidentResponse } from '../../../lib/constructs/incident/incident-response';
import { ServiceLogs } from '../../../lib/constructs/log/service-logs';
import { Observability } from '../../../lib/constructs/observability';
import { ensureBundles, newFunction, newStack, resources } from '../template';

beforeAll(ensureBundles);

const HUB = IncidentResponse.fromHubName('sightline');

function tracked(props: ErrorTrackingProps = {}) {
  const stack = newStack();
  const errors = new ErrorTracking(stack, 'Errors', props);
  return { stack, errors };
}

/** All of a type. */
const all = (template: Template, type: string) => Object.values(resources(template, type));
const variablesOf = (template: Template) =>
  all(template, 'AWS::Lambda::Function').find(({ Environment }) => Environment?.Variables?.SIGHTLINE_ERROR_TRACKING)
    ?.Environment.Variables;

test('a tracking has a table with an index of raised signals, a function, and a sweep every five minutes', () => {
  const template = Template.fromStack(tracked({ incidents: HUB, retention: Duration.days(30) }).stack);
  const [table] = all(template, 'AWS::DynamoDB::Table');
  expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  expect(table.GlobalSecondaryIndexes).toMatchObject([
    { IndexName: 'raised', Projection: { ProjectionType: 'KEYS_ONLY' } },
  ]);
  expect(variablesOf(template)).toMatchObject({
    SIGHTLINE_ERROR_TRACKING: 'sightline',
    SIGHTLINE_ERROR_BUS: 'sightline',
    SIGHTLINE_ERROR_RETENTION_DAYS: '30',
    SIGHTLINE_ERROR_ROLES: 'first-seen=signal,regression=signal,spike=signal',
  });
  expect(all(template, 'AWS::Events::Rule').map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([
    'rate(5 minutes)',
  ]);
  expect(all(template, 'AWS::SSM::Parameter').map(({ Name }) => Name)).toEqual(['/sightline-error-tables/sightline']);
  expect(all(template, 'AWS::CloudWatch::Alarm')).toHaveLength(3);
});

test('its role may write its own table and signals, and nothing else', () => {
  const template = Template.fromStack(tracked().stack);
  const statements = all(template, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const actions = statements.flatMap(({ Action }) => Action).sort();
  expect([...new Set(actions)]).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'events:PutEvents',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
});

test('roles, a key and a name reach the function', () => {
  const stack = newStack();
  const encryptionKey = new Key(stack, 'Key');
  new ErrorTracking(stack, 'Errors', { name: 'shop', roles: { regression: 'ticket' }, encryptionKey });
  const template = Template.fromStack(stack);
  expect(variablesOf(template)).toMatchObject({
    SIGHTLINE_ERROR_TRACKING: 'shop',
    SIGHTLINE_ERROR_BUS: 'default',
    SIGHTLINE_ERROR_ROLES: 'first-seen=signal,regression=ticket,spike=signal',
  });
  expect(all(template, 'AWS::DynamoDB::Table')[0].SSESpecification).toMatchObject({ SSEType: 'KMS' });
});

test.each<[ErrorTrackingProps, string]>([
  [{ name: 'a b' }, "'name'"],
  [{ retention: Duration.hours(5) }, 'days of retention'],
  [{ roles: { spike: 'mail' as 'page' } }, "'spike' must be"],
  [{ roles: { spikes: 'page' } as object }, "did you mean 'spike'"],
  [{ retain: 1 } as object, "there is no option 'retain'"],
])('%j is refused', (props, message) => {
  expect(() => tracked(props)).toThrow(message);
});

describe('Observability.trackErrors', () => {
  function observed(options?: TrackErrorsOptions, late = false) {
    const { stack, errors } = tracked();
    const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', incidents: HUB });
    const [charge, ship] = [newFunction(stack, 'Charge'), newFunction(stack, 'Ship')];
    obs.monitor(charge);
    if (!late) obs.monitor(ship);
    obs.trackErrors(errors, options);
    if (late) obs.monitor(ship);
    return { stack, errors, obs };
  }
  const filters = (template: Template) => all(template, 'AWS::Logs::SubscriptionFilter');

  test.each([false, true])('reads the logs of all functions, also of those that are monitored later (%s)', (late) => {
    const template = Template.fromStack(observed(undefined, late).stack);
    expect(filters(template)).toHaveLength(2);
    for (const { FilterName, FilterPattern } of filters(template)) {
      expect(FilterName).toBe('sightline-errors/checkout/prod');
      expect(FilterPattern).toBe('?ERROR ?FATAL ?"Task timed out" ?"Runtime exited" ?timeout');
    }
    // CloudWatch Logs may invoke it for these logs alone.
    const permissions = all(template, 'AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal === 'logs.amazonaws.com',
    );
    expect(permissions).toHaveLength(2);
    for (const { SourceArn } of permissions) expect(JSON.stringify(SourceArn)).toContain('LogGroup');
  });

  test('takes more log groups and another pattern', () => {
    const { stack, errors } = tracked();
    const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', incidents: HUB });
    obs.trackErrors(errors, { logGroups: [new LogGroup(stack, 'Imported')], pattern: '{ $.level >= 50 }' });
    expect(filters(Template.fromStack(stack))).toMatchObject([{ FilterPattern: '{ $.level >= 50 }' }]);
  });

  test('is called once, with a pattern that is one', () => {
    const { obs, errors } = observed();
    expect(() => obs.trackErrors(errors)).toThrow('called before');
    expect(() => observed({ pattern: '{ $.level = }' })).toThrow('column');
    expect(() => observed({ patterns: 'x' } as object)).toThrow("did you mean 'pattern'");
  });

  test('says of a function whose log is not known that it is not tracked', () => {
    const { stack, errors } = tracked();
    const obs = new Observability(stack, 'Obs', { service: 'checkout', environment: 'prod', incidents: HUB });
    obs.monitorScope(stack).monitored;
    obs.trackErrors(errors);
    Annotations.fromStack(stack).hasNoError('*', '.*');
    expect(filters(Template.fromStack(stack))).toEqual([]);
  });
});

describe('ServiceLogs', () => {
  test('names its subscription after the service where the destination is a tracking', () => {
    const { stack, errors } = tracked();
    const functions = [newFunction(stack, 'Charge')];
    new ServiceLogs(stack, 'Logs', { service: 'checkout', environment: 'prod', functions, errorDestination: errors });
    const [filter] = all(Template.fromStack(stack), 'AWS::Logs::SubscriptionFilter');
    expect(filter).toMatchObject({
      FilterName: 'sightline-errors/checkout/prod',
      FilterPattern: expect.stringContaining('?ERROR'),
    });
  });

  test('does not send the tracking its own errors', () => {
    const { stack, errors } = tracked();
    const props = { service: 'sightline', environment: 'prod', functions: [errors.function], errorDestination: errors };
    expect(() => new ServiceLogs(stack, 'Logs', props)).toThrow('a loop without end');
  });
});

test('a hub that is given a tracking reads its table for post-mortems', () => {
  const { stack, errors } = tracked({ incidents: HUB });
  new IncidentResponse(stack, 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
    postmortems: { errors },
  });
  const template = Template.fromStack(stack);
  const writer = all(template, 'AWS::Lambda::Function').find(({ Description }) =>
    String(Description).includes('drafts post-mortems'),
  );
  expect(writer.Environment.Variables.SIGHTLINE_ERROR_TABLE).toEqual({ Ref: expect.stringContaining('ErrorsTable') });
  const wrong = { errors: 'table' as unknown as ErrorTracking };
  expect(
    () => new IncidentResponse(newStack(), 'I', { channels: [Channel.email('a@example.com')], postmortems: wrong }),
  ).toThrow("'errors' must be an ErrorTracking");
});
