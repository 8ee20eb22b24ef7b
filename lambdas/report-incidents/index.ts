import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SecretStore } from '../../lib/adapters/aws/secret-store';
import { SnsTopic } from '../../lib/adapters/aws/sns-topic';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HttpProviders } from '../../lib/adapters/http/provider';
import { HUB_ENV } from '../../lib/core/conventions';
import { reportIncidents } from '../../lib/workflow/report-incidents';
import { hubGauges, instrument, required } from '../instrument';

const log = new StdoutLog();
const secrets = new SecretStore({ log });

export const handler = instrument(
  reportIncidents({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    topics: new SnsTopic(),
    providers: new HttpProviders({ secret: (arn) => secrets.read(arn), clock: systemClock }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    gauges: hubGauges(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
  }),
);
