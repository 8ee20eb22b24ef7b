import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { EVENT } from '../../core/conventions';
import type { IIncidentResponse } from '../incident/incident-response';

export interface RunEveryProps {
  readonly function: IFunction;
  readonly interval: Duration;
  readonly description: string;
}

/** Runs a judge again and again. A run that cannot be started is dropped once the next one is due. */
export function runEvery(scope: Construct, id: string, props: RunEveryProps): void {
  const maxEventAge = Duration.seconds(Math.max(props.interval.toSeconds() - 60, 60));
  new Rule(scope, id, {
    description: props.description,
    schedule: Schedule.rate(props.interval),
    targets: [new FunctionTarget(props.function, { retryAttempts: 0, maxEventAge })],
  });
}

export interface HearOfDeploysProps {
  readonly function: IFunction;
  readonly incidents: IIncidentResponse;
  readonly description: string;
}

/** Has a judge told of the deploys that a hub hears of. */
export function hearOfDeploys(scope: Construct, id: string, props: HearOfDeploysProps): void {
  const { incidents } = props;
  const deploys = new Rule(scope, id, {
    description: props.description,
    eventBus: EventBus.fromEventBusName(scope, 'Bus', incidents.hub),
    eventPattern: { source: [EVENT.source], detailType: [EVENT.deploy] },
    targets: [new FunctionTarget(props.function, { retryAttempts: 3 })],
  });
  // The rule needs the bus, of which it knows the name only. Between stacks the user says which comes first: the hub may
  // depend on this one, by topics and secrets.
  if (isBeside(incidents, scope)) deploys.node.addDependency(incidents);
}

function isBeside(incidents: unknown, scope: Construct): incidents is Construct {
  return Construct.isConstruct(incidents) && Stack.of(incidents) === Stack.of(scope);
}
