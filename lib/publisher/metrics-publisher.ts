import { randomUUID } from 'node:crypto';
import { SqsPublishQueue } from '../adapters/aws/publish-queue';
import { DIMENSION } from '../core/conventions';
import { type Labels, MetricAggregator } from '../core/signal/aggregate';
import { type Datum, pointsOf, toDatum } from '../core/signal/aggregate/datum';
import { ownText } from '../core/signal/aggregate/own-text';
import { packRequests } from '../core/signal/aggregate/pack';
import { packMessage } from '../core/signal/aggregate/publish-message';
import type { AggregatedSeries, DropReason, SeriesSettings } from '../core/signal/aggregate/series';
import { isNamespace, timeProblem } from '../core/signal/aggregate/series';
import { isMetricUnit, type MetricUnit } from '../core/signal/metric-unit';
import { Drops } from './drops';
import { flushAtEnd } from './flush-at-end';
import { onShutdown } from './on-shutdown';
import { Outbox } from './outbox';
import { type MetricsPublisherOptions, readSettings, type Settings } from './settings';
import { turnClock } from './turn-clock';

/** Unit, resolution, namespace and time of a point that is published. */
export interface PointOptions {
  /** @default - `Count` for `count`, else `None` */
  readonly unit?: MetricUnit;
  /** By the second instead of by the minute; CloudWatch keeps that for three hours. @default false */
  readonly highResolution?: boolean;
  /** `set`: count, sum, minimum and maximum only, which is less to send but has no percentiles. @default 'values' */
  readonly statistics?: 'values' | 'set';
  /** @default - the publisher's */
  readonly namespace?: string;
  /** When it was observed, epoch milliseconds. @default - now */
  readonly timestampMs?: number;
}

/** What became of the messages of a flush. */
export interface FlushResult {
  /** Messages that the queue took. */
  readonly sent: number;
  /** Messages that wait for the next flush, because the queue took them not. */
  readonly waiting: number;
}

/**
 * Counts, gauges and histograms of any process. Points are aggregated as they come, so a million of them cost the memory
 * and the bytes of their series. `flush()` sends; nothing here ever throws into the caller after construction.
 */
export class MetricsPublisher {
  private readonly settings: Settings;
  private readonly queue: SqsPublishQueue;
  private readonly aggregator: MetricAggregator;
  private readonly outbox: Outbox;
  private readonly drops = new Drops();
  private readonly told = new Set<string>();
  private readonly ownDimensions: Readonly<Record<string, string>>;
  private readonly defaults: Readonly<Record<'Count' | 'None', SeriesSettings>>;
  private readonly settingsOf = new Map<string, SeriesSettings>();
  private readonly producer = randomUUID();
  private sequence = 0;
  private running: Promise<FlushResult> | undefined;
  private next: Promise<FlushResult> | undefined;
  /** Of the flush that runs. */
  private cutOff = new AbortController();
  private readonly pointTime: () => number;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(options: MetricsPublisherOptions = {}) {
    this.settings = readSettings(options, process.env);
    const { queueUrl, client, service, environment, maxSeries, flushIntervalSeconds } = this.settings;
    this.pointTime = turnClock(this.settings.now);
    this.queue = new SqsPublishQueue({ queueUrl, client });
    this.ownDimensions = { [DIMENSION.service]: service, [DIMENSION.environment]: environment };
    this.aggregator = new MetricAggregator({ dimensions: this.ownDimensions, maxSeries });
    this.outbox = new Outbox({
      send: (body, signal) => this.queue.send(body, signal),
      maxMessages: this.settings.maxBufferedMessages,
      onDropped: (points) => this.drops.add('buffer-full', points),
      onRefused: (reason) => this.tell(`the queue did not take metrics, they wait for the next flush: ${reason}`),
    });
    this.defaults = { Count: this.intern('Count'), None: this.intern('None') };
    this.timer = flushIntervalSeconds > 0 ? setInterval(() => this.flush(), flushIntervalSeconds * 1_000) : undefined;
    this.timer?.unref();
  }

  /**
   * How often something happened: the Sum counts. Sums are doubles, as in CloudWatch: beyond 2^53 (9e15) in one minute
   * of one series, an increment may be lost to rounding.
   */
  count(name: string, value = 1, labels?: Labels, options?: PointOptions): void {
    this.record(this.defaults.Count, name, value, labels, options);
  }

  /** How much of something there is: the Average, Minimum and Maximum count. */
  gauge(name: string, value: number, labels?: Labels, options?: PointOptions): void {
    this.record(this.defaults.None, name, value, labels, options);
  }

  /** How long or how large something was: percentiles count. */
  histogram(name: string, value: number, labels?: Labels, options?: PointOptions): void {
    this.record(this.defaults.None, name, value, labels, options);
  }

  /** Points that were dropped since the publisher began, by reason; also the metric `DroppedPoints`. */
  get dropped(): Partial<Record<DropReason, number>> {
    return this.drops.counts();
  }

