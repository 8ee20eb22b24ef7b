import { whyNotCallable } from './address';
import { type Addressed, type Endpoint, type EndpointSettings, JSON_TYPE, type Unusable } from './endpoint';

/** Slack: the secret is the address. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export const slack: Endpoint = { address: addressByUrl };

/**
 * Microsoft Teams: the secret is the address of a Workflows webhook. The older connectors answer 200 even where Teams
 * throttled the message, and say so in the text.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
export const teams: Endpoint = {
  address: addressByUrl,
  hiddenFailure: (body) =>
    /webhook message delivery failed/i.test(body)
      ? { status: 'failed', reason: `HTTP 200: message delivery failed${/\b429\b/.test(body) ? ' (throttled)' : ''}` }
      : undefined,
};

function addressByUrl({ body }: { body: unknown }, secret: string, settings: EndpointSettings): Addressed | Unusable {
  const url = secretUrl(secret, settings);
  if ('unusable' in url) return url;
  return { call: { method: 'POST', url, headers: JSON_TYPE, body: JSON.stringify(body) }, secrets: partsOf(url) };
}

/** An address out of a secret. */
export function secretUrl(text: string, { allowLoopback }: EndpointSettings): URL | Unusable {
  if (!URL.canParse(text)) {
    return { unusable: 'its secret is not a web address: store the whole address of the webhook, https:// included' };
  }
  const url = new URL(text);
  const why = whyNotCallable(url, allowLoopback);
  return why === undefined ? url : { unusable: `the address in its secret is not allowed: ${why}` };
}

/** Who knows path and query of a webhook can use it; its host is no secret. */
export function partsOf({ pathname, search }: URL): string[] {
  return [...pathname.split('/'), search.slice(1)].filter((part) => part !== '');
}
