import { MemoryErrorStore } from '../../lib/adapters/memory/error-store';
import { errorsCommand } from '../../lib/cli/errors';
import type { ErrorSources } from '../../lib/cli/errors/sources';
import type { TrackedError } from '../../lib/core/error/tracked-error';
import { newError } from '../../lib/core/error/tracked-error';
import { newTally, SAMPLE, T0 } from '../adapters/error-store-contract';
import { ran } from './ran';

const NOW = T0 + 2 * 60_000;
const OF = { service: 'shop', environment: 'prod' };
const SHOP = ['--service', 'shop'];

async function opened(...errors: readonly Partial<TrackedError>[]) {
  const store = new MemoryErrorStore();
  for (const [index, changes] of errors.entries()) {
    const tally = newTally({ ...OF, fingerprint: String(index).repeat(16) });
    await store.create({ ...newError(tally), version: 1, ...changes }, 1);
  }
  const asked: unknown[] = [];
  const sources: ErrorSources = {
    store: async (...given) => {
      asked.push(given);
      return store;
    },
    now: () => NOW,
    user: 'alice',
  };
  const run = (...args: readonly string[]) => ran(() => errorsCommand(args, sources));
  return { store, asked, run, ref: (digit: string) => ({ ...OF, fingerprint: digit.repeat(16) }) };
}

test('list shows what is open, most frequent first, and exits 1 where a signal is raised', async () => {
  const hour = Math.floor(NOW / 3_600_000);
  const counted = (count: number) => ({ count, counts: { minutes: {}, hours: { [hour]: count }, days: {} } });
  const { run, asked } = await opened(
    { title: 'Rare: x', ...counted(2) },
    { title: 'Often: \u001b[31mred\u202e', ...counted(50) },
    { title: 'Gone: y', status: 'resolved', resolution: { atMs: T0, by: 'bob' }, ...counted(99) },
  );
  const { code, stdout } = await run('list', ...SHOP);
  expect(code).toBe(0);
  expect(stdout).toBe(
    [
      'FINGERPRINT       STATUS        ALL    24 H  A MINUTE  FIRST SEEN        LAST SEEN         CATEGORY',
      '1111111111111111  open           50      50         0  2026-11-21 12:00  2026-11-21 12:00  network',
      '                  Often: [31mred',
      '0000000000000000  open            2       2         0  2026-11-21 12:00  2026-11-21 12:00  network',
      '                  Rare: x',
      '',
      '2 open.',
      '',
    ].join('\n'),
  );
  expect(asked).toEqual([['sightline', undefined]]);
  expect((await run('list', ...SHOP, '--status', 'all', '--limit', '1')).stdout).toContain(
    '1 resolved. 2 more not shown (--limit).',
  );
  expect((await run('list', ...SHOP, '--category', 'database')).stdout).toBe('There is no such error.\n');
  const raised = await opened({ raised: { 'first-seen': T0 } });
  expect((await raised.run('list', ...SHOP)).code).toBe(1);
});

test('list tells machines everything', async () => {
  const { run } = await opened({ title: 'A' });
  const { stdout } = await run('list', ...SHOP, '--json', '--tracking', 'x', '--table', 't');
  expect(JSON.parse(stdout)).toMatchObject({ ...OF, atMs: NOW, more: 0, errors: [{ title: 'A', count: 1 }] });
});

test('show tells facts and a sample, without what would steer a terminal', async () => {
  const { run, store, ref } = await opened({ operations: ['POST /orders'], raised: { spike: T0 }, regressedMs: T0 });
  await store.writeSample(ref('0'), { ...SAMPLE, message: 'declined\n\u001b[2Jsecond line', requestId: 'r-1' });
  const { code, stdout } = await run('show', '0000000000000000', ...SHOP);
  expect(code).toBe(0);
  expect(stdout).not.toContain('\u001b');
  for (const part of [
    'PaymentError: declined',
    'Service: shop · prod',
    'Status: open',
    'in release 1.0.0',
    'Operations: POST /orders',
    'Signals: spike since 2026-11-21 12:00',
    'Came back: 2026-11-21 12:00 UTC',
    '  [2Jsecond line',
    'TimeoutError: slow',
    'at pay (/var/task/pay.js:1:1)',
    'cart loaded',
    'request r-1',
  ]) {
    expect(stdout).toContain(part);
  }
  const bare = await opened({});
  expect((await bare.run('show', '0000000000000000', ...SHOP)).stdout).toContain('No sample of it is kept any more.');
  expect(JSON.parse((await run('show', '0000000000000000', ...SHOP, '--json')).stdout)).toMatchObject({
    sample: { requestId: 'r-1' },
  });
});

