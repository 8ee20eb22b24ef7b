/** A night on call: a hub with people, an escalation and two pagers; time brings wake-ups, sweeps and messages. */
import type { DynamoDBBatchResponse, SQSBatchResponse } from 'aws-lambda';
import type { SightlineConfig } from '../../../lib/core/config';
import type { CommandAction } from '../../../lib/core/incident/command';
import type { Incident } from '../../../lib/core/incident/incident';
import { type TimerRef, writeTimerRef } from '../../../lib/core/incident/timer';
import { type CommandResult, carryOut } from '../../../lib/workflow/carry-out';
import { type EscalateEvent, escalate } from '../../../lib/workflow/escalate';
import { handleSignal } from '../../../lib/workflow/handle-signal';
import { lifecycleSettings } from '../../../lib/workflow/lifecycle-settings';
import { type NotifyEvent, notify } from '../../../lib/workflow/notify';
import type { IncidentStore } from '../../../lib/workflow/ports';
import { batchOf, createHub, FALLBACK, type Hub, streamOf, T0 } from '../hub';
import { NIGHT } from './team';

export const MINUTE = 60_000;
const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' } as NotifyEvent & EscalateEvent;
export const HEALTHY = { batchItemFailures: [] };

/** For `around`: the function dies there. */
export function crash(): never {
  throw new Error('out of memory');
}

type Body = string | Record<string, unknown>;

interface Hooks {
  /** Of which call, by its arguments. @default - the next one */
  readonly when?: (...given: never[]) => boolean;
  readonly before?: () => unknown;
  readonly after?: () => unknown;
}

export interface Night {
  readonly hub: Hub;
  /** What the workflows of the night work with. */
  readonly ports: Hub['ports'];
  /** All that anybody was sent, in order, such as `5:00 page to @bob`; of later generations with `, generation 2`. */
  readonly messages: readonly string[];
  /** Of each message, in the same order: by it a provider recognises a repetition. */
  readonly keys: readonly string[];
  /** With the reason, where one is given. */
  readonly logs: string[];
  /** A batch of the signals queue, and what the outbox owes after it. */
  deliver(...bodies: readonly Body[]): Promise<SQSBatchResponse>;
  /** The same without what follows: the writer's stream has not been read yet. */
  handle(...bodies: readonly Body[]): Promise<SQSBatchResponse>;
  /** `notify` hears of the outbox items that were written since it last did. */
  readStream(): Promise<DynamoDBBatchResponse>;
  /** `notify` does not hear of them, but for its sweep. */
  loseStream(): void;
  wake(...refs: readonly TimerRef[]): Promise<SQSBatchResponse>;
  /** The schedule event of each minute, to both functions that get one. */
  sweep(): Promise<void>;
  /** Time goes by: wake-ups come when they are due, sweeps at each whole minute. */
  pass(ms: number): Promise<void>;
  /** A person does something about the newest incident. */
  act(action: CommandAction, by?: string): Promise<CommandResult>;
  /** The newest one. */
  incident(): Incident;
  timeline(): Promise<string[]>;
  /** Around one call of a method of the store; whatever throws is a crash there. */
  around(method: keyof IncidentStore, hooks: Hooks): void;
}

export interface NightOptions {
  readonly config?: SightlineConfig;
  /** @default T0 */
  readonly nowMs?: number;
}

