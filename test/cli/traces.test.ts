import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tracesCommand } from '../../lib/cli/traces';
import type { TraceSources } from '../../lib/cli/traces/sources';
import type { TraceReport } from '../../lib/core/trace/report';
import { order } from '../core/trace/documents';
import { temporaryDirectory } from '../rehearsal/support';
import { emptyReport, illReport } from '../view/traces/reports';
import { captured } from './captured';

const directory = temporaryDirectory();
const ID = '1-6920564a-000000000000000000000001';

function sources(
  change: { readonly latest?: TraceReport | undefined; readonly nowMs?: number; readonly error?: Error } = {},
) {
  const asked: string[] = [];
  const { latest = illReport(), nowMs = illReport().atMs + 60_000, error } = change;
  const made: TraceSources = {
    now: () => nowMs,
    reader: () => ({
      find: async ({ startMs, endMs }) => {
        if (error) throw error;
        asked.push(`find ${(endMs - startMs) / 60_000} min`);
        return { heads: [{ id: ID, fault: true }], complete: true };
      },
      read: async (ids) => {
        if (error) throw error;
        asked.push(`read ${ids.join(' ')}`);
        return ids.filter((id) => id === ID).map((id) => ({ id, documents: order({ bankFails: true }) }));
      },
      countRequests: async () => new Map(),
    }),
    store: async (analysis, table) => {
      asked.push(`store ${analysis} ${table}`);
      return { readLatest: async () => ('latest' in change ? change.latest : latest) };
    },
  };
  return { made, asked };
}

/** What a command writes, and its exit code. */
async function run(args: readonly string[], { made } = sources()) {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { code: await tracesCommand(args, made), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('the map of an analysis, with exit code 1 where something is unhealthy', async () => {
  const from = sources();
  const { code, stdout } = await run(['map', '--analysis', 'shop', '--table', 'T'], from);
  expect(stdout).toContain('unhealthy: checkout, payments, bank, shop/prod');
  expect([code, from.asked]).toEqual([1, ['store shop T']]);
  expect(await run(['map'], sources({ latest: emptyReport() }))).toMatchObject({ code: 0 });
});

test('the map as one file', async () => {
  const file = join(directory.path, 'deep', 'map.html');
  await run(['map', '--html', file]);
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<svg /);
  await expect(run(['map', '--html', directory.path])).rejects.toThrow('must name a file');
});

test('for machines', async () => {
  const { stdout } = await run(['map', '--json']);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(illReport())));
  expect(Object.keys(JSON.parse((await run(['coverage', '--json'])).stdout))).toEqual(['coverage', 'logs', 'problems']);
  expect(JSON.parse((await run(['journey', ID, '--json'])).stdout)).toMatchObject({ traceId: ID, durationMs: 100 });
});

test('of X-Ray itself, without an analysis', async () => {
  const from = sources();
  const { stdout } = await run(['slow', '--live', '--minutes', '30', '--memory', '512'], from);
  expect(stdout).toMatch(/payments\/prod +POST \/charges +1 /);
  expect(from.asked).toEqual(['find 30 min', `read ${ID}`]);
});

test('a journey, by either way to write an id', async () => {
  const { code, stdout } = await run(['journey', ID]);
  expect(stdout).toContain('bank: bank');
  expect(code).toBe(1);
  expect(await run(['journey', '6920564a000000000000000000000001'])).toMatchObject({ code: 1 });
  await expect(run(['journey', ID.replace(/1$/, '2')])).rejects.toThrow(
    'X-Ray has no trace 1-6920564a-000000000000000000000002 here',
  );
});

test('a map that is old says so', async () => {
  const { stderr } = await run(['coverage'], sources({ nowMs: illReport().atMs + 21 * 60_000 }));
  expect(stderr).toBe("warning: this map is 21 minutes old; does the analysis 'sightline' still run?\n");
  expect((await run(['coverage'])).stderr).toBe('');
});

test('without any map it says what to do', async () => {
  await expect(run(['map'], sources({ latest: undefined }))).rejects.toThrow(
    "the trace analysis 'sightline' has no map yet",
  );
});

test.each([
  [['map', 'x'], "nothing is expected here, got 'x'"],
  [['map', '--minutes', '5'], '--minutes is about traces that are read now; give --live as well'],
  [['map', '--live', '--minutes', '0'], "--minutes must be a whole number from 1 to 360, got '0'"],
  [['slow', '--memory', '64'], "--memory must be whole MB from 128 to 10240, got '64'"],
  [['journey'], 'name the trace'],
  [['journey', 'abc'], "a trace id is such as 1-67891233-abcdef012345678912345678 or 32 hexadecimal digits, got 'abc'"],
  [['journey', ID, ID], 'one trace at a time'],
  [['mpa'], "there is no 'traces mpa'; did you mean 'map'?"],
  [[], 'say what to tell of the traces'],
])('%j is refused', async (args, message) => {
  await expect(run(args)).rejects.toThrow(message);
});

test.each([
  [{ name: 'AccessDeniedException' }, 'the credentials may not; they need xray:GetTraceSummaries'],
  [{ name: 'ExpiredTokenException' }, 'there are no AWS credentials that work'],
  [{ name: 'Error', message: 'Region is missing' }, 'set AWS_REGION'],
])('%j is told in words that help', async (change, words) => {
  const error = Object.assign(new Error('no'), change);
  await expect(run(['map', '--live'], sources({ error }))).rejects.toThrow(`cannot read traces: ${words}`);
});

test.each(['', 'map', 'slow', 'journey', 'coverage'])("'traces %s --help' tells what it takes", async (part) => {
  const { code, stdout } = await captured('traces', ...(part === '' ? [] : [part]), '--help');
  expect([code, stdout.startsWith(`Usage: sightline traces ${part}`)]).toEqual([0, true]);
});