  /**
   * Sends everything recorded so far. Never rejects: what the queue does not take waits for the next flush. While one
   * flush runs, all further calls share the one that comes after it.
   */
  flush(): Promise<FlushResult> {
    if (this.running) {
      this.next ??= this.running.then(() => {
        this.next = undefined;
        return this.flush();
      });
      return this.next;
    }
    this.running = this.flushOnce().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /**
   * The handler, which flushes before it answers or fails, and once shortly before it would time out. A flush at the end
   * takes at most `flushTimeoutMs`, and ends 100 ms before the invocation would; what is left waits for the next one.
   */
  wrap<Event, Context, Result>(
    handler: (event: Event, context: Context) => Result | Promise<Result>,
  ): (event: Event, context: Context) => Promise<Result> {
    return flushAtEnd(handler, {
      flush: () => this.flush(),
      giveUp: () => this.cutOff.abort(),
      timeoutMs: this.settings.flushTimeoutMs,
    });
  }

  /**
   * Flushes on SIGTERM, SIGINT and before the process ends by itself; answers a function that takes this back. Lambda
   * sends SIGTERM only to functions with an extension: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  flushOnShutdown(): () => void {
    return onShutdown(() => this.flush());
  }

  /** Stops flushing by itself, and flushes a last time. */
  close(): Promise<FlushResult> {
    clearInterval(this.timer);
    return this.flush();
  }

  private record(
    fallback: SeriesSettings,
    name: string,
    value: number,
    labels: Labels | undefined,
    options: PointOptions | undefined,
  ): void {
    try {
      const reason = options
        ? this.recordAs(this.intern(fallback.unit, options), name, value, labels, options)
        : this.aggregator.record(fallback, name, labels, value, this.pointTime());
      if (reason !== undefined) this.drops.add(reason);
    } catch {
      // Labels that throw when they are read.
      this.drops.add('invalid-dimension');
    }
  }

  private recordAs(
    settings: SeriesSettings,
    name: string,
    value: number,
    labels: Labels | undefined,
    { timestampMs }: PointOptions,
  ): DropReason | undefined {
    const nowMs = this.pointTime();
    if (timestampMs === undefined) return this.aggregator.record(settings, name, labels, value, nowMs);
    return timeProblem(timestampMs, nowMs) ?? this.aggregator.record(settings, name, labels, value, timestampMs);
  }

  /** One object for equal settings: the aggregator knows them by identity. */
  private intern(unit: MetricUnit, options: PointOptions = {}): SeriesSettings {
    const { namespace = this.settings.namespace, highResolution = false, statistics = 'values' } = options;
    const settings: SeriesSettings = {
      namespace,
      unit: options.unit ?? unit,
      resolution: highResolution ? 1 : 60,
      statistics: statistics === 'set' ? 'set' : 'values',
    };
    const key = `${settings.unit} ${settings.resolution} ${settings.statistics} ${namespace}`;
    const known = this.settingsOf.get(key);
    if (known) return known;
    // Bounded, so that a namespace made of ids, or of a whole body, does not fill the memory.
    if (this.settingsOf.size >= MAX_INTERNED || !isNamespace(namespace) || !isMetricUnit(settings.unit))
      return settings;
    const kept = { ...settings, namespace: ownText(namespace) };
    this.settingsOf.set(key, kept);
    return kept;
  }

  private async flushOnce(): Promise<FlushResult> {
    const { now, flushTimeoutMs } = this.settings;
    const deadlineMs = now() + flushTimeoutMs;
    this.cutOff = new AbortController();
    const { signal } = this.cutOff;
    await this.packRecorded();
    const sent = await this.outbox.send(() => now() >= deadlineMs, signal);
    return { sent, waiting: this.outbox.size };
  }

  /** One log line for each trouble: what waits in silence is as good as lost. */
  private tell(trouble: string): void {
    if (this.told.has(trouble) || this.told.size >= MAX_TOLD) return;
    this.told.add(trouble);
    const line = { level: 'WARN', message: `Sightline: ${trouble}`.slice(0, 500), ...this.ownDimensions };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  private async packRecorded(): Promise<void> {
    const { namespace, now } = this.settings;
    const recorded = [...this.aggregator.drain(), ...this.drops.drain(this.ownDimensions, namespace, now())];
    for (const [own, data] of byNamespace(recorded)) {
      for (const request of packRequests(data)) await this.pack(own, request);
    }
  }

  private async pack(namespace: string, data: readonly Datum[]): Promise<void> {
    this.sequence += 1;
    try {
      const message = { id: `${this.producer}-${this.sequence}`, namespace, data };
      this.outbox.add(await packMessage(message, (text) => this.queue.pack(text)));
    } catch {
      // Compression fails only where memory is short.
      for (const datum of data) this.drops.add('buffer-full', pointsOf(datum));
    }
  }
}

/** So many different troubles are told. */
const MAX_TOLD = 20;
const MAX_INTERNED = 1_000;

function byNamespace(recorded: readonly AggregatedSeries[]): Map<string, Datum[]> {
  const groups = new Map<string, Datum[]>();
  for (const series of recorded) {
    const group = groups.get(series.namespace);
    if (group) group.push(toDatum(series));
    else groups.set(series.namespace, [toDatum(series)]);
  }
  return groups;
}
