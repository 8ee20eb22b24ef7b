import type { HeartbeatPort, HeartbeatRequest, SendOutcome } from '../../workflow/ports';
import type { HttpProvidersOptions } from './provider';
import { partsOf, secretUrl } from './provider/chat-webhook';
import type { Addressed, EndpointSettings, Unusable } from './provider/endpoint';
import { heartbeatOf } from './provider/heartbeat';
import { outcomeOf } from './provider/outcome';
import { call } from './provider/post';

export type HttpHeartbeatsOptions = Omit<HttpProvidersOptions, 'inquireAfterMs'>;

type Prepare = (secret: string, settings: EndpointSettings) => Addressed | Unusable;

/** Signs of life over HTTPS, by the same ways as messages. No reason that it answers quotes a secret. */
export class HttpHeartbeats implements HeartbeatPort {
  constructor(private readonly options: HttpHeartbeatsOptions) {}

  async beat(request: HeartbeatRequest): Promise<SendOutcome> {
    const baseUrl = new Map(Object.entries(this.options.baseUrls ?? {})).get(request.provider);
    return this.send(request.secret, baseUrl, (secret, settings) => heartbeatOf(request, secret, settings));
  }

  async ping(secret: string): Promise<SendOutcome> {
    return this.send(secret, undefined, (address, settings) => {
      const url = secretUrl(address, settings);
      return 'unusable' in url ? url : { call: { method: 'GET', url, headers: {} }, secrets: partsOf(url) };
    });
  }

  private async send(arn: string, baseUrl: string | undefined, prepare: Prepare): Promise<SendOutcome> {
    const { clock, allowLoopback = false, timeoutMs = 3_000 } = this.options;
    const secret = await this.options.secret(arn).catch(() => undefined);
    if (secret === undefined) return { status: 'failed', reason: 'its secret could not be read' };
    const addressed = prepare(secret.trim(), { baseUrl, allowLoopback, nowMs: clock.now() });
    if ('unusable' in addressed) return { status: 'refused', reason: addressed.unusable };
    const answer = await call(addressed.call, timeoutMs);
    return outcomeOf(answer, { nowMs: clock.now(), secrets: addressed.secrets, providerId: 'heartbeat' });
  }
}
