import { explainIncidentCommand } from '../../lib/cli/explain';
import type { ExplainSources } from '../../lib/cli/explain/sources';
import type { TrackedError } from '../../lib/core/error/tracked-error';
import type { Incident, TimelineEntry } from '../../lib/core/incident/incident';
import { incidentOf as incidentAt } from '../core/slo/report-support';
import { temporaryDirectory } from '../rehearsal/support';
import { ran } from './ran';

const ID = '01KE6PX23G62QQ1768GY312YT0';
const BEGAN_MS = Date.parse('2026-03-03T10:00:00Z');
const MINUTE_MS = 60_000;
const PERIOD_MS = 5 * MINUTE_MS;
const directory = temporaryDirectory();

/** Latencies that a wave goes through each day; one of them leaps ten minutes before the incident. */
const SERIES: Readonly<Record<string, readonly [level: number, leap: number]>> = {
  Faults: [0.01, 0.3],
  Requests: [500, 0],
  DependencyLatency: [80, 300],
};

interface Given {
  readonly incident?: Partial<Incident>;
  readonly timeline?: readonly TimelineEntry[];
  readonly changed?: Partial<ExplainSources>;
  readonly leaps?: boolean;
}

const explain = (args: readonly string[], { incident = {}, timeline = [], changed = {}, leaps = true }: Given = {}) => {
  const dimensions = { service: 'checkout', environment: 'prod' };
  const sources: ExplainSources = {
    operators: () => ({
      list: async () => [],
      read: async (id) =>
        id === ID ? { incident: incidentAt(BEGAN_MS, undefined, { id, ...incident }), timeline } : undefined,
    }),
    metricsOf: async () => ({
      listed: Object.keys(SERIES).map((name) => {
        return {
          namespace: 'Shop',
          name,
          dimensions: name.startsWith('Dep') ? { ...dimensions, dependency: 'psp' } : dimensions,
        };
      }),
      alarms: [],
    }),
    readHistory: async ({ queries, startMs, endMs }) =>
      new Map(
        queries.map(({ key, metric, periodSeconds }) => {
          const [level, leap] = SERIES[metric.name] ?? [0, 0];
          const points = Array.from({ length: (endMs - startMs) / PERIOD_MS }, (_, index) => {
            const atMs = startMs + index * PERIOD_MS;
            const wave = level * (1 + 0.5 * Math.sin(atMs / 13_751_000) + 0.05 * Math.sin(index * 12.9898));
            return [atMs, wave + (leaps && atMs >= BEGAN_MS - 10 * MINUTE_MS ? leap : 0)] as const;
          });
          return [key, { points, periodSeconds, parts: [], notes: [], errors: [] }];
        }),
      ),
    evidence: async () => undefined,
    errors: async () => [],
    now: () => BEGAN_MS + 40 * MINUTE_MS,
    ...changed,
  };
  return ran(() => explainIncidentCommand([...args, '--url=https://hub.example'], sources));
};

const deployed = (minutesBefore: number, text: string): TimelineEntry => ({
  ...{ schemaVersion: 1, incidentId: ID, eventId: text, kind: 'deployed', text },
  ...{ atMs: BEGAN_MS - minutesBefore * MINUTE_MS, actor: { type: 'user', id: 'Shop' } },
});

test('names what changed, the most telling first, and what it looked at', async () => {
  const { code, stdout, error } = await explain([ID], { timeline: [deployed(12, 'Deploy of Shop succeeded')] });
  expect(error).toBeUndefined();
  expect(code).toBe(0);
  expect(stdout).toContain('Began 2026-03-03 10:00 UTC; first symptom 2026-03-03 09:50 UTC');
  expect(stdout.match(/^ \d\. .*$/gm)).toEqual([
    ' 1. Dependency: DependencyLatency of psp (p90)',
    ' 2. Deploy: Deploy of Shop succeeded',
  ]);
  expect(stdout).toMatch(/None of them\s+proves a cause/);
  expect(stdout).toContain('Looked at 3 metrics, 1 change, no errors.');
});

