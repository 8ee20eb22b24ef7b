import type { ProviderKind } from '../../core/config/types';
import type { Clock, ProviderPort, ProviderRequest, SendOutcome } from '../../workflow/ports';
import { slack, teams } from './provider/chat-webhook';
import type { Addressed, Endpoint } from './provider/endpoint';
import { jira, opsgenie } from './provider/opsgenie';
import { outcomeOf, quote } from './provider/outcome';
import { pagerDuty } from './provider/pagerduty';
import { call } from './provider/post';
import { signedWebhook } from './provider/signed-webhook';
import { sendBySlackApp } from './provider/slack-app';

export interface HttpProvidersOptions {
  /** What the secret of this ARN holds. May throw: then the message is tried again later. */
  readonly secret: (arn: string) => Promise<string>;
  readonly clock: Clock;
  /** For one request and its answer. @default 3000, so that three tries and their pauses end within 12 s */
  readonly timeoutMs?: number;
  /**
   * Before a provider that only accepted a request is asked what became of it; the asking may take as long again.
   * @default 1000
   */
  readonly inquireAfterMs?: number;
  /** Addresses in place of the providers' own, such as that of a proxy. */
  readonly baseUrls?: Readonly<Partial<Record<'pagerduty' | 'opsgenie' | 'jira' | 'slack-app', string>>>;
  /** Allows plain HTTP to this machine, for tests. @default false */
  readonly allowLoopback?: boolean;
}

/** Those that one request is enough for. */
const ENDPOINTS: Readonly<Record<Exclude<ProviderKind, 'slack-app'>, Endpoint>> = {
  slack,
  teams,
  pagerduty: pagerDuty,
  opsgenie,
  jira,
  webhook: signedWebhook,
};

/** Reaches chat, pagers and webhooks over HTTPS. No reason that it answers quotes a secret. */
export class HttpProviders implements ProviderPort {
  constructor(private readonly options: HttpProvidersOptions) {
    for (const [provider, url] of Object.entries(options.baseUrls ?? {})) {
      if (!URL.canParse(url)) {
        throw new Error(`baseUrls.${provider} must be a web address such as 'https://api.example.com', got '${url}'`);
      }
    }
  }

  async send(request: ProviderRequest): Promise<SendOutcome> {
    const secret = await this.readSecret(request.secret);
    if (secret === undefined) return { status: 'failed', reason: 'its secret could not be read' };
    const { clock, baseUrls = {}, allowLoopback = false, timeoutMs = 3_000 } = this.options;
    const baseUrl = new Map(Object.entries(baseUrls)).get(request.provider);
    if (request.provider === 'slack-app') {
      return sendBySlackApp(request, secret, { baseUrl, allowLoopback, timeoutMs, now: () => clock.now() });
    }
    const endpoint = ENDPOINTS[request.provider];
    const addressed = endpoint.address(request, secret, { baseUrl, allowLoopback, nowMs: clock.now() });
    if ('unusable' in addressed) return { status: 'refused', reason: addressed.unusable };
    const { secrets } = addressed;
    const answer = await call(addressed.call, timeoutMs);
    const answered = 'status' in answer ? answer.body : '';
    const id = endpoint.idOf?.(answered);
    const outcome = outcomeOf(answer, { nowMs: clock.now(), secrets, providerId: id ?? request.dedupKey });
    if (outcome.status !== 'sent') return outcome;
    return endpoint.hiddenFailure?.(answered) ?? (await this.inquire(endpoint, addressed, id)) ?? outcome;
  }

  /** A reader that fails may quote what it read, so its words are not passed on. */
  private async readSecret(arn: string): Promise<string | undefined> {
    try {
      return (await this.options.secret(arn)).trim();
    } catch {
      return undefined;
    }
  }

  /** `undefined` unless the provider says that what it accepted has failed. */
  private async inquire(endpoint: Endpoint, addressed: Addressed, id?: string): Promise<SendOutcome | undefined> {
    if (!endpoint.inquiry || id === undefined) return undefined;
    const { clock, inquireAfterMs = 1_000 } = this.options;
    await clock.sleep(inquireAfterMs);
    const verdict = endpoint.verdict?.(await call(endpoint.inquiry(addressed, id), inquireAfterMs));
    if (verdict === undefined) return undefined;
    return { status: 'refused', reason: `accepted, and then failed${quote(verdict, addressed.secrets)}` };
  }
}
