import { Lazy } from 'aws-cdk-lib';
import { Alarm, CfnAlarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface PublisherSilenceProps {
  readonly queue: IQueue;
  readonly action: IAlarmAction;
}

/** In five minutes: of so many invocations at least one should publish something. */
const SERVING = 10;
const PERIOD_SECONDS = 300;
/** With the queue's own as many metrics as an alarm on metric math reads: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html */
const MOST_FUNCTIONS = 9;

/**
 * A dead man's switch: functions serve, and nothing reaches the publish queue. What a publisher that is broken leaves is
 * silence, which looks like a quiet service.
 */
export class PublisherSilence extends Construct {
  private readonly functions: IFunction[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PublisherSilenceProps,
  ) {
    super(scope, id);
  }

  /** It publishes. Beyond nine the first ones speak for all. */
  expectFrom(publisher: IFunction): void {
    if (this.functions.length === MOST_FUNCTIONS || this.functions.includes(publisher)) return;
    this.functions.push(publisher);
    if (this.functions.length === 1) this.addAlarm();
  }

  private addAlarm(): void {
    const alarm = new CfnAlarm(this, 'Alarm', {
      alarmDescription: 'Functions serve and publish no metrics; see docs/how-to/publish-metrics-at-scale.md',
      // More functions may come.
      metrics: Lazy.any({ produce: () => this.queries() }),
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      // What is published seldom may miss one window; three in a row are no accident.
      evaluationPeriods: 3,
      treatMissingData: 'notBreaching',
    });
    const bound = this.props.action.bind(this, Alarm.fromAlarmArn(this, 'Bound', alarm.attrArn));
    alarm.alarmActions = [bound.alarmActionArn];
  }

  private queries(): CfnAlarm.MetricDataQueryProperty[] {
    const runs = this.functions.map(({ functionName }, index) => ({ id: `runs${index}`, functionName }));
    const served = runs.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
    return [
      {
        id: 'silent',
        expression: `IF((${served}) >= ${SERVING} AND FILL(sent, 0) == 0, 1, 0)`,
        label: 'Served and published nothing',
      },
      sumOf('sent', 'AWS/SQS', 'NumberOfMessagesSent', { name: 'QueueName', value: this.props.queue.queueName }),
      ...runs.map(({ id, functionName }) =>
        sumOf(id, 'AWS/Lambda', 'Invocations', { name: 'FunctionName', value: functionName }),
      ),
    ];
  }
}

function sumOf(
  id: string,
  namespace: string,
  metricName: string,
  dimension: CfnAlarm.DimensionProperty,
): CfnAlarm.MetricDataQueryProperty {
  const metric = { namespace, metricName, dimensions: [dimension] };
  return { id, metricStat: { metric, period: PERIOD_SECONDS, stat: 'Sum' }, returnData: false };
}
