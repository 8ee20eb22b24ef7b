import { AwsAutomation } from '../../lib/adapters/aws/automation';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { DynamoRunStore } from '../../lib/adapters/aws/run-store';
import { SqsPoll } from '../../lib/adapters/aws/sqs-poll';
import { SqsWake } from '../../lib/adapters/aws/sqs-wake';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HUB_ENV } from '../../lib/core/conventions';
import { runRunbook } from '../../lib/workflow/run-runbook';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();
const tableName = required(HUB_ENV.table);

export const handler = instrument(
  runRunbook({
    store: new DynamoIncidentStore({ tableName }),
    runs: new DynamoRunStore({ tableName }),
    automations: new AwsAutomation(required('AWS_REGION')),
    polls: new SqsPoll({ queueUrl: required(HUB_ENV.runQueueUrl) }),
    wakes: new SqsWake({ queueUrl: required(HUB_ENV.wakeQueueUrl), log }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
  }),
);
