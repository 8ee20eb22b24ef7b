import type { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Channel, type IncidentResponseProps } from '../../../lib';
import { ensureBundles, newStack, type Properties, resources } from '../template';
import { hubTemplate, permissions, show } from './hub-template';

beforeAll(ensureBundles);

/** A hub with a channel of each kind. */
function manyChannels(props: Partial<IncidentResponseProps> = {}): Template {
  const stack = newStack('Hub');
  const secret = (name: string) => Secret.fromSecretNameV2(stack, name, `sightline/${name}`);
  const topic = new Topic(stack, 'Chat', { masterKey: new Key(stack, 'ChatKey') });
  return hubTemplate(
    {
      channels: [
        Channel.email('oncall@example.com'),
        Channel.chat('chat', topic),
        Channel.slack('slack', { webhookUrl: secret('slack') }),
        Channel.pagerDuty('pager', { routingKey: secret('pagerduty') }),
        Channel.jiraServiceManagement('jira', { apiKey: secret('jira') }),
        Channel.webhook('hook', { secret: secret('hook') }),
      ],
      ...props,
    },
    stack,
  );
}

const alarmsOf = (template: Template): Properties[] => Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
const idOf = ({ AlarmName }: Properties) => AlarmName.replace(/-[0-9a-f]{8}$/, '');
const rulesOf = (template: Template): Properties[] => Object.values(resources(template, 'AWS::Events::Rule'));
const heartbeatRule = (template: Template) =>
  rulesOf(template).find((rule) => JSON.stringify(rule.Targets).includes('heartbeat'));

