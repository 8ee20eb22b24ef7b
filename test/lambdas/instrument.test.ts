import type { Context } from 'aws-lambda';
import type * as Instrument from '../../lambdas/instrument';
import { WORKFLOW_METRIC } from '../../lib/core/conventions';
import { readEmf } from '../../lib/core/signal/emf';
import { lambdaContext, withEnv } from '../middleware/harness';

/** What one invocation of a function of the hub writes. */
async function invoke(handler: () => Promise<unknown>, record: (metrics: HubMetrics) => void): Promise<string[]> {
  return withEnv(
    { SIGHTLINE_SERVICE: 'sightline', SIGHTLINE_ENVIRONMENT: 'main', AWS_LAMBDA_FUNCTION_NAME: 'notify' },
    async () => {
      const lines: string[] = [];
      const keep = (...texts: unknown[]) => void lines.push(...texts.map(String));
      // Powertools has a console of its own, which writes to the process's streams.
      const streams = [process.stdout, process.stderr].map((stream) =>
        jest.spyOn(stream, 'write').mockImplementation((text) => {
          keep(...String(text).trimEnd().split('\n'));
          return true;
        }),
      );
      const spies = [jest.spyOn(console, 'log').mockImplementation(keep), ...streams];
      try {
        await jest.isolateModulesAsync(async () => {
          const { hubMetrics, instrument } = require('../../lambdas/instrument') as typeof Instrument;
          const metrics = hubMetrics('main');
          await instrument(async () => {
            record(metrics);
            return handler();
          })({}, lambdaContext() as Context).catch(() => undefined);
        });
      } finally {
        for (const spy of spies) spy.mockRestore();
      }
      return lines;
    },
  );
}

type HubMetrics = ReturnType<typeof Instrument.hubMetrics>;

const observations = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const emf = readEmf(line);
    return emf.kind === 'metrics' ? emf.observations : [];
  });

test('a function of the hub publishes the metrics of the workflow on the dimension hub, and its own', async () => {
  const lines = await invoke(
    async () => 'ok',
    (metrics) => {
      metrics.count(WORKFLOW_METRIC.incidentsOpened);
      metrics.duration(WORKFLOW_METRIC.notifyLatency, 1_234);
    },
  );
  const seen = observations(lines);
  expect(seen).toContainEqual(
    expect.objectContaining({
      metric: { namespace: 'Sightline', name: 'IncidentsOpened', dimensions: { hub: 'main' } },
      unit: 'Count',
      values: [1],
    }),
  );
  expect(seen).toContainEqual(
    expect.objectContaining({
      metric: { namespace: 'Sightline', name: 'NotifyLatency', dimensions: { hub: 'main' } },
      unit: 'Milliseconds',
      values: [1_234],
    }),
  );
  expect(seen).toContainEqual(
    expect.objectContaining({
      metric: { namespace: 'Sightline', name: 'Requests', dimensions: { service: 'sightline', environment: 'main' } },
    }),
  );
});

test('also when it fails, and with values that are no numbers among them', async () => {
  const lines = await invoke(
    () => Promise.reject(new Error('no table')),
    (metrics) => {
      metrics.count('SignalsRaised', Number.NaN);
      metrics.count('SignalsCleared', 2);
    },
  );
  const seen = observations(lines).map(({ metric, values }) => [metric.name, values]);
  expect(seen).toContainEqual(['SignalsCleared', [2]]);
  expect(seen.map(([name]) => name)).not.toContain('SignalsRaised');
  expect(seen).toContainEqual(['Faults', [1]]);
});
