import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SqsDeadLetter } from '../../lib/adapters/aws/sqs-dead-letter';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { HUB_ENV } from '../../lib/core/conventions';
import { publishIncidents } from '../../lib/workflow/publish-incidents';
import { instrument, required } from '../instrument';

export const handler = instrument(
  publishIncidents({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    bus: new EventBridgeBus({ busName: required(HUB_ENV.bus) }),
    deadLetters: new SqsDeadLetter({ queueUrl: required(HUB_ENV.deadLetterUrl) }),
    log: new StdoutLog(),
  }),
);
