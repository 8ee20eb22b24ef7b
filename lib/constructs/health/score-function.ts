import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV, HEALTH_SCORING_ENV, healthPath } from '../../core/conventions';
import { OwnFunction, type OwnFunctionProps } from '../own-function';

export interface ScoreFunctionProps extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly scoring: string;
  /** CloudWatch namespaces that it publishes to. */
  readonly namespaces: string[];
}

const TIMEOUT = Duration.minutes(2);

/** The function `score-health`: it reads metrics, alarms and its documents, and writes metrics. */
export class ScoreFunction extends OwnFunction {
  constructor(scope: Construct, id: string, { scoring, namespaces, ...props }: ScoreFunctionProps) {
    super(scope, id, {
      ...props,
      workflow: 'score-health',
      description: `Sightline: health scores of ${scoring}`,
      timeout: TIMEOUT,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: scoring,
        // Its own requests are not worth a dozen custom metrics: the alarm on missing scores says enough.
        [ENV.metricsSwitch]: 'off',
        [HEALTH_SCORING_ENV]: scoring,
      },
    });
    const publishes = { StringEquals: { 'cloudwatch:namespace': namespaces } };
    this.allowWildcard(READ, ['cloudwatch:GetMetricData'], '*');
    const alarms = {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    this.allowWildcard(ALARMS, ['cloudwatch:DescribeAlarms'], Stack.of(this).formatArn(alarms));
    this.allowWildcard(PUBLISH, ['cloudwatch:PutMetricData'], '*', publishes);
    const resourceName = healthPath(scoring).slice(1);
    const path = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName });
    this.allow(['ssm:GetParametersByPath'], path);
    this.allowWildcard(DOCUMENTS, ['ssm:GetParametersByPath'], `${path}/*`);
    // The next run is due soon, so a failed one is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TIMEOUT });
  }
}

const READ = 'GetMetricData of CloudWatch knows no resources.';
const ALARMS = 'Reads which alarms fire: those of all stacks count.';
const PUBLISH = 'PutMetricData of CloudWatch knows no resources; a condition limits it to the namespaces.';
const DOCUMENTS = 'Reads what to score, a parameter for each part of a service, below one path.';
