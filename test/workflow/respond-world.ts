/** A hub with one incident, the two doors of `respond` in front of it, and a clock that only moves when told. */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { hmacSha256 } from '../../lib/adapters/aws/hmac';
import { MemoryIncidentStore } from '../../lib/adapters/memory/incident-store';
import type { PolicyConfig, SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { decideSignal } from '../../lib/core/incident/decide-signal';
import { Draft } from '../../lib/core/incident/draft';
import { groupKeyOf, type LifecycleSettings } from '../../lib/core/incident/group';
import type { AlarmState, Incident, Signal } from '../../lib/core/incident/incident';
import { incidentId } from '../../lib/core/incident/incident-id';
import { outboxFromItem } from '../../lib/core/incident/item/outbox-item';
import type { OutboxItem } from '../../lib/core/incident/notification';
import type { TimerRef } from '../../lib/core/incident/timer';
import { encodeToken, type Token } from '../../lib/core/incident/token';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import type { IncidentStore } from '../../lib/workflow/ports';
import { type RespondPorts, respond } from '../../lib/workflow/respond';
import type { Answer } from '../../lib/workflow/respond/answer';

export const T0 = Date.UTC(2026, 0, 15, 8);
export const MINUTE = 60_000;
export const GROUP = groupKeyOf({ service: 'checkout', environment: 'prod' });
export const INCIDENT_ID = incidentId(GROUP, T0);
export const SLACK_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const SECRET = 's'.repeat(32);

/** Who acknowledged is asked again after an hour. */
const POLICY: PolicyConfig = {
  schemaVersion: SCHEMA_VERSION,
  kind: 'policy',
  name: 'default',
  levels: [{ name: 'on-call', afterMinutes: 0, targets: ['channel:oncall'] }],
  reach: { critical: 1, high: 1, medium: 1, low: 1 },
  respondWithin: {
    critical: { minutes: 15 },
    high: { minutes: 30 },
    medium: { minutes: 120 },
    low: { businessDays: 1 },
  },
  acksNeeded: 1,
  remindMinutes: 60,
  updateMinutes: {},
};

export const CONFIG: SightlineConfig = {
  hub: {
    schemaVersion: SCHEMA_VERSION,
    kind: 'hub',
    hub: 'sightline',
    channels: [{ kind: 'topic', name: 'oncall', topicArn: 'arn:aws:sns:eu-west-1:111122223333:oncall' }],
    fallbackTopicArn: 'arn:aws:sns:eu-west-1:111122223333:fallback',
    reopenWindowSeconds: 300,
  },
  services: [],
  people: [],
  schedules: [],
  policies: [POLICY],
  routes: [],
  maintenance: [],
};

export interface World {
  readonly memory: MemoryIncidentStore;
  readonly ports: RespondPorts;
  readonly settings: LifecycleSettings;
  readonly woken: { readonly ref: TimerRef; readonly dueMs: number }[];
  readonly logs: string[];
  readonly metrics: string[];
  /** An alarm of checkout changes its state, `atMs` after T0. */
  signal(state: AlarmState, atMs: number, changes?: Partial<Signal>): Promise<void>;
  incident(): Promise<Incident>;
  outbox(): OutboxItem[];
  pass(ms: number): void;
  /** The path of a signed link. */
  link(changes?: Partial<Omit<Token, 'keyId'>>): string;
  request(event: RequestParts): Promise<Answer>;
  /** Opens the link's page and presses its button. */
  press(path: string): Promise<Answer>;
  /** The text of every stored item: the same text means that nothing changed. */
  stored(): string;
}

export interface RequestParts {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  /** @default - nobody whom IAM knows */
  readonly callerArn?: string;
}

export interface WorldOptions {
  readonly endpoint?: RespondPorts['endpoint'];
  /** The hub has a Slack app. */
  readonly slack?: boolean;
  /** Stands between the workflow and the memory store. @default - nothing does */
  readonly store?: (memory: MemoryIncidentStore) => IncidentStore;
  readonly config?: SightlineConfig;
}

export function createWorld({ endpoint = 'links', slack = true, store, config = CONFIG }: WorldOptions = {}): World {
  let nowMs = T0 + MINUTE;
  let requests = 0;
  const memory = new MemoryIncidentStore({ now: () => nowMs });
  const keys = new Map([['k1', SECRET]]);
  const [woken, logs, metrics]: [World['woken'], string[], string[]] = [[], [], []];
  const log = (message: string, fields?: unknown) => void logs.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const ports: RespondPorts = {
    store: store?.(memory) ?? memory,
    config: { load: async () => config },
    clock: {
      now: () => nowMs,
      sleep: async () => new Promise((resume) => setImmediate(resume)),
    },
    wakes: { wake: async (ref, dueMs) => void woken.push({ ref, dueMs }) },
    log: { info: log, warn: log, error: log },
    metrics: {
      count: (name) => void metrics.push(name),
      duration: (name, ms) => void metrics.push(`${name}=${ms}`),
    },
    random: () => 0.5,
    ...(endpoint === 'operators'
      ? { endpoint }
      : {
          endpoint,
          hmac: hmacSha256,
          keys: async () => keys,
          ...(slack ? { slackSecret: async () => SLACK_SECRET } : {}),
        }),
  };
  const settings = lifecycleSettings(config);
  const handler = respond(ports);
  const request = (parts: RequestParts) => {
    requests += 1;
    return handler(urlEvent(parts, `request-${requests}`));
  };
  return {
    memory,
    ports,
    settings,
    woken,
    logs,
    metrics,
    signal: async (state, atMs, changes) => {
      const signal = checkoutSignal(state, atMs, changes);
      const draft = new Draft(await memory.readGroup(GROUP, [signal.member]));
      const decision = decideSignal(draft.state, signal, settings, nowMs);
      if (decision.action !== 'write') throw new Error(`the signal changed nothing: ${decision.action}`);
      draft.add(decision);
      const write = draft.write();
      if (write) expect(await memory.commit(write)).toBe('committed');
    },
    incident: async () => {
      const incident = await memory.readIncident(INCIDENT_ID);
      if (!incident) throw new Error('there is no incident');
      return incident;
    },
    outbox: () =>
      memory
        .items()
        .filter(({ sk }) => sk.startsWith('OUT#'))
        .map(outboxFromItem),
    pass: (ms) => {
      nowMs += ms;
    },
    link: (changes = {}) => {
      const grant = {
        incidentId: INCIDENT_ID,
        generation: 1,
        action: 'acknowledge' as const,
        responder: 'alice',
        expiresMs: nowMs + 60 * MINUTE,
        id: 'token-1',
        ...changes,
      };
      return `/i/${encodeToken(grant, { keys, hmac: hmacSha256 }, nowMs)}`;
    },
    request,
    press: async (path) => {
      const page = await request({ path });
      return request(pressOf(path, page));
    },
    stored: () => JSON.stringify(memory.items()),
  };
}

/** The request that a browser makes when somebody presses the page's button. */
export function pressOf(path: string, page: Answer): RequestParts {
  const [, nonce = ''] = /name="nonce" value="([^"]*)"/.exec(page.body ?? '') ?? [];
  const [, action = ''] = /name="confirm" value="([^"]*)"/.exec(page.body ?? '') ?? [];
  return formPost(path, { nonce, confirm: action });
}

export function formPost(path: string, fields: Readonly<Record<string, string>>): RequestParts {
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

function checkoutSignal(state: AlarmState, atMs: number, changes: Partial<Signal> = {}): Signal {
  return {
    member: 'arn:faults',
    alarmName: 'checkout-faults',
    state,
    timestampMs: T0 + atMs,
    reason: 'because',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    role: 'page',
    summary: 'Orders fail.',
    firstStep: 'Roll back the last deploy',
    region: 'eu-west-1',
    account: '111122223333',
    ...changes,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
function urlEvent(parts: RequestParts, requestId: string): LambdaFunctionURLEvent {
  const { method = 'GET', path, query = '', headers = {}, body, isBase64Encoded = false, callerArn } = parts;
  const authorizer = callerArn === undefined ? {} : { authorizer: { iam: { userArn: callerArn } } };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { cookie: 'session=1', ...headers },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'urlid',
      domainName: 'urlid.lambda-url.eu-west-1.on.aws',
      domainPrefix: 'urlid',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: '15/Jan/2026:08:01:00 +0000',
      timeEpoch: T0 + MINUTE,
      ...authorizer,
    },
    body,
    isBase64Encoded,
  };
}