test.each<[readonly string[], object, string]>([
  [['resolve'], { status: 'resolved', resolution: { atMs: NOW, by: 'alice' } }, 'resolved'],
  [
    ['resolve', '--in-release', '1.2.0'],
    { status: 'resolved', resolution: { atMs: NOW, by: 'alice', inRelease: '1.2.0' } },
    'resolved in 1.2.0',
  ],
  [
    ['resolve', '--in-next-release'],
    { status: 'resolved', resolution: { atMs: NOW, by: 'alice', afterRelease: '1.10.0' } },
    'resolved in what comes after 1.10.0',
  ],
  [['ignore'], { status: 'ignored' }, 'ignored'],
  [['reopen'], { status: 'open' }, 'open'],
])('%j', async ([name = '', ...options], stored, words) => {
  const { run, store, ref } = await opened({ status: 'resolved', resolution: { atMs: 1, by: 'bob', inRelease: 'x' } });
  await store.writeService({ schemaVersion: 1, version: 1, ...OF, sinceMs: 1, releases: { '1.9.0': 2, '1.10.0': 1 } });
  const { code, stdout } = await run(name, '0000000000000000', ...SHOP, ...options);
  expect([code, stdout]).toEqual([0, `PaymentError: declined: ${words}\n`]);
  const error = (await store.read(ref('0'))) as TrackedError;
  expect(error).toMatchObject({ version: 2, count: 1, ...stored });
  if (name !== 'resolve') expect(error.resolution).toBeUndefined();
});

test('what a batch changes meanwhile is kept, and decided on again', async () => {
  const { run, store, ref } = await opened({});
  const revise = store.revise.bind(store);
  let others = 2;
  store.revise = async (error, nowMs) => {
    if (others > 0) {
      others -= 1;
      await revise(
        { ...((await store.read(ref('0'))) as TrackedError), version: error.version, operations: [`o${others}`] },
        nowMs,
      );
    }
    return revise(error, nowMs);
  };
  expect((await run('ignore', '0000000000000000', ...SHOP)).code).toBe(0);
  expect(await store.read(ref('0'))).toMatchObject({ status: 'ignored', operations: ['o0'], version: 4 });
});

test.each<[readonly string[], string]>([
  [[], 'say what to do with the errors'],
  [['lst'], "there is no 'errors lst'; did you mean 'list'?"],
  [['list'], 'say whose errors with --service NAME'],
  [['list', 'x', ...SHOP], "takes options only, got 'x'"],
  [['list', ...SHOP, '--status', 'new'], '--status must be one of open, resolved, ignored, all'],
  [['list', ...SHOP, '--category', 'x'], '--category must be one of'],
  [['list', ...SHOP, '--limit', '0'], '--limit must be a whole number'],
  [['show', ...SHOP], 'name one error by its fingerprint'],
  [['show', 'XYZ', ...SHOP], "a fingerprint has 16 digits and letters a to f, got 'XYZ'"],
  [['show', 'f'.repeat(16), ...SHOP], 'there is no error ffffffffffffffff of shop in prod'],
  [['resolve', 'f'.repeat(16), ...SHOP], 'there is no error'],
  [['resolve', '0'.repeat(16), ...SHOP, '--in-release', 'x', '--in-next-release'], 'not both'],
  [['resolve', '0'.repeat(16), ...SHOP, '--in-next-release'], 'no release of shop in prod is known'],
  [['ignore', '0'.repeat(16), ...SHOP, '--in-release', 'x'], "there is no option '--in-release'"],
])('%j is refused', async (args, message) => {
  const { run } = await opened({});
  expect((await run(...args)).error?.message).toContain(message);
});

test('each command has its help', async () => {
  const { run } = await opened();
  for (const name of ['list', 'show', 'resolve', 'ignore', 'reopen']) {
    expect((await run('--help')).stdout).toContain(`  ${name}`);
    const { code, stdout } = await run(name, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: sightline errors ${name} `));
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  }
});
