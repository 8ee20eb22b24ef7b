import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import {
  configPath,
  ENV,
  HEALTH_SCORING_ENV,
  HUB_ENV,
  healthPath,
  SLO_ENV,
  sloPath,
  TABLE_INDEX,
  TRACE_ENV,
} from '../../core/conventions';
import { OwnFunction, type OwnFunctionProps } from '../own-function';
import type { CustomWidgetsProps } from './custom-widgets';

export interface RenderFunctionProps
  extends Pick<OwnFunctionProps, 'functionName' | 'logRetention' | 'removalPolicy'>,
    Pick<CustomWidgetsProps, 'incidents' | 'evaluation' | 'analysis' | 'scores'> {}

/** Each source has five seconds; a cold start is before that. */
const TIMEOUT = Duration.seconds(15);
/** Somebody waits: more memory is more CPU, and a shorter cold start. */
const MEMORY_MB = 512;

/** The function `render-widget`: it reads what it is given, and writes its own log. */
export class RenderFunction extends OwnFunction {
  constructor(scope: Construct, id: string, props: RenderFunctionProps) {
    const { incidents, evaluation, analysis, scores, ...rest } = props;
    super(scope, id, {
      ...rest,
      workflow: 'render-widget',
      description: 'Sightline: draws custom widgets of dashboards',
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: {
        [ENV.service]: 'sightline',
        [ENV.environment]: 'widgets',
        // Its own requests are not worth a dozen custom metrics.
        [ENV.metricsSwitch]: 'off',
        ...(incidents && {
          [HUB_ENV.table]: incidents.table.tableName,
          [HUB_ENV.configPath]: configPath(incidents.hub),
        }),
        ...(evaluation && {
          [SLO_ENV.evaluation]: evaluation.evaluationName,
          [SLO_ENV.table]: evaluation.table.tableName,
        }),
        ...(analysis && { [TRACE_ENV.analysis]: analysis.analysisName, [TRACE_ENV.table]: analysis.table.tableName }),
        ...(scores && { [HEALTH_SCORING_ENV]: scores.scoringName }),
      },
    });
    if (incidents) {
      this.allowQuery(incidents.table, `/index/${TABLE_INDEX.open}`);
      this.allowParametersBelow(configPath(incidents.hub), CONFIG);
    }
    if (evaluation) {
      this.allowQuery(evaluation.table);
      this.allowParametersBelow(sloPath(evaluation.evaluationName), OBJECTIVES);
    }
    if (analysis) this.allowQuery(analysis.table);
    if (scores) this.allowParametersBelow(healthPath(scores.scoringName), SCORED);
    if (evaluation || scores) this.allowWildcard(METRICS, ['cloudwatch:GetMetricData'], '*');
  }

  private allowQuery({ tableArn, encryptionKey }: ITable, index = ''): void {
    this.allow(['dynamodb:Query'], `${tableArn}${index}`);
    if (encryptionKey) this.allow(['kms:Decrypt'], encryptionKey.keyArn);
  }
}

const CONFIG = 'Reads who is on call, and the names of dashboards, one parameter each, below one path.';
const OBJECTIVES = 'Reads the objectives of the evaluation, below one path.';
const SCORED = 'Reads which services are scored, below one path.';
const METRICS = 'Reads error budgets and scores: GetMetricData of CloudWatch knows no resources.';
