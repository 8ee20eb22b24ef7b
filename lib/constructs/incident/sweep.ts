import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { WorkflowFunction } from './workflow-function';

/** Runs a function once a minute for what was left behind. The next sweep is a minute away, so a failed one is not repeated. */
export function addSweep(scope: Construct, handler: WorkflowFunction): void {
  handler.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Rule(scope, 'Sweep', {
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new FunctionTarget(handler.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
}
