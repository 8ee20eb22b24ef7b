import { nodeProcesses } from './node-process';

let processes: ReturnType<typeof nodeProcesses>;
beforeAll(() => {
  processes = nodeProcesses();
});
afterAll(() => processes.close());

const FAILING = "async () => { throw new Error('mine'); }";
const QUIET = { SIGHTLINE_METRICS: 'off', SIGHTLINE_LOGS: 'off' };

test.each([
  ['dependency', `sightline.dependency('d', ${FAILING})`],
  ['span', `sightline.span('s', ${FAILING})`],
  ['a profiler', `sightline.createProfiler().profile('p', ${FAILING})`],
  ['fetch', `sightline.observeFetch('f', ${FAILING})('https://a.example')`],
])('a rejection of %s that nobody handles ends the process as it would without us', (_title, call) => {
  const script = (expression: string) => `process.on('exit', (code) => console.log('exit ' + code)); ${expression};`;
  const ours = processes.run(script(call), QUIET);
  expect(ours.stderr).toContain('Error: mine');
  expect(ours.lines).toEqual(['exit 1']);
  expect(ours.status).toBe(processes.run(script(`(${FAILING})()`), QUIET).status);
});

test.each([
  ['dependency', `sightline.dependency('d', ${FAILING})`],
  ['span', `sightline.span('s', ${FAILING})`],
  ['an instrumented client', `sightline.instrument({ query: ${FAILING} }, { name: 'a', kind: 'database' }).query()`],
  [
    'an instrumented client with named methods',
    `sightline.instrument({ query: ${FAILING} }, { name: 'a', kind: 'database', methods: ['query'] }).query()`,
  ],
  [
    'a call that ends in a callback',
    "new Promise((done, failed) => sightline.instrument({ query: (sql, end) => setImmediate(end, new Error('mine')) }, " +
      "{ name: 'a', kind: 'database' }).query('select', (error) => (error ? failed(error) : done())))",
  ],
])('a rejection of %s that is handled harms nobody', (_title, call) => {
  const { lines, stderr, status } = processes.run(
    `(async () => { await ${call}.catch((error) => console.log('caught ' + error.message)); ` +
      'await new Promise(setImmediate); console.log("alive"); })();',
    QUIET,
  );
  expect({ lines, stderr, status }).toEqual({ lines: ['caught mine', 'alive'], stderr: '', status: 0 });
});
