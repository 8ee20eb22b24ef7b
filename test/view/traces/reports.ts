/** Reports for tests of views and commands. */
import { type TraceReport, traceReport } from '../../../lib/core/trace/report';
import { edgeKey } from '../../../lib/core/trace/service-graph';
import { order, T0, texts } from '../../core/trace/documents';

const span = { startMs: T0, endMs: T0 + 300_000 };

/** Twenty orders; the bank fails two of three times. */
export function illReport(): TraceReport {
  const sample = Array.from({ length: 20 }, (_, index) => ({
    id: `1-6920564a-${String(index).padStart(24, '0')}`,
    documents: order({ bankFails: index % 3 > 0, bankMs: 30 + index }),
  }));
  const usual = new Map([[edgeKey('checkout/prod', 'payments/prod'), { p50: 20, p90: 30 }]]);
  const targetsMs = new Map([['payments/prod', 60]]);
  return {
    ...traceReport({ span, found: 812, complete: false, sample, usual, targetsMs }),
    coverage: {
      ...span,
      percent: 11.53,
      services: [
        { service: 'payments', environment: 'prod', requests: 7_000, traced: 800, percent: 11.43 },
        { service: 'search', environment: 'prod', traced: 3 },
      ],
    },
    logs: { checked: 20, withLogs: 17, percent: 85 },
  };
}

export const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u202e\u001b[31m';

export function hostileReport(): TraceReport {
  const fault = { fault: true, cause: { exceptions: [{ type: HOSTILE, message: HOSTILE }] } };
  const inside = [{ id: 'c', name: `${HOSTILE} pay`, from: 1, to: 9, more: { namespace: 'remote', ...fault } }];
  const documents = texts({
    id: 'a',
    name: HOSTILE,
    from: 0,
    to: 10,
    more: { fault: true, annotations: { service: HOSTILE, environment: 'p', operation: HOSTILE } },
    inside,
  });
  return traceReport({
    span,
    found: 6,
    complete: true,
    sample: Array.from({ length: 6 }, (_, index) => ({ id: `1-${index}`, documents })),
  });
}

/** Services in a circle, a wide fan, and names as long as they come. */
export function wideReport(): TraceReport {
  const call = (id: string, name: string, from: number) => ({
    id,
    name,
    from,
    to: from + 2,
    more: { namespace: 'remote' },
  });
  const fan = Array.from({ length: 9 }, (_, index) =>
    call(`f${index}`, `dependency-${index}.${'long-name.'.repeat(index)}example.com`, 2),
  );
  const documents = texts(
    { id: 'a', name: 'entry', from: 0, to: 50, inside: [...fan, call('toB', 'b', 10)] },
    { id: 'b', name: 'worker', parent: 'toB', from: 10, to: 12, inside: [call('toA', 'a', 11)] },
    { id: 'a2', name: 'entry', parent: 'toA', from: 11, to: 12 },
  );
  return traceReport({
    span,
    found: 6,
    complete: true,
    sample: Array.from({ length: 6 }, (_, index) => ({ id: `1-${index}`, documents })),
  });
}

export function emptyReport(): TraceReport {
  return traceReport({ span, found: 0, complete: true, sample: [] });
}