test('says so where nothing changed', async () => {
  const { stdout } = await explain([ID], { leaps: false });
  expect(stdout).toContain('no metric of the service shows it');
  expect(stdout).toContain('Nothing of what was looked at changed about then');
});

test('takes changes from a file, deploys that are kept and new errors', async () => {
  const file = directory.write('changes.txt', '# mine\n\n2026-03-03T09:48Z config Timeout of psp lowered\n');
  const error: TrackedError = {
    ...{ schemaVersion: 1, version: 1, service: 'checkout', environment: 'prod', fingerprint: 'f1', status: 'open' },
    ...{ title: 'TypeError: oops', category: 'unknown', operations: [], raised: {}, count: 3 },
    ...{ firstMs: BEGAN_MS, lastMs: BEGAN_MS, sampleMs: BEGAN_MS, counts: { minutes: {}, hours: {}, days: {} } },
  };
  const deploy = { service: 'checkout', environment: 'prod', release: 'r1', outcome: 'succeeded' };
  const { stdout } = await explain([ID, '--changes', file, '--table=Hub', '--errors=shop', '--json'], {
    leaps: false,
    changed: {
      errors: async () => [error],
      evidence: async () => ({
        ...{ schemaVersion: 1, incidentId: ID, version: 1 },
        snapshots: [
          {
            ...{ generation: 1, collectedMs: BEGAN_MS, alarms: [], openIncidents: [] },
            ...{ traces: { found: [] }, errors: { found: [] } },
            deploys: [{ ...deploy, atMs: BEGAN_MS - 60 * MINUTE_MS }],
          },
        ],
      }),
    },
  });
  const told = JSON.parse(stdout);
  expect(told.reasons.map(({ kind, subject }: { kind: string; subject: string }) => [kind, subject])).toEqual([
    ['config', 'Timeout of psp lowered'],
    ['error', 'TypeError: oops'],
    ['deploy', 'Deploy of checkout succeeded (r1)'],
  ]);
  expect(told.looked).toEqual({ series: 3, changes: 2, errors: 1 });
});

test('what cannot be read is left out and said', async () => {
  const denied = async () => {
    throw new Error('not\u001b[31m authorized');
  };
  const changed = { metricsOf: denied, evidence: denied, errors: denied };
  const { code, stdout } = await explain([ID, '--table=Hub', '--errors=shop'], { changed });
  expect(code).toBe(0);
  expect(stdout).toContain('There was nothing to look at.');
  for (const what of ['Kept evidence', 'Errors', 'Metrics']) expect(stdout).toContain(`${what} could not be read: not`);
  expect(stdout).not.toContain('\u001b');
});

test('names of strangers cannot steer the terminal', async () => {
  const hostile = 'Deploy \u001b[2J\u202eof\nShop';
  const { stdout } = await explain([ID], { incident: { title: hostile }, timeline: [deployed(5, hostile)] });
  expect(stdout).toContain('Deploy: Deploy [2Jof Shop');
  for (const control of ['\u001b', '\u202e']) expect(stdout).not.toContain(control);
});

test.each([
  ['yesterday config x', 'line 1: must be a time'],
  ['2026-03-03T09:48Z magic x', "got '2026-03-03T09:48Z magic x'"],
  ['2026-03-03T09:48Z config', 'deploy or config, and what it was'],
])('a list of changes with the line %j is refused', async (line, message) => {
  const { error } = await explain([ID, '--changes', directory.write('bad.txt', line)]);
  expect(error?.message).toContain(message);
});

test('an incident that is not there is an error that says where to look', async () => {
  const { error } = await explain(['01KE6PX23G62QQ1768GY312YT9']);
  expect(error?.message).toContain("'sightline incidents list' has those that are open");
});
