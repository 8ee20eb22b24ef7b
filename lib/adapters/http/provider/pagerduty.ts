import type { ProviderRequest } from '../../../workflow/ports';
import { whyNotCallable } from './address';
import { type Endpoint, idMember, JSON_TYPE } from './endpoint';

const HOSTS = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' };

/** `say` adds an event to the open alert. */
const ACTIONS: Readonly<Record<ProviderRequest['operation'], string>> = {
  open: 'trigger',
  say: 'trigger',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
};

/** PagerDuty Events API v2: the secret is the routing key. https://developer.pagerduty.com/docs/send-alert-event */
export const pagerDuty: Endpoint = {
  address({ body, operation, dedupKey, region = 'us' }, secret, { baseUrl, allowLoopback }) {
    if (!/^[0-9A-Za-z]{32}$/.test(secret)) {
      return {
        unusable:
          'its secret is not a routing key: store the integration key of an Events API v2 integration, 32 letters and digits',
      };
    }
    const url = new URL('/v2/enqueue', baseUrl ?? HOSTS[region]);
    const why = whyNotCallable(url, allowLoopback);
    if (why !== undefined) return { unusable: `its base address is not allowed: ${why}` };
    const event = { ...body, routing_key: secret, event_action: ACTIONS[operation], dedup_key: dedupKey };
    return {
      call: { method: 'POST', url, headers: JSON_TYPE, body: JSON.stringify(event) },
      secrets: [secret],
    };
  },
  idOf: (body) => idMember(body, 'dedup_key'),
};
