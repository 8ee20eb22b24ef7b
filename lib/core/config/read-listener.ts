import { AUDIENCES } from '../incident/audience';
import { SEVERITIES } from '../incident/severity';
import type { Fields } from './fields';
import { type ChannelConfig, PAGERS, type ProviderChannelConfig } from './types';

/** Who listens on a channel. A pager always is the responders': it knows no other message than an alert. */
export function readListener(fields: Fields, kind: ChannelConfig['kind']): Pick<ChannelConfig, 'audience' | 'from'> {
  if (PAGERS.has(kind)) return {};
  return {
    ...fields.optional('audience', (key) => fields.choice(key, AUDIENCES)),
    ...fields.optional('from', (key) => fields.choice(key, SEVERITIES)),
  };
}

/** Of a Slack app: where it posts, and for which incidents it makes a channel. */
export function readSlackApp(
  fields: Fields,
  kind: ChannelConfig['kind'],
): Pick<ProviderChannelConfig, 'channel' | 'incidentChannels'> {
  if (kind !== 'slack-app') return {};
  return {
    channel: fields.text('channel'),
    ...fields.optional('incidentChannels', (key) => fields.choice(key, SEVERITIES)),
  };
}
