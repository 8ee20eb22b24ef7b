import { EmfCounts } from '../../../lib/adapters/aws/emf-counts';
import { readEmf } from '../../../lib/core/signal/emf';

const T0 = Date.UTC(2026, 10, 21);

test('a count is a document that CloudWatch reads, on one dimension set', () => {
  const lines: string[] = [];
  const counts = new EmfCounts({
    dimensions: { tracking: 'shop' },
    now: () => T0,
    write: (line) => void lines.push(line),
  });
  counts.count('LogBatchesRefused');
  counts.count('LogEventsUnreadable', 3);
  counts.duration('Took', 12);
  const read = lines.map((line) => readEmf(line, T0));
  const metrics = read.flatMap((one) => (one.kind === 'metrics' ? one.observations : []));
  const dimensions = { tracking: 'shop' };
  expect(metrics.map(({ metric, values, timestampMs }) => [metric, values, timestampMs])).toEqual([
    [{ namespace: 'Sightline', name: 'LogBatchesRefused', dimensions }, [1], T0],
    [{ namespace: 'Sightline', name: 'LogEventsUnreadable', dimensions }, [3], T0],
    [{ namespace: 'Sightline', name: 'Took', dimensions }, [12], T0],
  ]);
});

test('a metric that cannot be written fails nobody', () => {
  const write = () => {
    throw new Error('EPIPE');
  };
  expect(() => new EmfCounts({ dimensions: {}, write }).count('x')).not.toThrow();
});
