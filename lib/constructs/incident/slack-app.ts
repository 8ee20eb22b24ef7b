import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ProviderChannelConfig } from '../../core/config';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkOneOf, demand, shown } from '../check';
import type { ChannelOptions } from './channel';
import type { ListenerOptions } from './listener';

/** A Slack app that posts incidents, keeps its messages up to date, and opens channels. */
export interface SlackAppOptions extends ChannelOptions, ListenerOptions {
  /** Its text is `{"token": "xoxb-..."}`, the bot token of an app with the scopes `chat:write` and `chat:write.public`. */
  readonly secret: ISecret;
  /** Where it posts: the id of a channel, such as `C0123456789`, or the name of a public one, such as `incidents`. */
  readonly channel: string;
  /**
   * Incidents at least this severe get a channel of their own, for which the app needs the scopes `channels:manage` and
   * `channels:read`; `false`: none does.
   * @default 'critical', and none where the channel is not for responders
   */
  readonly incidentChannels?: Severity | false;
}

/** Ids, and names as Slack allows them: https://docs.slack.dev/reference/methods/conversations.create */
const CHANNEL = /^#?[\w-]{1,80}$/;

/** As the functions read it. Throws where an option does not fit. */
export function slackAppConfig(
  where: string,
  { channel, incidentChannels, audience = 'responders' }: SlackAppOptions,
): Pick<ProviderChannelConfig, 'channel' | 'incidentChannels'> {
  const fits = typeof channel === 'string' && CHANNEL.test(channel);
  demand(where, fits, `'channel' must be the id or the name of a channel in Slack, got ${shown(channel)}`);
  if (incidentChannels) checkOneOf(where, 'incidentChannels', incidentChannels, SEVERITIES);
  const wanted = incidentChannels ?? 'critical';
  return { channel, ...(wanted && audience === 'responders' && { incidentChannels: wanted }) };
}
