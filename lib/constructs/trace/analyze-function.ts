import { Duration, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { TRACE_ENV } from '../../core/conventions';
import { writeTraceSettings } from '../../core/trace/settings';
import { topologyParameter } from '../../core/trace/table';
import { JudgeFunction } from '../judge/judge-function';
import type { OwnFunctionProps } from '../own-function';
import type { AnalysisSettings } from './trace-analysis-check';

export interface AnalyzeFunctionProps
  extends AnalysisSettings,
    Pick<OwnFunctionProps, 'logRetention' | 'removalPolicy'> {
  readonly table: ITable;
  readonly key?: IKey;
  readonly hub?: string;
  readonly logGroups: readonly ILogGroup[];
}

/** Less than the five minutes between two runs, so that runs do not meet. */
const TIMEOUT = Duration.minutes(4);
/** Hundreds of traces of up to 500 kB. */
const MEMORY_MB = 512;

/** The function `analyze-traces`: it reads traces, metrics and logs, and writes its table and signals. */
export class AnalyzeFunction extends JudgeFunction {
  constructor(scope: Construct, id: string, props: AnalyzeFunctionProps) {
    const { name, table, key, hub, logGroups, retentionDays, logRetention, removalPolicy } = props;
    const busName = hub ?? 'default';
    super(scope, id, {
      logRetention,
      removalPolicy,
      judge: name,
      memory: { table, key, actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
      busName,
      workflow: 'analyze-traces',
      description: `Sightline: analyses the traces of ${name}`,
      timeout: TIMEOUT,
      memorySize: MEMORY_MB,
      environment: {
        [TRACE_ENV.analysis]: name,
        [TRACE_ENV.table]: table.tableName,
        [TRACE_ENV.bus]: busName,
        [TRACE_ENV.retentionDays]: String(retentionDays),
        ...writeTraceSettings({ ...props, logGroups: logGroups.map(({ logGroupName }) => logGroupName) }),
        ...(hub !== undefined && { [TRACE_ENV.hub]: hub }),
      },
    });
    this.allowWildcard(READ_TRACES, ['xray:GetTraceSummaries', 'xray:BatchGetTraces', 'xray:GetServiceGraph'], '*');
    this.allowReadingMetrics('Reads the number of requests of services');
    if (logGroups.length > 0) this.allowSearch(logGroups);
    if (hub !== undefined) this.allowTopology(hub);
    // A run that is repeated looks at the newest traces, whenever it comes; a deploy is told of once.
    this.function.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(1) });
  }

  private allowSearch(logGroups: readonly ILogGroup[]): void {
    this.allow(['logs:StartQuery'], ...logGroups.map(({ logGroupArn }) => logGroupArn));
    this.allowWildcard(READ_RESULTS, ['logs:GetQueryResults', 'logs:StopQuery'], '*');
  }

  private allowTopology(hub: string): void {
    const resourceName = topologyParameter(hub).slice(1);
    this.allow(['ssm:PutParameter'], Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName }));
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const READ_TRACES = 'Reads traces: GetTraceSummaries, BatchGetTraces and GetServiceGraph of X-Ray know no resources.';
/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
const READ_RESULTS =
  'Reads the results of its own searches: GetQueryResults and StopQuery of CloudWatch Logs know no resources.';
