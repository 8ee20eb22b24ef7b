import { DynamoAnomalyStore } from '../../lib/adapters/aws/dynamo-anomaly-store';
import { EmfDatapoints } from '../../lib/adapters/aws/emf-datapoints';
import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SqsAnomalyQueue } from '../../lib/adapters/aws/sqs-anomaly-queue';
import { SsmWatchedSeries } from '../../lib/adapters/aws/ssm-watched-series';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { ANOMALY_ENV, anomalyPath } from '../../lib/core/conventions';
import { detectAnomalies } from '../../lib/workflow/detect-anomalies';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
const detection = required(ANOMALY_ENV.detection);
/** The next tick makes up for what could not be read or written. */
const maxTries = 4;

export const handler = instrument(
  detectAnomalies({
    detection,
    cadenceMs: Number(required(ANOMALY_ENV.cadenceSeconds)) * 1_000,
    watched: new SsmWatchedSeries({ path: anomalyPath(detection), log }),
    queue: new SqsAnomalyQueue({ queueUrl: required(ANOMALY_ENV.queueUrl) }),
    series: new MetricDataSloSeries({ maxTries }),
    store: new DynamoAnomalyStore({ tableName: required(ANOMALY_ENV.table), maxTries, log }),
    metrics: new EmfDatapoints(),
    bus: new EventBridgeBus({ busName: required(ANOMALY_ENV.bus) }),
    clock: systemClock,
    log,
  }),
);
