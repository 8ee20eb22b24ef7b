import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { WEEKDAYS, type Weekday } from '../../core/config';
import { TABLE_INDEX } from '../../core/conventions';
import type { Report } from '../../core/incident/report-span';
import { checkKeys, checkOneOf, demand } from '../check';
import { checkTimeOfDay, checkTimeZone } from './check-time';
import { type HubParts, WorkflowFunction } from './workflow-function';

/** When the daily report and the weekly digest of incidents come, and where to. */
export interface ReportsOptions {
  /** As IANA names it: whose days they are about, and whose clock they come by. @default 'UTC' */
  readonly timeZone?: string;
  /**
   * When the summary of the day before comes; not on days on which nothing happened. A time that daylight saving skips
   * is skipped. @default '08:00'
   */
  readonly dailyAt?: string;
  /** The day on which the digest of the seven days before comes, at the same time; `false`: never. @default 'mon' */
  readonly weeklyOn?: Weekday | false;
  /**
   * Names of channels that get them, which responders read: none of them a pager, none for stakeholders or customers. An
   * empty list: numbers are published, and nobody is told.
   * @default - mail, topics, Slack and Teams
   */
  readonly channels?: readonly string[];
}

export interface ReportsProps extends HubParts, ReportsOptions {
  /** Of the channels that may get one. */
  readonly topics: readonly ITopic[];
  readonly secrets: readonly ISecret[];
}

/** Two minutes for a thousand incidents; three tries against each channel are part of it. */
const TIMEOUT = Duration.minutes(2);

/** @param channels names of those that can be told */
export function checkReports(where: string, options: ReportsOptions, channels: readonly string[]): void {
  checkKeys(where, options, { timeZone: true, dailyAt: true, weeklyOn: true, channels: true });
  if (options.timeZone !== undefined) checkTimeZone(where, options.timeZone);
  if (options.dailyAt !== undefined) checkTimeOfDay(where, 'dailyAt', options.dailyAt);
  if (options.weeklyOn !== undefined && options.weeklyOn !== false) {
    checkOneOf(where, 'weeklyOn', options.weeklyOn, WEEKDAYS);
  }
  const unknown = options.channels?.find((name) => !channels.includes(name));
  const known = channels.join(', ') || 'none';
  demand(
    where,
    unknown === undefined,
    `'channels' has '${unknown}', which is no channel that responders read; those are: ${known}`,
  );
}

/** The daily summary and the weekly digest: what incidents did, and whether every escalation ran. */
export class Reports extends Construct {
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: ReportsProps) {
    super(scope, id);
    const { dailyAt = '08:00', weeklyOn = 'mon' } = props;
    const [hours, minutes] = dailyAt.split(':').map(Number);
    this.handler = this.addHandler(props);
    const role = this.addRole();
    this.addSchedule('Daily', `cron(${minutes} ${hours} * * ? *)`, 'daily', role, props);
    if (weeklyOn) {
      this.addSchedule('Weekly', `cron(${minutes} ${hours} ? * ${weeklyOn.toUpperCase()} *)`, 'weekly', role, props);
    }
  }

  private addHandler(props: ReportsProps): WorkflowFunction {
    const { hub, key, tableName, tableArn, logRetention, removalPolicy } = props;
    const handler = new WorkflowFunction(this, 'Report', {
      ...{ hub, key, tableName, logRetention, removalPolicy },
      workflow: 'report-incidents',
      description: `Sightline ${hub}: daily summary, weekly digest, numbers`,
      timeout: TIMEOUT,
      memorySize: 512,
    });
    // Incidents by the index that holds nothing else; their timelines and outboxes; and whether a report was sent.
    handler.allow(['dynamodb:Scan'], `${tableArn}/index/${TABLE_INDEX.service}`);
    handler.allow(['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PutItem'], tableArn);
    for (const { topicArn, masterKey } of props.topics) {
      handler.allow(['sns:Publish'], topicArn);
      if (masterKey && masterKey !== key) masterKey.grant(handler.function, 'kms:Decrypt', 'kms:GenerateDataKey');
    }
    for (const secret of props.secrets) handler.allowSecret(secret);
    return handler;
  }

  /** https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
  private addRole(): Role {
    const stack = Stack.of(this);
    const group = stack.formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: 'default' });
    const conditions = { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group } };
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions }) });
    const { functionArn } = this.handler.function;
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    return role;
  }

  /** L1: the L2 target would let the role invoke every version of the function. */
  private addSchedule(id: string, expression: string, report: Report, role: Role, props: ReportsProps): void {
    const { hub, timeZone = 'UTC', channels } = props;
    new CfnSchedule(this, id, {
      description: `Sightline ${hub}: ${report} report`,
      scheduleExpression: expression,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.handler.function.functionArn,
        roleArn: role.roleArn,
        // A summary that is hours late is still one; tokens of the table keep a repeat from being sent.
        retryPolicy: { maximumRetryAttempts: 10, maximumEventAgeInSeconds: 6 * 3_600 },
        input: JSON.stringify({
          report,
          at: '<aws.scheduler.scheduled-time>',
          timeZone,
          ...(channels && { channels }),
        }),
      },
    });
  }
}
