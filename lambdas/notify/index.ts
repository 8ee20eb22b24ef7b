import { hmacSha256 } from '../../lib/adapters/aws/hmac';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SecretStore } from '../../lib/adapters/aws/secret-store';
import { SnsTopic } from '../../lib/adapters/aws/sns-topic';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HttpHeartbeats } from '../../lib/adapters/http/heartbeats';
import { HttpProviders } from '../../lib/adapters/http/provider';
import { HUB_ENV } from '../../lib/core/conventions';
import { notify } from '../../lib/workflow/notify';
import { keyringFrom } from '../../lib/workflow/respond/keyring';
import { signedLinks } from '../../lib/workflow/signed-links';
import { heartbeatMetrics, hubMetrics, instrument, required } from '../instrument';

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
    store: new DynamoIncidentStore({
      tableName: required(HUB_ENV.table),
      onUnreadable: (error) =>
        log.error('a message that is owed was left out: it cannot be read', { error: String(error) }),
    }),
    topics: new SnsTopic(),
    providers: new HttpProviders({ secret: (arn) => secrets.read(arn), clock: systemClock }),
    heartbeats: {
      port: new HttpHeartbeats({ secret: (arn) => secrets.read(arn), clock: systemClock }),
      metrics: heartbeatMetrics(required(HUB_ENV.hub)),
    },
    links,
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
    region: required('AWS_REGION'),
  }),
);
