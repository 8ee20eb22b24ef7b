import { SqsPublishQueue } from '../../lib/adapters/aws/publish-queue';
import { PutMetricData } from '../../lib/adapters/aws/put-metric-data';
import { SqsDeadLetter } from '../../lib/adapters/aws/sqs-dead-letter';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HUB_ENV, PUBLISH_QUEUE_URL } from '../../lib/core/conventions';
import { publishMetrics } from '../../lib/workflow/publish-metrics';
import { hubMetrics, instrument, required } from '../instrument';

export const handler = instrument(
  publishMetrics({
    queue: new SqsPublishQueue({ queueUrl: required(PUBLISH_QUEUE_URL) }),
    metricData: new PutMetricData(),
    deadLetters: new SqsDeadLetter({ queueUrl: required(HUB_ENV.deadLetterUrl) }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log: new StdoutLog(),
  }),
);
