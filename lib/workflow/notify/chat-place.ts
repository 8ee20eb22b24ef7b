import { audienceOf } from '../../core/config/check-audience';
import { moreSevere } from '../../core/incident/severity';
import { incidentChannelOf } from '../../view/channel/incident-channel';
import type { NotificationContents } from '../../view/notification';
import type { ChatTarget, IncidentStore } from '../ports';
import type { Destination } from './destination';

/** As Slack names its messages: https://docs.slack.dev/reference/methods/chat.postMessage */
const MESSAGE_ID = /^\d{1,16}\.\d{1,16}$/;

/** Where a chat app posts in its channel: into the thread of the incident's first message, once there is one. */
export async function chatPlaceOf(
  store: Pick<IncidentStore, 'listOutbox'>,
  { name, config }: Destination,
  { item, incident }: NotificationContents,
): Promise<Omit<ChatTarget, 'channel'> | undefined> {
  if (config.kind !== 'slack-app') return undefined;
  const earlier = await store.listOutbox(item.incidentId);
  const [thread] = earlier
    .filter((sent) => (sent.via ?? sent.channel) === name && sent.status === 'sent')
    .flatMap(({ providerId }) => (providerId !== undefined && MESSAGE_ID.test(providerId) ? [providerId] : []))
    .sort((a, b) => Number(a) - Number(b));
  const { incidentChannels } = config;
  const begins = (item.kind === 'page' || item.kind === 'notice') && item.level === 0;
  const severe = incidentChannels !== undefined && !moreSevere(incidentChannels, incident.severity);
  const ownChannel = begins && severe && audienceOf(config) === 'responders';
  return {
    ...(thread !== undefined && { thread }),
    ...(ownChannel && { incidentChannel: incidentChannelOf(incident) }),
  };
}
