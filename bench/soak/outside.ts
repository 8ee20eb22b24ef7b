/** SNS, a pager and a chat, as the hub meets them: they refuse by the weather, and write down what they took. */
import type { Random } from '../../lib/core/random';
import type { ProviderPort, TopicPort } from '../../lib/workflow/ports';
import { FALLBACK } from './hub-config';
import { type Ledger, refOf } from './ledger';
import type { VirtualTime } from './virtual-time';
import { CRASHES, type Fault } from './weather';

export interface OutsideParts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly fails: (fault: Fault, nowMs: number) => boolean;
  readonly ledger: Ledger;
  /** Somebody heard of it. */
  readonly heard: (key: string) => void;
}

const PROVIDER_MS = 300;

export function topicsOf({ time, random, fails, ledger, heard }: OutsideParts): TopicPort {
  return {
    publish: async (topicArn, { idempotencyKey, attributes }) => {
      const fault = topicArn === FALLBACK ? 'fallbackDead' : 'topicsDead';
      if (random() < CRASHES || fails(fault, time.now())) throw new Error('InternalError: not now');
      ledger.taken(idempotencyKey, topicArn, kindOf(idempotencyKey), topicArn === FALLBACK);
      heard(idempotencyKey);
      if (random() < CRASHES) {
        ledger.answerLost(idempotencyKey);
        throw new Error('TimeoutError: no answer');
      }
      return `${idempotencyKey} to ${attributes.responder ?? 'all'}`;
    },
  };
}

export function providersOf({ time, random, fails, ledger, heard }: OutsideParts): ProviderPort {
  return {
    send: async ({ channel, provider, idempotencyKey }) => {
      await time.sleep(PROVIDER_MS);
      const isPager = provider === 'pagerduty';
      if (isPager && fails('pagerDead', time.now())) return { status: 'failed', reason: '503 Service Unavailable' };
      if (isPager && fails('pagerBusy', time.now())) {
        return { status: 'failed', reason: '429 Too Many Requests', retryAfterMs: random() < 0.5 ? 2_000 : 30_000 };
      }
      ledger.taken(idempotencyKey, channel, kindOf(idempotencyKey));
      heard(idempotencyKey);
      if (random() >= CRASHES) return { status: 'sent', providerId: idempotencyKey };
      ledger.answerLost(idempotencyKey);
      return { status: 'failed', reason: 'no answer in time' };
    },
  };
}

function kindOf(key: string): string {
  return refOf(key).kind;
}
