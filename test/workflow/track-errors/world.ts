/** `track-errors` on a memory store and a clock of its own. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { MemoryErrorStore } from '../../../lib/adapters/memory/error-store';
import { DEFAULT_SETTINGS } from '../../../lib/core/error/signals';
import type { TrackedError } from '../../../lib/core/error/tracked-error';
import { type TrackErrorsPorts, trackErrors } from '../../../lib/workflow/track-errors';

export const T0 = Date.UTC(2026, 10, 21, 9);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const OF = { service: 'checkout', environment: 'prod' };

export interface Told {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly role: string;
  readonly member: string;
  readonly timestampMs: number;
}

export function openWorld(changes: Partial<TrackErrorsPorts> = {}) {
  let nowMs = T0;
  let serial = 0;
  const told: Told[] = [];
  const counts: Record<string, number> = {};
  const logs: string[] = [];
  const store = new MemoryErrorStore();
  const log = (level: string) => (message: string, fields?: object) =>
    void logs.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const ports: TrackErrorsPorts = {
    store,
    payloads: { unpack: async (data) => gunzipSync(Buffer.from(data, 'base64')).toString() },
    bus: { publish: async (_, detail) => void told.push(detail as unknown as Told) },
    metrics: {
      count: (name, value = 1) => {
        counts[name] = (counts[name] ?? 0) + value;
      },
      duration: () => undefined,
    },
    clock: { now: () => nowMs, sleep: async () => undefined },
    log: { info: log('INFO'), warn: log('WARN'), error: log('ERROR') },
    settings: DEFAULT_SETTINGS,
    ...changes,
  };
  const handler = trackErrors(ports);
  return {
    store: ports.store,
    told,
    counts,
    logs,
    handler,
    /** A run that remembers nothing, as after a cold start. */
    restarted: () => trackErrors(ports),
    now: () => nowMs,
    passTo: (ms: number) => {
      nowMs = ms;
    },
    /** One batch of these lines, written now. */
    batch: (...lines: readonly (object | string)[]) => {
      const messages = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
      const logEvents = messages.map((message) => {
        serial += 1;
        return { id: `event-${serial}`, timestamp: nowMs, message };
      });
      return eventOf({ logEvents });
    },
    sweep: () => handler({ source: 'aws.events' }),
    only: async (): Promise<TrackedError> => {
      const all = await ports.store.list(OF);
      if (all.length !== 1) throw new Error(`expected one error, got ${all.map(({ title }) => title)}`);
      return all[0] as TrackedError;
    },
    names: () => told.map(({ state, name }) => `${state} ${name}`),
  };
}

/** As CloudWatch Logs sends it. */
export function eventOf(content: object) {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/lambda/charge',
    logStream: 'a',
    subscriptionFilters: ['sightline-errors/checkout/prod'],
    ...content,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

/** A line of the middleware. */
export function failed(name: string, changes: object = {}) {
  const error = {
    name,
    message: `${name} of order 4711`,
    stack: `${name}: x\n    at pay (/var/task/pay.js:1:1)\n    at main (/var/task/index.js:1:1)`,
  };
  return { level: 'ERROR', message: 'failed', ...OF, operation: 'POST /orders', requestId: 'r', error, ...changes };
}
