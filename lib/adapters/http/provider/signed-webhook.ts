import { createHmac } from 'node:crypto';
import { partsOf, secretUrl } from './chat-webhook';
import { type Endpoint, JSON_TYPE, textMember } from './endpoint';

/**
 * The generic webhook: the secret is `{"url", "key"}`. Each request is signed over its time and its exact body, so that
 * the receiver can tell a forged one by the signature and a replayed one by the time.
 */
export const signedWebhook: Endpoint = {
  address({ body, idempotencyKey }, secret, settings) {
    const [address, key] = [textMember(secret, 'url'), textMember(secret, 'key')];
    if (address === undefined || key === undefined) {
      return { unusable: 'its secret is not what a webhook needs: store JSON with the texts "url" and "key"' };
    }
    const url = secretUrl(address, settings);
    if ('unusable' in url) return url;
    const content = JSON.stringify(body);
    const headers = {
      ...JSON_TYPE,
      'sightline-signature': signatureOf(content, key, settings.nowMs),
      // Headers are ASCII. A Buffer replaces what `encodeURI` would throw on.
      'idempotency-key': encodeURI(Buffer.from(idempotencyKey).toString()),
    };
    return { call: { method: 'POST', url, headers, body: content }, secrets: [key, ...partsOf(url)] };
  },
};

/** `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`. */
function signatureOf(body: string, key: string, nowMs: number): string {
  const t = Math.floor(nowMs / 1_000);
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`;
}
