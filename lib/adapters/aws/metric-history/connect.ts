import { createHash } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** A client for reading at a developer's desk: pages of history are large, and nobody is kept waiting by a retry. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true } as const;

export interface CloudWatchConnection {
  readonly client: CloudWatchClient;
  readonly region: string;
  /** Tells accounts apart, fit for a file name: the account where the SDK knows it, else a hash of the access key. */
  readonly account: string;
}

/**
 * Finds region and credentials as every AWS tool does: environment, profile, container, instance.
 * @param region that is wanted. @default - the SDK's own
 * @throws where there is neither, as the SDK words it
 */
export async function connectCloudWatch(region?: string): Promise<CloudWatchConnection> {
  const client = new CloudWatchClient({ ...(region !== undefined && { region }), requestHandler: PATIENCE });
  const { accountId, accessKeyId } = await client.config.credentials();
  const account = accountId ?? createHash('sha256').update(accessKeyId).digest('hex').slice(0, 12);
  return { client, region: await client.config.region(), account };
}
