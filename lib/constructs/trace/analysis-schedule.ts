import { CfnRule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EVENT } from '../../core/conventions';

export interface AnalysisScheduleProps {
  readonly function: IFunction;
  /** Whose bus tells of deploys. @default - nobody tells of any */
  readonly hub?: string;
}

/** Runs `analyze-traces` every five minutes, and for each deploy that a hub tells of. */
export class AnalysisSchedule extends Construct {
  constructor(scope: Construct, id: string, props: AnalysisScheduleProps) {
    super(scope, id);
    const arn = props.function.functionArn;
    this.admit(
      props.function,
      new CfnRule(this, 'Rule', {
        scheduleExpression: 'rate(5 minutes)',
        // The next run is due by then.
        targets: [{ id: 'Run', arn, retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 240 } }],
      }),
    );
    if (props.hub === undefined) return;
    this.admit(
      props.function,
      new CfnRule(this, 'Deploys', {
        eventBusName: props.hub,
        eventPattern: { source: [EVENT.source], 'detail-type': [EVENT.deploy] },
        targets: [{ id: 'Note', arn }],
      }),
    );
  }

  private admit(target: IFunction, rule: CfnRule): void {
    target.addPermission(`Invoke${rule.node.id}`, {
      scope: this,
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.attrArn,
    });
  }
}
