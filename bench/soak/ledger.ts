/**
 * What came out of the hub, message by message, and whether it may have come out: of an incident that is over, only the
 * number stays. A message may go out again only if nobody noted in time that it went out: its sender's lease ran out, or
 * its answer was lost.
 */
import { type OutboxItem, type OutboxRef, outboxKey } from '../../lib/core/incident/notification';

/** So many are kept in words. */
const MOST_WORDS = 20;

interface Sending {
  /** The leases that it was taken under, and who took it: a topic or a provider. */
  readonly taken: { readonly leaseUntilMs: number; readonly by: string; readonly excused: boolean }[];
  leaseUntilMs: number;
  /** Its end is stored. */
  noted: boolean;
  answerLost: boolean;
}

export class Ledger {
  pages = 0;
  messages = 0;
  /** Messages that were lost, and alarms and incidents that are not what they should be. */
  lost = 0;
  doublePages = 0;
  /** Of all kinds, the first ones. */
  readonly violations: string[] = [];
  /** By incident, then by message. */
  private readonly sendings = new Map<string, Map<string, Sending>>();

  leased(item: OutboxItem, nowMs: number): void {
    const sending = this.sendingOf(outboxKey(item), item.incidentId);
    if (sending.leaseUntilMs > nowMs) this.double(`leased twice: ${outboxKey(item)}`);
    sending.leaseUntilMs = item.leaseUntilMs;
  }

  /** @param fallback a message that its own channel did not take */
  taken(key: string, by: string, kind: string, fallback = false): void {
    const sending = this.sendingOf(key);
    if (kind === 'page' && !fallback) this.pages += 1;
    this.messages += 1;
    const { leaseUntilMs, answerLost: excused, noted } = sending;
    const before = sending.taken.filter((each) => kind === 'page' || each.by === by);
    if (noted || before.some((each) => each.leaseUntilMs === leaseUntilMs && !excused)) {
      if (kind === 'page') this.double(`paged twice: ${key}`);
      else this.note(`sent twice: ${key}`);
    }
    sending.taken.push({ leaseUntilMs, by, excused });
  }

  answerLost(key: string): void {
    this.sendingOf(key).answerLost = true;
  }

  /** Its end is stored, or that it is to be tried again. */
  settled(item: OutboxItem, isEnd: boolean): void {
    const sending = this.sendingOf(outboxKey(item), item.incidentId);
    sending.noted = isEnd;
    sending.leaseUntilMs = 0;
  }

  /**
   * Of an incident that is over, or that the soak ends with: what its outbox says, held against what went out.
   * @param onItsWayMs what is owed since then may still be on its way
   */
  close(incidentId: string, outbox: readonly OutboxItem[], onItsWayMs = Number.POSITIVE_INFINITY): void {
    const sendings = this.sendings.get(incidentId) ?? new Map<string, Sending>();
    for (const item of outbox) {
      const key = outboxKey(item);
      const went = (sendings.get(key)?.taken.length ?? 0) > 0;
      if (item.status === 'pending') {
        if (item.dueMs < onItsWayMs) this.loss(`never sent: ${key}`);
      } else if (!went && !/^not needed: /.test(item.providerId ?? '')) this.loss(`lost: ${key} is ${item.status}`);
      sendings.delete(key);
    }
    for (const [key, { taken }] of sendings) if (taken.length > 0) this.note(`sent without being owed: ${key}`);
    this.sendings.delete(incidentId);
  }

  /** Incidents whose messages are still looked after. */
  get open(): number {
    return this.sendings.size;
  }

  loss(words: string): void {
    this.lost += 1;
    this.note(words);
  }

  note(words: string): void {
    if (this.violations.length < MOST_WORDS) this.violations.push(words);
  }

  private double(words: string): void {
    this.doublePages += 1;
    this.note(words);
  }

  private sendingOf(key: string, incidentId = refOf(key).incidentId): Sending {
    const of = this.sendings.get(incidentId) ?? new Map<string, Sending>();
    this.sendings.set(incidentId, of);
    const sending = of.get(key) ?? { taken: [], leaseUntilMs: 0, noted: false, answerLost: false };
    of.set(key, sending);
    return sending;
  }
}

/** What an idempotency key names; the other way round of `outboxKey`. */
export function refOf(key: string): OutboxRef {
  const parts = key.split('/');
  const [generation, kind, level, channel] = parts.slice(-4);
  return {
    incidentId: parts.slice(0, -4).join('/'),
    generation: Number(generation),
    kind: kind as OutboxRef['kind'],
    level: Number(level),
    channel: String(channel),
  };
}