describe('reports', () => {
  const schedules = (template: Template): Properties[] =>
    Object.values(resources(template, 'AWS::Scheduler::Schedule'));

  test('come at eight, the digest on Mondays, to the minute and with what they need to know', () => {
    const found = schedules(hubTemplate());
    expect(found.map((one) => [one.ScheduleExpression, one.ScheduleExpressionTimezone])).toEqual([
      ['cron(0 8 * * ? *)', 'UTC'],
      ['cron(0 8 ? * MON *)', 'UTC'],
    ]);
    expect(found.map(({ Target }) => JSON.parse(Target.Input))).toEqual([
      { report: 'daily', at: '<aws.scheduler.scheduled-time>', timeZone: 'UTC' },
      { report: 'weekly', at: '<aws.scheduler.scheduled-time>', timeZone: 'UTC' },
    ]);
    expect(found.map(({ Target }) => show(Target.Arn))).toEqual(Array(2).fill('OversightReportsReportFunction.Arn'));
    expect(found.map(({ FlexibleTimeWindow }) => FlexibleTimeWindow)).toEqual(Array(2).fill({ Mode: 'OFF' }));
  });

  test('come when and where they are told to', () => {
    const reports = { timeZone: 'Europe/Berlin', dailyAt: '07:30', weeklyOn: 'fri', channels: ['slack'] } as const;
    const template = manyChannels({ reports });
    expect(schedules(template).map((one) => [one.ScheduleExpression, one.ScheduleExpressionTimezone])).toEqual([
      ['cron(30 7 * * ? *)', 'Europe/Berlin'],
      ['cron(30 7 ? * FRI *)', 'Europe/Berlin'],
    ]);
    expect(JSON.parse(schedules(template)[0]?.Target.Input)).toMatchObject({
      timeZone: 'Europe/Berlin',
      channels: ['slack'],
    });
    expect(schedules(manyChannels({ reports: { weeklyOn: false } }))).toHaveLength(1);
    const granted = permissions(template, 'OversightReportsReport');
    expect(granted['sns:Publish']).toBeUndefined();
    expect(granted['secretsmanager:GetSecretValue']).toHaveLength(1);
  });

  test('read incidents by the index that holds nothing else, and write no more than tokens', () => {
    expect(permissions(hubTemplate(), 'OversightReportsReport')).toEqual({
      'logs:CreateLogStream': ['OversightReportsReportLogs.Arn'],
      'logs:PutLogEvents': ['OversightReportsReportLogs.Arn'],
      'kms:Decrypt': ['Key.Arn'],
      'kms:GenerateDataKey': ['Key.Arn'],
      'ssm:GetParametersByPath': [
        'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/sightline/sightline',
        'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/sightline/sightline/*',
      ],
      'xray:PutTraceSegments': ['*'],
      'xray:PutTelemetryRecords': ['*'],
      'dynamodb:Scan': ['Table.Arn/index/gsi2'],
      'dynamodb:Query': ['Table.Arn'],
      'dynamodb:GetItem': ['Table.Arn'],
      'dynamodb:PutItem': ['Table.Arn'],
      'sns:Publish': ['Responders'],
    });
  });

  test('get no secret of a pager, and the key of an encrypted topic', () => {
    const granted = permissions(manyChannels(), 'OversightReportsReport');
    expect(granted['sns:Publish']?.sort()).toEqual(['Chat', 'Responders'].map(expect.stringContaining));
    expect(granted['kms:Decrypt']).toHaveLength(2);
    expect(granted['secretsmanager:GetSecretValue']?.map((arn) => arn.replace(/^.*sightline/, ''))).toEqual([
      '/slack-??????',
    ]);
  });

  test('are invoked by a role for this function alone, and for schedules of this account alone', () => {
    const template = hubTemplate();
    expect(permissions(template, 'OversightReportsRole')).toEqual({
      'lambda:InvokeFunction': ['OversightReportsReportFunction.Arn'],
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test('that are switched off leave nothing behind, and their alarms neither', () => {
    const template = hubTemplate({ reports: false });
    expect(schedules(template)).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toContain('report-incidents');
    expect(alarmsOf(template).map(idOf).join()).not.toMatch(/Unproven|ReportErrors/);
  });

  test.each([
    [{ dailyAt: '9 o’clock' }, "'dailyAt'"],
    [{ dailyAt: '24:00' }, "'dailyAt': '24:00' is not a time of day; write one from 00:00 to 23:59, such as 09:00"],
    [{ timeZone: 'Europe/Berlinn' }, "did you mean 'Europe/Berlin'?"],
    [{ weeklyOn: 'monday' }, "'weeklyOn' must be one of"],
    [{ channels: ['oncal'] }, "'channels' has 'oncal', which is no channel that responders read; those are: oncall"],
    [{ chanels: [] }, "there is no option 'chanels'; did you mean 'channels'?"],
    [true, 'pass an object of options'],
  ])('%j is refused', (reports, message) => {
    expect(() => hubTemplate({ reports: reports as never })).toThrow(message);
  });

  test('a pager is none of their channels', () => {
    expect(() => manyChannels({ reports: { channels: ['pager'] } })).toThrow(
      "'channels' has 'pager', which is no channel that responders read; those are: oncall, chat, slack, hook",
    );
  });
});

test.each(['stakeholders', 'customers'] as const)('reports are not for %s', (audience) => {
  const stack = newStack('Hub');
  const webhookUrl = Secret.fromSecretNameV2(stack, 'Others', 'sightline/others');
  const channels = [Channel.email('oncall@example.com'), Channel.slack('others', { webhookUrl, audience })];
  expect(() => hubTemplate({ channels, reports: { channels: ['others'] } }, stack)).toThrow(
    "'channels' has 'others', which is no channel that responders read; those are: oncall",
  );
});

describe('heartbeats', () => {
  test('go to pagers every five minutes, by the function that pages', () => {
    const rule = heartbeatRule(manyChannels());
    expect(rule?.ScheduleExpression).toBe('rate(5 minutes)');
    expect(show(rule?.Targets[0].Arn)).toBe('NotificationsNotifyFunction.Arn');
    expect(JSON.parse(rule?.Targets[0].Input)).toEqual({ heartbeat: { channels: ['pager', 'jira', 'hook'] } });
    expect(rule?.Targets[0].RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 });
  });

  test('that are refused or missing for a quarter of an hour tell the fallback topic', () => {
    const alarms = alarmsOf(manyChannels()).filter((alarm) => alarm.MetricName === 'PagerHeartbeat');
    expect(alarms.map(idOf)).toEqual(['pager', 'jira', 'hook'].map((name) => `sightline-${name}-PagerHeartbeat`));
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        ...{ Namespace: 'Sightline', Statistic: 'Minimum', Period: 300, EvaluationPeriods: 3, DatapointsToAlarm: 3 },
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, TreatMissingData: 'breaching' },
      });
      expect(alarm.AlarmActions.map(show)).toEqual(['Fallback']);
      expect(alarm.Tags).toContainEqual({ Key: 'sightline:role', Value: 'signal' });
    }
    expect(alarms[0]?.Dimensions).toEqual([
      { Name: 'hub', Value: 'sightline' },
      { Name: 'channel', Value: 'pager' },
    ]);
  });

  test('call somebody outside by a secret that notify may read', () => {
    const stack = newStack('Hub');
    const url = Secret.fromSecretNameV2(stack, 'Snitch', 'sightline/snitch');
    const routingKey = Secret.fromSecretNameV2(stack, 'PagerDuty', 'sightline/pagerduty');
    const template = hubTemplate({ channels: [Channel.pagerDuty('pager', { routingKey })], heartbeat: { url } }, stack);
    const input = JSON.parse(show(heartbeatRule(template)?.Targets[0].Input));
    expect(input.heartbeat).toEqual({
      channels: ['pager'],
      url: expect.stringMatching(/:secret:sightline\/snitch$/),
    });
    const secrets = permissions(template, 'Notify')['secretsmanager:GetSecretValue'];
    expect(secrets?.some((arn) => arn.endsWith(':secret:sightline/snitch-??????'))).toBe(true);
  });

  test('go only where they are told to, or nowhere', () => {
    const some = heartbeatRule(manyChannels({ heartbeat: { channels: ['jira'] } }));
    expect(JSON.parse(some?.Targets[0].Input)).toEqual({ heartbeat: { channels: ['jira'] } });
    for (const template of [manyChannels({ heartbeat: false }), hubTemplate()]) {
      expect(heartbeatRule(template)).toBeUndefined();
      expect(alarmsOf(template).some((alarm) => alarm.MetricName === 'PagerHeartbeat')).toBe(false);
    }
  });

  test('need a pager', () => {
    expect(() => manyChannels({ heartbeat: { channels: ['slack'] } })).toThrow(
      "'channels' has 'slack', which is no pager of the hub; those are: pager, jira, hook",
    );
    expect(() => manyChannels({ heartbeat: { url: 'https://hc-ping.com/1' as never } })).toThrow(
      "'url' must be a secret of Secrets Manager, got a string",
    );
    const stack = newStack('Hub');
    const url = Secret.fromSecretNameV2(stack, 'Snitch', 'sightline/snitch');
    expect(() => hubTemplate({ heartbeat: { url } }, stack)).toThrow("'url' needs a pager; the hub has none");
  });
});

