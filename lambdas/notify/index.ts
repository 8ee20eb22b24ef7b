import { hmacSha256 } from '../../lib/adapters/aws/hmac';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SecretStore } from '../../lib/adapters/aws/secret-store';
import { SnsTopic } from '../../lib/adapters/aws/sns-topic';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HttpProviders } from '../../lib/adapters/http/provider';
import { HUB_ENV } from '../../lib/core/conventions';
import { notify } from '../../lib/workflow/notify';
import { keyringFrom } from '../../lib/workflow/respond/keyring';
import { signedLinks } from '../../lib/workflow/signed-links';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();
const secrets = new SecretStore({ log });
/** Only a hub that takes answers signs links. */
const signingKeyArn = process.env[HUB_ENV.signingKeyArn];
const links =
  signingKeyArn === undefined
    ? undefined
    : signedLinks({ keys: keyringFrom(secrets, signingKeyArn, log), hmac: hmacSha256, clock: systemClock, log });

export const handler = instrument(
  notify({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    topics: new SnsTopic(),
    providers: new HttpProviders({ secret: (arn) => secrets.read(arn), clock: systemClock }),
    links,
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
    region: required('AWS_REGION'),
  }),
);
