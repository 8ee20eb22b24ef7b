import { hmacSha256 } from '../../lib/adapters/aws/hmac';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SecretStore } from '../../lib/adapters/aws/secret-store';
import { SqsWake } from '../../lib/adapters/aws/sqs-wake';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HttpSlackReplies } from '../../lib/adapters/http/slack-reply';
import { HUB_ENV } from '../../lib/core/conventions';
import { readEndpoint, respond } from '../../lib/workflow/respond';
import { keyringFrom } from '../../lib/workflow/respond/keyring';
import { hubMetrics, instrument, required } from '../instrument';

const log = new StdoutLog();
const secrets = new SecretStore({ log });
const endpoint = readEndpoint(required(HUB_ENV.endpoint));
const slackArn = process.env[HUB_ENV.slackSigningArn];

export const handler = instrument(
  respond({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    wakes: new SqsWake({ queueUrl: required(HUB_ENV.wakeQueueUrl), log }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    metrics: hubMetrics(required(HUB_ENV.hub)),
    clock: systemClock,
    log,
    ...(endpoint === 'operators'
      ? { endpoint }
      : {
          endpoint,
          hmac: hmacSha256,
          keys: keyringFrom(secrets, required(HUB_ENV.signingKeyArn), log),
          slackSecret: slackArn ? () => secrets.read(slackArn) : undefined,
          slackReplies: new HttpSlackReplies(systemClock),
        }),
  }),
);