export function createNight({ config = NIGHT, nowMs = T0 }: NightOptions = {}): Night {
  const hooks = new Map<PropertyKey, Hooks>();
  const hub = createHub({ config: async () => config, nowMs, store: (memory) => hooked(memory, hooks) });
  const messages: string[] = [];
  const keys: string[] = [];
  const logs: string[] = [];
  const line = (message: string, fields?: Readonly<Record<string, unknown>>) =>
    void logs.push(fields?.why === undefined ? message : `${message}: ${fields.why}`);
  let waiting: { readonly ref: TimerRef; readonly dueMs: number }[] = [];
  const wakes = { wake: async (ref: TimerRef, dueMs: number) => void waiting.push({ ref, dueMs }) };
  const ports = {
    ...hub.ports,
    ...listening(hub, nowMs, messages, keys),
    wakes,
    log: { info: line, warn: line, error: line },
  };
  const [handle, rouse, send] = [handleSignal(ports), escalate(ports), notify(ports)];

  let unread: { readonly pk: string; readonly sk: string }[] = [];
  hub.memory.onWrite((records) => {
    const inserted = records.filter(({ eventName, keys: { sk } }) => eventName === 'INSERT' && sk.startsWith('OUT#'));
    unread.push(...inserted.map(({ keys: item }) => item));
  });
  let acts = 0;
  let sweptMs = nowMs;
  const now = () => ports.clock.now();

  const night: Night = {
    hub,
    ports,
    messages,
    keys,
    logs,
    handle: (...bodies) => handle(batchOf(...bodies)),
    deliver: async (...bodies) => {
      const answer = await night.handle(...bodies);
      await night.readStream();
      return answer;
    },
    readStream: () => {
      const written = unread;
      night.loseStream();
      return send(streamOf(written));
    },
    loseStream: () => {
      unread = [];
    },
    wake: (...refs) => rouse(batchOf(...refs.map(writeTimerRef))),
    sweep: async () => {
      await rouse(TICK);
      await send(TICK);
    },
    pass: async (ms) => {
      const untilMs = now() + ms;
      for (;;) {
        const wakeMs = Math.min(...waiting.map(({ dueMs }) => dueMs));
        const atMs = Math.min(wakeMs, sweptMs + MINUTE);
        if (atMs > untilMs) break;
        hub.pass(Math.max(0, atMs - now()));
        const due = waiting.filter(({ dueMs }) => dueMs <= atMs);
        waiting = waiting.filter(({ dueMs }) => dueMs > atMs);
        if (due.length > 0) await night.wake(...due.map(({ ref }) => ref));
        else {
          sweptMs = atMs;
          await night.sweep();
        }
        await night.readStream();
      }
      hub.pass(Math.max(0, untilMs - now()));
    },
    act: async (action, by = 'alice') => {
      acts += 1;
      const actor = { type: 'user', id: by } as const;
      const command = { ...action, incidentId: night.incident().id, actor, id: `act-${acts}`, atMs: now() };
      const result = await carryOut(ports, command, lifecycleSettings(config));
      await night.readStream();
      return result;
    },
    incident: () => {
      const newest = hub
        .incidents()
        .sort((a, b) => a.openedMs - b.openedMs)
        .at(-1);
      if (!newest) throw new Error('there is no incident');
      return newest;
    },
    timeline: async () => (await hub.memory.readTimeline(night.incident().id)).map(({ text }) => text),
    around: (method, around) => hooks.set(method, around),
  };
  return night;
}

/** The topics and providers of the hub, whose every message is written down. */
function listening(
  hub: Hub,
  startMs: number,
  messages: string[],
  keys: string[],
): Pick<Hub['ports'], 'topics' | 'providers'> {
  const hear = (to: string, key: string, outcome: string) => {
    const seconds = Math.floor((hub.ports.clock.now() - startMs) / 1_000);
    const at = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    const [, generation, kind] = key.split('/');
    const again = generation === '1' ? '' : `, generation ${generation}`;
    messages.push(`${at} ${kind} to ${to}${again}${outcome}`);
    keys.push(key);
  };
  return {
    topics: {
      publish: async (topicArn, message) => {
        const { responder } = message.attributes;
        const to = topicArn === FALLBACK ? 'fallback' : `@${responder}`;
        const answer = hub.ports.topics.publish(topicArn, message);
        await answer.then(
          () => hear(to, message.idempotencyKey, ''),
          () => hear(to, message.idempotencyKey, ', refused'),
        );
        return answer;
      },
    },
    providers: {
      send: async (request) => {
        const outcome = await hub.ports.providers.send(request);
        hear(request.channel, request.idempotencyKey, outcome.status === 'sent' ? '' : `, ${outcome.reason}`);
        return outcome;
      },
    },
  };
}

function hooked(memory: IncidentStore, hooks: Map<PropertyKey, Hooks>): IncidentStore {
  return new Proxy(memory, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => unknown;
      return async (...given: unknown[]) => {
        const { when, before, after } = hooks.get(name) ?? {};
        if (when && !when(...(given as never[]))) return method.apply(target, given);
        hooks.delete(name);
        await before?.();
        const answer = await method.apply(target, given);
        await after?.();
        return answer;
      };
    },
  });
}
