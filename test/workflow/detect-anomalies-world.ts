import { MemoryAnomalyStore } from '../../lib/adapters/memory/anomaly-store';
import type { WatchedSeriesList } from '../../lib/core/anomaly/watch/read-series';
import { seriesKey, type WatchedSeriesDefinition } from '../../lib/core/anomaly/watch/series';
import { EVENT } from '../../lib/core/conventions';
import { randomNumbers } from '../../lib/core/random';
import { type DetectAnomaliesPorts, detectAnomalies } from '../../lib/workflow/detect-anomalies';
import type { AnomalyStore, SloDatapoint, SloSeriesRequest } from '../../lib/workflow/ports';

export const TICK = 300_000;
export const DAY = 86_400_000;
export const SETTLED = 180_000;
/** A Monday. */
export const T0 = Date.UTC(2026, 0, 5);

export function seriesOf(more: Partial<WatchedSeriesDefinition> = {}): WatchedSeriesDefinition {
  return {
    name: 'latency',
    service: 'checkout',
    environment: 'prod',
    metric: { namespace: 'Test', name: more.name ?? 'latency', dimensions: {} },
    statistic: 'p99',
    periodSeconds: 300,
    role: 'signal',
    severity: 'low',
    ...more,
  };
}

/** A value for each period by its begin; `undefined`: none. */
export type Curve = (atMs: number) => number | undefined;

/** Like a day of users: 100 at night, 200 at noon, with noise that depends on the moment alone. */
export const usual: Curve = (atMs) => 150 - 50 * Math.cos(((atMs % DAY) / DAY) * 2 * Math.PI) + noise(atMs);

function noise(atMs: number): number {
  return 10 * randomNumbers(Math.floor(atMs / TICK) % 2 ** 31)() - 5;
}

/** Datapoints that are not there before a time, as those that come late. */
interface Told {
  readonly atMs: number;
  readonly state: string;
  readonly member: string;
  readonly timestampMs: number;
  readonly reason: string;
  readonly role: string;
}

/** `detect-anomalies` on memory ports; time goes on by ticks. */
export class World {
  nowMs = T0 + 14 * DAY + SETTLED;
  series: WatchedSeriesDefinition[] = [seriesOf()];
  problems: WatchedSeriesList['problems'] = [];
  curves: Record<string, Curve> = {};
  unreadable = new Set<string>();
  readonly told: Told[] = [];
  readonly jobs: string[] = [];
  readonly requests: SloSeriesRequest[][] = [];
  readonly points: SloDatapoint[] = [];
  readonly warnings: string[] = [];
  store: AnomalyStore = new MemoryAnomalyStore();
  busFails = false;
  /** Signals that the bus never takes. */
  refused = new Set<string>();
  private run: ReturnType<typeof detectAnomalies>;

  constructor(readonly cadenceMs = TICK) {
    this.run = detectAnomalies(this.ports());
  }

  /** As a cold start: nothing is in memory. */
  restart(): void {
    this.run = detectAnomalies(this.ports());
  }

  plan() {
    return this.run({ 'detail-type': 'Scheduled Event' });
  }

  /** Delivers what was planned, or the same once more. */
  async work(bodies = this.jobs.splice(0)) {
    const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
    return this.run({ Records });
  }

  deploy(atMs: number) {
    const detail = { service: 'checkout', environment: 'prod', release: 'r', time: atMs, outcome: 'succeeded' };
    return this.run({ 'detail-type': EVENT.deploy, detail });
  }

  async tick(times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      this.nowMs += this.cadenceMs;
      await this.plan();
      await this.work();
    }
  }

  /** Two weeks of history, a day a tick. */
  async learn(): Promise<void> {
    await this.tick(15);
  }

  /** `ALARM 0`, `OK 180`: states with the minutes from a time on. */
  toldSince(fromMs: number): string[] {
    return this.told.map(({ state, timestampMs }) => `${state} ${(timestampMs - fromMs) / 60_000}`);
  }

  ports(): DetectAnomaliesPorts {
    return {
      detection: 'test',
      cadenceMs: this.cadenceMs,
      watched: { load: async () => ({ series: this.series, problems: this.problems }) },
      queue: { send: async (body) => void this.jobs.push(body) },
      series: {
        read: async (requests) => {
          this.requests.push([...requests]);
          if (requests.every(({ slo }) => this.unreadable.has(slo))) throw new Error('throttled');
          return requests.map((request) =>
            this.unreadable.has(request.slo) ? new Error('no such metric') : { value: this.read(request) },
          );
        },
      },
      store: proxied(() => this.store),
      metrics: { publish: async (points) => void this.points.push(...points) },
      bus: {
        publish: async (_type, detail) => {
          if (this.busFails) throw new Error('the bus is down');
          if (this.refused.has(String(detail.member))) throw new Error('the bus refuses it');
          this.told.push({ atMs: this.nowMs, ...(detail as Omit<Told, 'atMs'>) });
        },
      },
      clock: { now: () => this.nowMs, sleep: async () => {} },
      log: {
        info: () => {},
        warn: (message) => void this.warnings.push(message),
        error: (message) => void this.warnings.push(message),
      },
    };
  }

  private read({ slo, span, periodSeconds }: SloSeriesRequest): Float64Array {
    const curve = this.curves[slo] ?? usual;
    const periodMs = periodSeconds * 1_000;
    const length = (span.endMs - span.startMs) / periodMs;
    return Float64Array.from({ length }, (_, index) => curve(span.startMs + index * periodMs) ?? Number.NaN);
  }
}

function proxied(store: () => AnomalyStore): AnomalyStore {
  return new Proxy({} as AnomalyStore, {
    get: (_, name: keyof AnomalyStore) => (store()[name] as () => unknown).bind(store()),
  });
}

export const KEY = seriesKey(seriesOf());
