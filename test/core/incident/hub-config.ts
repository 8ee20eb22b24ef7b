/** Configuration for tests of routes, windows and answers. */
import type {
  MaintenanceWindowConfig,
  PersonConfig,
  RouteConfig,
  ScheduleConfig,
  SightlineConfig,
} from '../../../lib/core/config';
import type { Facts } from '../../../lib/core/incident/response-plan';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:oncall';

export function configOf(parts: Partial<SightlineConfig> = {}): SightlineConfig {
  return {
    hub: {
      schemaVersion: 1,
      kind: 'hub',
      hub: 'sightline',
      channels: [
        { kind: 'topic', name: 'oncall', topicArn: TOPIC },
        { kind: 'slack', name: 'war-room', secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack' },
      ],
      fallbackTopicArn: 'arn:aws:sns:eu-west-1:111122223333:fallback',
      reopenWindowSeconds: 300,
    },
    services: [],
    people: [],
    schedules: [],
    policies: [],
    routes: [],
    maintenance: [],
    ...parts,
  };
}

export function factsOf(facts: Partial<Facts> = {}): Facts {
  return { service: 'checkout', environment: 'prod', role: 'page', severity: 'high', ...facts };
}

export function personOf(name: string, more: Partial<PersonConfig> = {}): PersonConfig {
  return { schemaVersion: 1, kind: 'person', name, topicArn: TOPIC, timeZone: 'Europe/Berlin', ...more };
}

/** Turns of a week from a Monday at 09:00 in Berlin. */
export function scheduleOf(people: readonly string[], more: Partial<ScheduleConfig> = {}): ScheduleConfig {
  return {
    schemaVersion: 1,
    kind: 'schedule',
    name: 'primary',
    timeZone: 'Europe/Berlin',
    layers: [{ people, turn: { every: 1, unit: 'weeks' }, startsAt: '2026-01-05T09:00' }],
    overrides: [],
    ...more,
  };
}

export function routeOfName(name: string, more: Partial<RouteConfig> = {}): RouteConfig {
  return { schemaVersion: 1, kind: 'route', name, order: 1, match: {}, ...more };
}

/** From 22:00 in Berlin on 1 December 2026, for four hours. */
export function maintenanceOfName(name: string, more: Partial<MaintenanceWindowConfig> = {}): MaintenanceWindowConfig {
  return {
    schemaVersion: 1,
    kind: 'maintenance',
    name,
    match: {},
    startsAt: '2026-12-01T22:00',
    timeZone: 'Europe/Berlin',
    minutes: 240,
    ...more,
  };
}

/** Epoch ms of a text such as `2026-03-29T01:00Z`. */
export function at(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`'${text}' is no time`);
  return ms;
}

/** As `at` reads it. */
export function text(ms: number): string {
  return new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z');
}
