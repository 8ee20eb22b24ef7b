import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type Dimension,
  ListMetricsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { readAlarmDescription } from '../../core/alarm/description';
import { DIMENSION } from '../../core/conventions';
import type { ServiceRef } from '../../core/incident/evidence';
import type { AlarmMetric } from '../../core/insight/plan-series';
import type { MetricId } from '../../core/signal/metric';
import { type BackoffOptions, withBackoff } from './metric-history/backoff';

/** Of 500 metrics each: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const MAX_METRIC_PAGES = 10;
/** Of 100 alarms each: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MAX_ALARM_PAGES = 10;
const ALARM_PAGE = 100;

/** Metrics of any namespace that have the service's dimensions; those of the last two weeks, the first 5,000. */
export async function listServiceMetrics(
  client: CloudWatchClient,
  { service, environment }: ServiceRef,
  options: BackoffOptions = {},
): Promise<MetricId[]> {
  const Dimensions = [
    { Name: DIMENSION.service, Value: service },
    { Name: DIMENSION.environment, Value: environment },
  ];
  const found: MetricId[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_METRIC_PAGES; page += 1) {
    const request = new ListMetricsCommand({ Dimensions, NextToken });
    const answer = await withBackoff(() => client.send(request), options);
    found.push(...(answer.Metrics ?? []).flatMap((metric) => metricId(metric)));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return found;
}

/** What the alarms of the service judge: those of the incident by their names, the others by what their names begin with. */
export async function listAlarmMetrics(
  client: CloudWatchClient,
  of: ServiceRef,
  incidentAlarms: readonly string[],
  options: BackoffOptions = {},
): Promise<AlarmMetric[]> {
  const names = incidentAlarms.slice(0, ALARM_PAGE);
  const named = names.length === 0 ? [] : await describe(client, { AlarmNames: [...names] }, options);
  const alike = await describe(client, { AlarmNamePrefix: `${of.service}-${of.environment}-` }, options);
  const own = alike.filter(({ AlarmDescription }) => {
    const { service, environment } = readAlarmDescription(AlarmDescription);
    return service === of.service && environment === of.environment;
  });
  return [...named.flatMap((alarm) => metricsOf(alarm, true)), ...own.flatMap((alarm) => metricsOf(alarm, false))];
}

async function describe(
  client: CloudWatchClient,
  which: Pick<DescribeAlarmsCommandInput, 'AlarmNames' | 'AlarmNamePrefix'>,
  options: BackoffOptions,
): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_ALARM_PAGES; page += 1) {
    const request = new DescribeAlarmsCommand({
      ...which,
      AlarmTypes: ['MetricAlarm'],
      MaxRecords: ALARM_PAGE,
      NextToken,
    });
    const answer = await withBackoff(() => client.send(request), options);
    found.push(...(answer.MetricAlarms ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return found;
}

/** Of an expression the metrics that it is made of. */
function metricsOf(alarm: MetricAlarm, inIncident: boolean): AlarmMetric[] {
  const plain = { Metric: alarm, Stat: alarm.Statistic ?? alarm.ExtendedStatistic };
  return [plain, ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat)].flatMap((one) => {
    const statistic = one?.Stat;
    if (statistic === undefined) return [];
    return metricId(one?.Metric ?? {}).map((metric) => ({ metric, statistic, inIncident }));
  });
}

interface GivenMetric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: Dimension[] | undefined;
}

function metricId({ Namespace, MetricName, Dimensions = [] }: GivenMetric): MetricId[] {
  if (!Namespace || !MetricName) return [];
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
  return [{ namespace: Namespace, name: MetricName, dimensions }];
}
