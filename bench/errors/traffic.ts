/** Errors as a service logs them: few kinds make most of them. */
import { gzipSync } from 'node:zlib';
import type { Random } from '../../lib/core/random';

export const KINDS = 40;
export const LINES_A_BATCH = 25;

/** A batch of log events of one stream, as CloudWatch Logs sends it. */
export function batchOf(
  lines: readonly string[],
  serial: number,
  nowMs: number,
): { readonly awslogs: { readonly data: string } } {
  const logEvents = lines.map((message, index) => ({ id: `${serial}-${index}`, timestamp: nowMs, message }));
  const content = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/lambda/charge',
    logStream: `stream-${serial % 20}`,
    subscriptionFilters: ['sightline-errors/checkout/prod'],
    logEvents,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(content), { level: 1 }).toString('base64') } };
}

/** Lines of about 2 kB, kinds by Zipf's law: the first is every fourth line. */
export function errorLines(count: number, random: Random): string[] {
  return Array.from({ length: count }, () => {
    const kind = zipf(random);
    const name = `Kind${String.fromCharCode(65 + (kind % 26))}${kind > 25 ? 'Two' : ''}Error`;
    const message = `order ${Math.floor(random() * 1e6)} failed for user${Math.floor(random() * 1e6)}@example.com`;
    const frames = Array.from(
      { length: 12 },
      (_, depth) => `    at step${kind}Of${depth} (/var/task/src/part-${depth}.js:${depth}:1)`,
    );
    return JSON.stringify({
      level: 'ERROR',
      message: `POST /orders failed: ${message}`,
      timestamp: '2026-11-21T00:00:00.000Z',
      service: 'checkout',
      environment: 'prod',
      release: '1.4.2',
      operation: `POST /orders/${kind % 5}`,
      requestId: `${Math.floor(random() * 1e12)}`,
      breadcrumbs: Array.from({ length: 5 }, (_, step) => ({ timestamp: 't', message: `step ${step} of the order` })),
      error: { name, message, stack: [`${name}: ${message}`, ...frames].join('\n') },
    });
  });
}

const WEIGHTS = Array.from({ length: KINDS }, (_, index) => 1 / (index + 1));
const TOTAL = WEIGHTS.reduce((sum, weight) => sum + weight, 0);

function zipf(random: Random): number {
  let left = random() * TOTAL;
  for (const [kind, weight] of WEIGHTS.entries()) {
    left -= weight;
    if (left < 0) return kind;
  }
  return KINDS - 1;
}
