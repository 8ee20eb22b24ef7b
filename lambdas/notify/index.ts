import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SnsTopic } from '../../lib/adapters/aws/sns-topic';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HUB_ENV } from '../../lib/core/conventions';
import { notify } from '../../lib/workflow/notify';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();

export const handler = instrument(
  notify({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    topics: new SnsTopic(),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
    region: required('AWS_REGION'),
  }),
);
