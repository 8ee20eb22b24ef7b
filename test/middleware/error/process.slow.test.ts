import { nodeProcesses } from './node-process';

let processes: ReturnType<typeof nodeProcesses>;
beforeAll(() => {
  processes = nodeProcesses();
});
afterAll(() => processes.close());

const CAPTURED = 'sightline.captureProcessErrors();';
/** As Lambda's runtime client does before it loads the handler. */
const LAMBDA_LIKE = `
  process.on('uncaughtException', (error) => { console.log('runtime: ' + error); process.exit(129); });
  process.on('unhandledRejection', (reason) => { console.log('runtime: ' + reason); process.exit(128); });
`;

describe('what ends the process', () => {
  test.each<[string, string, string]>([
    ['an exception', "setTimeout(() => { throw new TypeError('late'); });", 'uncaught exception: late'],
    ['a rejection', "Promise.reject(new TypeError('late'));", 'unhandled rejection: late'],
    ['a text', "setTimeout(() => { throw 'late'; });", 'uncaught exception: late'],
    ['nothing', 'setTimeout(() => { throw undefined; });', 'uncaught exception: undefined'],
    ['null', 'setTimeout(() => { throw null; });', 'uncaught exception: null'],
  ])('is logged as fatal, and ends it as without: %s', (_title, script, message) => {
    const bare = processes.run(script);
    const captured = processes.run(CAPTURED + script);
    expect([captured.status, captured.signal]).toEqual([bare.status, bare.signal]);
    expect(bare.status).not.toBe(0);
    expect(captured.logs).toEqual([
      expect.objectContaining({
        level: 'FATAL',
        message,
        error: expect.objectContaining({ fingerprint: expect.any(String) }),
      }),
    ]);
    // Node still tells it in its own way.
    expect(captured.stderr.split('\n').slice(-3)).toEqual(bare.stderr.split('\n').slice(-3));
  });

  test.each<[string, string, number]>([
    ['an exception', "setTimeout(() => { throw new Error('late'); });", 129],
    ['a rejection', "Promise.reject(new Error('late'));", 128],
  ])('reaches the runtime, too, which decides: %s', (_title, script, status) => {
    const { lines, logs, ...end } = processes.run(LAMBDA_LIKE + CAPTURED + script);
    expect(end.status).toBe(status);
    expect(lines.slice(1)).toEqual(['runtime: Error: late']);
    expect(logs).toMatchObject([{ level: 'FATAL', error: { name: 'Error', message: 'late' } }]);
  });

  test('is not logged any more once it is stopped', () => {
    const script = "sightline.captureProcessErrors()(); Promise.reject(new Error('late'));";
    const { lines, status } = processes.run(LAMBDA_LIKE + script);
    expect([lines, status]).toEqual([['runtime: Error: late'], 128]);
  });

  test('is logged after the lines on their way', () => {
    const script = `
      ${CAPTURED}
      sightline.observe(async () => { sightline.log.info('before'); setTimeout(() => { throw new Error('late'); }); await new Promise(() => {}); })();
    `;
    const { logs } = processes.run(script);
    expect(logs.map(({ message }) => message)).toEqual(['before', 'uncaught exception: late']);
  });
});

describe('a process that exits at once', () => {
  const handler = (work: string) =>
    `sightline.observe(async () => { sightline.log.info('a'); ${work} })({}, { awsRequestId: 'r-1' });`;

  test.each(['process.exit(3)', 'process.exitCode = 3; throw new Error("x")'])(
    'writes the lines on their way: %s',
    (exit) => {
      const { logs, status } = processes.run(handler(exit));
      expect(status).not.toBe(0);
      expect(logs[0]).toMatchObject({ message: 'a', requestId: 'r-1' });
    },
  );

  test('writes those of all invocations under way, and each once', () => {
    const script = `
      const handler = sightline.observe(async () => { sightline.log.info('a'); await new Promise(() => {}); });
      for (let n = 0; n < 3; n++) handler({}, { awsRequestId: 'r-' + n });
      process.exit(0);
    `;
    expect(processes.run(script).logs.map(({ requestId }) => requestId)).toEqual(['r-0', 'r-1', 'r-2']);
  });
});

test("standard output that is closed is nobody's trouble", () => {
  const { status, stderr } = processes.run(`
    process.stdout.write = () => { throw new Error('EPIPE'); };
    sightline.observe(async () => { sightline.log.error('a'); return 'ok'; })().then((value) => process.exit(value === 'ok' ? 7 : 1));
  `);
  expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
});
