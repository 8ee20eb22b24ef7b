import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { HEALTH_SCORING_ENV, healthPath } from '../../core/conventions';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';

export interface ScoreFunctionProps extends Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly scoring: string;
  /** CloudWatch namespaces that it publishes to. */
  readonly namespaces: string[];
}

const TIMEOUT = Duration.minutes(2);

/** The function `score-health`: it reads metrics, alarms and its documents, and writes metrics. */
export class ScoreFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, { scoring, namespaces, ...props }: ScoreFunctionProps) {
    super(scope, id, {
      ...props,
      workflow: 'score-health',
      description: `Sightline: health scores of ${scoring}`,
      timeout: TIMEOUT,
      judge: scoring,
      environment: { [HEALTH_SCORING_ENV]: scoring },
    });
    this.allowReadingMetrics('Reads what services are scored by');
    const alarms = {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    };
    this.allowWildcard(ALARMS, ['cloudwatch:DescribeAlarms'], Stack.of(this).formatArn(alarms));
    this.allowPublishing(namespaces);
    this.allowParametersBelow(healthPath(scoring), DOCUMENTS);
    // The next run is due soon, so a failed one is not repeated.
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: TIMEOUT });
  }
}

const ALARMS = 'Reads which alarms fire: those of all stacks count.';
const DOCUMENTS = 'Reads what to score, a parameter for each part of a service, below one path.';
