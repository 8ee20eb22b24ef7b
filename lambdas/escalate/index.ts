import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SqsWake } from '../../lib/adapters/aws/sqs-wake';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HUB_ENV } from '../../lib/core/conventions';
import { escalate } from '../../lib/workflow/escalate';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();

export const handler = instrument(
  escalate({
    store: new DynamoIncidentStore({
      tableName: required(HUB_ENV.table),
      onUnreadable: (error) => log.error('a timer was left out: it cannot be read', { error: String(error) }),
    }),
    bus: new EventBridgeBus({ busName: required(HUB_ENV.bus) }),
    wakes: new SqsWake({ queueUrl: required(HUB_ENV.wakeQueueUrl), log }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
  }),
);
