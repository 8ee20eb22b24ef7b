import type { Context } from 'aws-lambda';
import type * as Instrument from '../../lambdas/instrument';
import { readEmf } from '../../lib/core/signal/emf';
import { lambdaContext, withEnv } from '../middleware/harness';

/** What one invocation of a function of the hub publishes. */
async function published(record: (instrument: typeof Instrument) => void) {
  const env = {
    ...{ SIGHTLINE_SERVICE: 'sightline', SIGHTLINE_ENVIRONMENT: 'main', AWS_LAMBDA_FUNCTION_NAME: 'notify' },
    // What would add a dimension of its own.
    POWERTOOLS_SERVICE_NAME: 'somebody',
  };
  return withEnv(env, async () => {
    const lines: string[] = [];
    const keep = (text: unknown) => {
      lines.push(...String(text).trimEnd().split('\n'));
      return true;
    };
    const spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation(keep),
    );
    const console_ = jest.spyOn(console, 'log').mockImplementation((text) => void keep(text));
    try {
      await jest.isolateModulesAsync(async () => {
        const instrument = require('../../lambdas/instrument') as typeof Instrument;
        await instrument.instrument(async () => record(instrument))({}, lambdaContext() as Context);
      });
    } finally {
      for (const spy of [...spies, console_]) spy.mockRestore();
    }
    return lines.flatMap((line) => {
      const emf = readEmf(line);
      return emf.kind === 'metrics' ? emf.observations : [];
    });
  });
}

test('heartbeats are on hub and channel and nothing else, each channel by itself', async () => {
  const seen = await published(({ heartbeatMetrics, hubMetrics }) => {
    hubMetrics('main');
    const metrics = heartbeatMetrics('main');
    metrics.heartbeat('pager', true);
    metrics.heartbeat('jira', false);
  });
  const beats = seen.filter(({ metric }) => metric.name === 'PagerHeartbeat');
  expect(beats.map(({ metric, values, unit }) => [metric, values, unit])).toEqual([
    [{ namespace: 'Sightline', name: 'PagerHeartbeat', dimensions: { hub: 'main', channel: 'pager' } }, [1], 'Count'],
    [{ namespace: 'Sightline', name: 'PagerHeartbeat', dimensions: { hub: 'main', channel: 'jira' } }, [0], 'Count'],
  ]);
});

test('gauges are on the hub, with their units', async () => {
  const seen = await published(({ hubGauges }) => {
    const { gauge } = hubGauges('main');
    gauge('NoiseRatio', 12.5, 'Percent');
    gauge('EscalationsUnproven', 0, 'Count');
    gauge('MedianTimeToResolve', 600_000, 'Milliseconds');
  });
  const gauges = seen.filter(({ metric }) => /^(Noise|Escalations|Median)/.test(metric.name));
  expect(gauges.map(({ metric, values, unit }) => [metric.name, metric.dimensions, values, unit])).toEqual([
    ['NoiseRatio', { hub: 'main' }, [12.5], 'Percent'],
    ['EscalationsUnproven', { hub: 'main' }, [0], 'Count'],
    ['MedianTimeToResolve', { hub: 'main' }, [600_000], 'Milliseconds'],
  ]);
});
