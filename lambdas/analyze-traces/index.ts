import { DynamoTraceStore } from '../../lib/adapters/aws/dynamo-trace-store';
import { EmfTraces } from '../../lib/adapters/aws/emf-traces';
import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { LogInsightsTraces } from '../../lib/adapters/aws/log-insights-traces';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SsmTopology } from '../../lib/adapters/aws/ssm-topology';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { XrayTraces } from '../../lib/adapters/aws/xray-traces';
import { TRACE_ENV } from '../../lib/core/conventions';
import { readTraceSettings } from '../../lib/core/trace/settings';
import { analyzeTraces } from '../../lib/workflow/analyze-traces';
import { requestCounts } from '../../lib/workflow/analyze-traces/request-counts';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
const analysis = required(TRACE_ENV.analysis);
const settings = readTraceSettings(process.env);
/** Of a hub; without one nobody correlates. */
const hub = process.env[TRACE_ENV.hub];
/** A run has four minutes, and the next one looks at newer traces. */
const maxTries = 4;

export const handler = instrument(
  analyzeTraces({
    ...settings,
    reader: new XrayTraces({ maxTries }),
    store: new DynamoTraceStore({
      tableName: required(TRACE_ENV.table),
      analysis,
      retentionDays: Number(required(TRACE_ENV.retentionDays)),
      log,
    }),
    bus: new EventBridgeBus({ busName: required(TRACE_ENV.bus) }),
    metrics: new EmfTraces({ analysis }),
    traffic: requestCounts(new MetricDataSloSeries({ maxTries })),
    ...(settings.logGroups.length > 0 && { logs: new LogInsightsTraces({ logGroups: settings.logGroups, maxTries }) }),
    ...(hub && { topology: new SsmTopology({ hub, log }) }),
    clock: systemClock,
    log,
  }),
);
