import { Lazy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface EvaluationScheduleProps {
  readonly function: IFunction;
  /** Rules that there are: five shards each. */
  readonly rules: number;
  /** Asked at synth, when all objectives are known: from 1 to five a rule. */
  readonly shards: () => number;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const TARGETS_PER_RULE = 5;

/** Runs `evaluate-slos` every five minutes, once for each shard. L1s: the targets are known at synth only. */
export class EvaluationSchedule extends Construct {
  constructor(scope: Construct, id: string, props: EvaluationScheduleProps) {
    super(scope, id);
    for (let index = 0; index < props.rules; index += 1) {
      const rule = new CfnRule(this, `Rule${index}`, {
        scheduleExpression: 'rate(5 minutes)',
        targets: Lazy.any({ produce: () => targets(props, index * TARGETS_PER_RULE) }),
      });
      props.function.addPermission(`Invoke${index}`, {
        scope: this,
        principal: new ServicePrincipal('events.amazonaws.com'),
        sourceArn: rule.attrArn,
      });
    }
  }
}

function targets(props: EvaluationScheduleProps, from: number): CfnRule.TargetProperty[] {
  const shards = props.shards();
  const count = Math.min(TARGETS_PER_RULE, shards - from);
  return Array.from({ length: count }, (_, index) => ({
    id: `Shard${from + index}`,
    arn: props.function.functionArn,
    input: JSON.stringify({ shard: from + index, shards }),
    // The next run is due by then.
    retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 240 },
  }));
}