test('alarms on what is not proven tell the fallback topic', () => {
  const mine = alarmsOf(hubTemplate()).filter((alarm) => /Unproven|ReportErrors/.test(alarm.AlarmName));
  expect(mine.map((alarm) => [idOf(alarm), alarm.MetricName, alarm.Statistic, alarm.Threshold])).toEqual([
    ['sightline-watchdog-EscalationsUnproven', 'EscalationsUnproven', 'Maximum', 1],
    ['sightline-watchdog-ReportErrors', 'Errors', 'Sum', 1],
  ]);
  expect(mine.map(({ AlarmActions }) => AlarmActions.map(show))).toEqual([['Fallback'], ['Fallback']]);
});

describe('the dashboard', () => {
  const bodyOf = (template: Template) => {
    const [dashboard] = Object.values(resources(template, 'AWS::CloudWatch::Dashboard'));
    const text = dashboard?.DashboardBody['Fn::Sub'];
    return { name: dashboard?.DashboardName, text: Array.isArray(text) ? text[0] : text };
  };

  test('has the hub in its name and its numbers in about twenty widgets, whatever the hub has', () => {
    const { name, text } = bodyOf(manyChannels({ hub: 'shop.eu' }));
    expect(name).toBe('Sightline-shop-eu-incidents');
    for (const metric of [
      ...['IncidentsOpened', 'IncidentsResolved', 'TimeToAcknowledge', 'TimeToResolve', 'NotifyLatency', 'PagesSent'],
      ...['NotificationDead', 'EscalationOverdue', 'EscalationsUnproven', 'NoiseRatio', 'ReopenRate'],
      ...['FalsePositiveRate', 'MostPagesPerPerson', 'PagerHeartbeat', 'ApproximateNumberOfMessagesVisible'],
    ]) {
      expect(text).toContain(`"${metric}"`);
    }
    expect(text.length).toBeLessThan(12_000);
  });

  test('can be left out', () => {
    expect(resources(hubTemplate({ dashboard: false }), 'AWS::CloudWatch::Dashboard')).toEqual({});
    expect(() => hubTemplate({ dashboard: 'no' as never })).toThrow("'dashboard' must be true or false, got no");
  });
});

test('whoever wants the table by hand finds its name among the outputs', () => {
  for (const template of [hubTemplate(), hubTemplate({ reports: false })]) {
    const outputs = Object.entries(template.toJSON().Outputs as Record<string, Properties>);
    const [, table] = outputs.find(([id]) => id.includes('IncidentTable')) ?? [];
    expect(show(table?.Value)).toBe('Table');
  }
});
