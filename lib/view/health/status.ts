/** The health of services, as lines of a terminal. */
import type { ServiceHealth } from '../../core/health/service-score';
import type { HealthStatus } from '../../core/health/status';
import { hanging, isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import type { Paint } from '../timeline';

/** As `score-health` measures it. */
export interface ShownHealth extends ServiceHealth {
  readonly service: string;
  readonly environment: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly missing: readonly string[];
}

export interface HealthViewOptions {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
}

const NAME = 60;
const REASON = 200;
const MOST_REASONS = 5;
const MOST_MISSING = 5;
const COLOURS = { healthy: 'green', degraded: 'yellow', unhealthy: 'red', unknown: 'dim' } as const satisfies Record<
  HealthStatus,
  string
>;

/** The least healthy first. */
export function tellHealth(services: readonly ShownHealth[], options: HealthViewOptions): string {
  const sorted = [...services].sort((a, b) => (a.score ?? 101) - (b.score ?? 101));
  return `${sorted.map((one) => serviceLines(one, options).join('\n')).join('\n\n')}\n`;
}

function serviceLines(health: ShownHealth, { paint, width }: HealthViewOptions): string[] {
  const { service, environment, score, status, atMs } = health;
  const told = score === undefined ? 'not known' : `${score} of 100, ${status}`;
  const name = `${plain(service, NAME)} ${plain(environment, NAME)}`;
  return [
    `${paint('bold', name)}  ${paint(COLOURS[status], told)}  ${paint('dim', `${isoMinute(atMs)} UTC`)}`,
    ...lossLines(health, width),
    ...unknownLines(health, width).map((line) => paint('dim', line)),
  ];
}

function lossLines({ parts, score }: ShownHealth, width: number): string[] {
  const lost = parts.filter((part) => part.lost > 0).sort((a, b) => b.lost - a.lost);
  if (lost.length === 0) return score === undefined ? [] : ['  nothing takes any points'];
  return lost.flatMap(({ part, lost: points, because }) => {
    const reasons = because.slice(0, MOST_REASONS).map((reason) => plain(reason, REASON));
    const more = because.length > reasons.length ? `, and ${because.length - reasons.length} more` : '';
    return hanging(`-${points} ${part}: ${reasons.join('; ')}${more}`, 2, width);
  });
}

function unknownLines({ unknown, missing }: ShownHealth, width: number): string[] {
  const left = missing.slice(0, MOST_MISSING).map((one) => plain(one, REASON));
  const more = missing.length > left.length ? `; and ${missing.length - left.length} more` : '';
  return [
    ...(unknown.length > 0 ? hanging(`left out, nothing is known: ${unknown.join(', ')}`, 2, width) : []),
    ...(left.length > 0 ? hanging(`not measured: ${left.join('; ')}${more}`, 2, width) : []),
  ];
}
