/** Log groups: EMF documents become metrics, metric filters count matching lines, subscription filters pass them on. */
import { readEmf } from '../../core/signal/emf';
import type { World } from '../world';
import { destinationsOf } from './destinations';
import { LATENCY } from './latency';
import { LogSubscriptions } from './log-subscriptions';
import { MetricFilters } from './metric-filters';

export class Logs {
  private readonly filters: MetricFilters;
  private readonly subscriptions: LogSubscriptions;

  constructor(private readonly world: World) {
    this.filters = new MetricFilters(world);
    this.subscriptions = new LogSubscriptions(world);
    const groupOf = (arn: string) => arn.split(':log-group:')[1] ?? arn;
    destinationsOf(world).add('logs', (arn, text) => this.write(groupOf(arn), text));
  }

  /**
   * One line written to a log group now; its metrics are there after the platform's delay.
   * @param skewMs how far the writer's clock is ahead: its EMF documents are dated by it
   */
  write(logGroup: string, line: string, skewMs = 0): void {
    const atMs = this.world.clock.now();
    this.world.recorder.count('log lines');
    this.world.recorder.telemetry.addLine({ atMs, logGroup, text: line, skewMs });
    this.subscriptions.take(logGroup, line);
    this.world.clock.after(LATENCY.logToMetric.ms, () => {
      this.extractEmf(line, skewMs);
      this.filters.take(logGroup, line, atMs);
    });
  }

  private extractEmf(line: string, skewMs: number): void {
    const nowMs = this.world.clock.now();
    const emf = readEmf(line, nowMs);
    if (emf.kind === 'invalid') {
      this.world.recorder.tell(nowMs, 'warning', `Invalid EMF document: ${emf.problems.join('; ')}`);
    }
    if (emf.kind !== 'metrics') return;
    for (const { metric, values, timestampMs } of emf.observations) {
      for (const value of values) this.world.metrics.put(metric, value, timestampMs + skewMs);
    }
  }
}
