import { healthShare } from '../../core/health/status';
import type { HealthReport } from './health';

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | undefined];

/** A report as Prometheus reads it; what is not known is `NaN`, which no alert condition matches. */
export function prometheusText({ service, environment, score, checks }: HealthReport): string {
  const whole = { service, environment };
  const each = checks.map((check) => ({
    check,
    labels: { ...whole, check: check.name, kind: check.kind, critical: String(check.critical) },
  }));
  return [
    gauge('sightline_health_score', 'Health of the service, from 0 (down) to 100 (healthy).', [[whole, score]]),
    gauge(
      'sightline_health_check_status',
      'What a check says: 1 healthy, 0.5 degraded, 0 unhealthy.',
      each.map(({ check, labels }) => [labels, healthShare(check.status)]),
    ),
    gauge(
      'sightline_health_check_duration_seconds',
      'How long the probe of a check took.',
      each.map(({ check, labels }) => [labels, check.durationMs / 1000]),
    ),
  ].join('');
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value = Number.NaN]) => `${name}{${labelText(labels)}} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`)
    .join(',');
}
