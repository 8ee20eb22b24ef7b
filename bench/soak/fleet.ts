/** A thousand alarms, and how their states change: trouble comes to a service, flaps, spreads, and goes. */
import type { Random } from '../../lib/core/random';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import type { VirtualTime } from './virtual-time';

export interface Alarm {
  readonly name: string;
  readonly service: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly role: 'page' | 'ticket';
  /** Its clock is so much ahead of ours, milliseconds. */
  readonly skewMs: number;
}

export interface Change {
  readonly alarm: Alarm;
  readonly state: 'ALARM' | 'OK';
  /** By the clock of the alarm. */
  readonly atMs: number;
}

export const ALARMS_A_SERVICE = 10;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MOST_SKEW_MS = 15 * MINUTE_MS;
/** Twice a day something that all services need fails. */
const OUTAGE_EVERY_MS = 12 * HOUR_MS;
const OUTAGE_AT_MS = 10 * HOUR_MS;
const SEVERITIES = ['critical', 'high', 'high', 'high', 'high', 'high', 'medium', 'medium', 'medium', 'low'] as const;

export function alarmsOf(count: number, random: Random): Alarm[] {
  return Array.from({ length: count }, (_, index) => {
    const severity = SEVERITIES[index % ALARMS_A_SERVICE] ?? 'high';
    return {
      name: `alarm-${index}`,
      service: `service-${Math.floor(index / ALARMS_A_SERVICE)}`,
      severity,
      role: severity === 'critical' || severity === 'high' ? 'page' : 'ticket',
      skewMs: Math.round((2 * random() - 1) * MOST_SKEW_MS),
    };
  });
}

/** Plans the troubles of all services, one after the other, until so many changes were told. */
export class Troubles {
  private readonly services: readonly (readonly Alarm[])[];
  private readonly troubled = new Set<number>();
  private told = 0;
  private stopped = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    alarms: readonly Alarm[],
    private readonly limit: number,
    private readonly tell: (change: Change) => void,
  ) {
    const count = Math.ceil(alarms.length / ALARMS_A_SERVICE);
    this.services = Array.from({ length: count }, (_, index) =>
      alarms.slice(index * ALARMS_A_SERVICE, (index + 1) * ALARMS_A_SERVICE),
    );
  }

  get count(): number {
    return this.told;
  }

  get isOver(): boolean {
    return this.stopped || this.told >= this.limit;
  }

  /** No further change. */
  stop(): void {
    this.stopped = true;
  }

  start(): void {
    for (const index of this.services.keys()) this.planNext(index);
    this.time.after(OUTAGE_AT_MS, () => this.outage());
  }

  private planNext(index: number): void {
    this.time.after(this.between(10 * MINUTE_MS, 90 * MINUTE_MS), () => this.begin(index));
  }

  /** Within half a minute, all services that are not in trouble yet. */
  private outage(): void {
    for (const index of this.services.keys()) this.time.after(this.random() * 30_000, () => this.begin(index, false));
    if (!this.isOver) this.time.after(OUTAGE_EVERY_MS, () => this.outage());
  }

  /**
   * Some alarms of the service fire within a few minutes, each once or several times; in most troubles one of them lasts,
   * so that the others join its incident.
   */
  private begin(index: number, again = true): void {
    if (this.isOver) return;
    if (this.troubled.has(index)) {
      if (again) this.planNext(index);
      return;
    }
    this.troubled.add(index);
    const fires = (this.services[index] ?? []).filter(() => this.random() < 0.5);
    const lastMs = Math.max(0, ...fires.map((alarm) => this.flap(alarm)));
    const lasting = (this.services[index] ?? []).find((alarm) => !fires.includes(alarm));
    if (lasting && this.random() < 0.8) {
      this.plan(lasting, 'ALARM', 0);
      this.plan(lasting, 'OK', lastMs + this.between(0, 4 * MINUTE_MS));
    }
    this.time.after(lastMs + 5 * MINUTE_MS, () => {
      this.troubled.delete(index);
      if (again) this.planNext(index);
    });
  }

  /** @returns when it is OK for the last time, milliseconds from now */
  private flap(alarm: Alarm): number {
    let ms = this.between(0, 4 * MINUTE_MS);
    for (let times = 1 + Math.floor(this.random() * 5); ; times -= 1) {
      this.plan(alarm, 'ALARM', ms);
      ms += this.between(MINUTE_MS, this.random() < 0.2 ? 40 * MINUTE_MS : 6 * MINUTE_MS);
      this.plan(alarm, 'OK', ms);
      if (times === 1) return ms;
      ms += this.between(MINUTE_MS, 8 * MINUTE_MS);
    }
  }

  private plan(alarm: Alarm, state: Change['state'], ms: number): void {
    this.time.after(ms, () => {
      if (this.isOver) return;
      this.told += 1;
      this.tell({ alarm, state, atMs: Math.round(this.time.now() + alarm.skewMs) });
    });
  }

  private between(low: number, high: number): number {
    return Math.round(low + this.random() * (high - low));
  }
}

/** As EventBridge puts it into the signals queue. */
export function bodyOf({ alarm, state, atMs }: Change): string {
  const event = buildAlarmStateChange(
    {
      alarmArn: arnOf(alarm),
      alarmName: alarm.name,
      account: '111122223333',
      region: 'us-east-1',
      description: 'More than 1% of the orders fail.',
      tags: {
        'sightline:service': alarm.service,
        'sightline:environment': 'prod',
        'sightline:severity': alarm.severity,
        'sightline:role': alarm.role,
      },
      metric: { namespace: 'Shop', name: 'Faults', dimensions: {}, periodSeconds: 60, statistic: 'Sum' },
      state: { value: state, reason: 'Threshold Crossed', atMs },
      previous: { value: state === 'OK' ? 'ALARM' : 'OK', reason: '', atMs: atMs - MINUTE_MS },
    },
    `${alarm.name}-${state}-${atMs}`,
  );
  return JSON.stringify(event);
}

/** What the table calls it. */
export function arnOf({ name }: Pick<Alarm, 'name'>): string {
  return `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`;
}
