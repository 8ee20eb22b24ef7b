import type { HeartbeatRequest, ProviderRequest } from '../../../workflow/ports';
import type { Addressed, EndpointSettings, Unusable } from './endpoint';
import { jira, opsgenie } from './opsgenie';
import { pagerDuty } from './pagerduty';
import { signedWebhook } from './signed-webhook';

/**
 * What proves that a pager would take a page, and wakes nobody:
 * - PagerDuty: the end of an alert that never was. It is accepted and dropped; a wrong key is a 400.
 *   https://developer.pagerduty.com/docs/send-alert-event
 * - Opsgenie: a ping of the heartbeat of this name. It is accepted whether there is one or not; where there is, Opsgenie
 *   itself notices a silent hub. https://docs.opsgenie.com/docs/lamp-heartbeat-commands
 * - Jira Service Management: the close of an alert that never was. Its heartbeats take the API token of a person, which
 *   the hub does not have. https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v2/api-group-heartbeats/
 * - webhook: signed JSON, as any other message.
 */
export function heartbeatOf(beat: HeartbeatRequest, secret: string, settings: EndpointSettings): Addressed | Unusable {
  switch (beat.provider) {
    case 'pagerduty':
      return pagerDuty.address(requestOf(beat, 'resolve', {}), secret, settings);
    case 'opsgenie':
      return ping(beat, opsgenie.address(requestOf(beat, 'open', {}), secret, settings));
    case 'jira': {
      const note = { source: 'Sightline', note: 'heartbeat' };
      return jira.address(requestOf(beat, 'resolve', note), secret, settings);
    }
    case 'webhook':
      return signedWebhook.address(requestOf(beat, 'say', beat.body), secret, settings);
    default:
      return { unusable: `a ${beat.provider} channel is no pager` };
  }
}

function ping({ name }: HeartbeatRequest, alerts: Addressed | Unusable): Addressed | Unusable {
  if ('unusable' in alerts) return alerts;
  const { url, headers } = alerts.call;
  const path = `/v2/heartbeats/${encodeURIComponent(name)}/ping`;
  return { ...alerts, call: { method: 'GET', url: new URL(path, url), headers } };
}

function requestOf(
  { name, channel, provider, region, secret, idempotencyKey }: HeartbeatRequest,
  operation: ProviderRequest['operation'],
  body: ProviderRequest['body'],
): ProviderRequest {
  const inWords = { idempotencyKey, subject: 'heartbeat', body: '', attributes: {} };
  // No incident has such an id.
  const dedupKey = `${name}/heartbeat`;
  return { channel, provider, region, secret, operation, dedupKey, idempotencyKey, body, inWords };
}
