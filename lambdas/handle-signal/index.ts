import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SqsDeadLetter } from '../../lib/adapters/aws/sqs-dead-letter';
import { SqsWake } from '../../lib/adapters/aws/sqs-wake';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { SsmTopology } from '../../lib/adapters/aws/ssm-topology';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HUB_ENV } from '../../lib/core/conventions';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();

export const handler = instrument(
  handleSignal({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    bus: new EventBridgeBus({ busName: required(HUB_ENV.bus) }),
    wakes: new SqsWake({ queueUrl: required(HUB_ENV.wakeQueueUrl), log }),
    deadLetters: new SqsDeadLetter({ queueUrl: required(HUB_ENV.deadLetterUrl) }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    // Where traces are analysed; of other hubs there is none.
    topology: new SsmTopology({ hub: required(HUB_ENV.hub), log }),
    clock: systemClock,
    log,
  }),
);
