import * as fc from 'fast-check';
import { type FingerprintEvidence, fingerprint, WRAPPER_FUNCTION } from '../../../lib/core/error/fingerprint';
import { anyCharacter } from '../../any-character';

const stackOf = (message: string, ...frames: string[]) =>
  [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n');
const error = (message: string, ...frames: string[]): FingerprintEvidence => ({
  name: 'Error',
  message,
  stack: stackOf(message, ...frames),
});
const RUNTIME = 'Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1173:29)';

const SAME: readonly [string, FingerprintEvidence, FingerprintEvidence][] = [
  [
    'other line numbers and another message',
    error('order 1', 'loadOrder (/var/task/orders.js:10:5)', RUNTIME),
    error('order 2', 'loadOrder (/var/task/orders.js:99:1)', RUNTIME),
  ],
  [
    'another folder, another letter case, a source-mapped or ESM path',
    error('x', 'loadOrder (/var/task/Orders.js:10:5)'),
    error('x', 'async loadOrder (file:///home/dev/src/orders.ts:1:2)'),
  ],
  [
    'another content hash in the file name',
    error('x', 'loadOrder (/var/task/chunk-3F2A9C1B.mjs:10:5)'),
    error('x', 'loadOrder (/var/task/chunk-00aa11bb.mjs:10:5)'),
  ],
  [
    'a receiver or an alias that V8 adds',
    error('x', 'Object.loadOrder [as handler] (/var/task/a.js:1:1)'),
    error('x', 'loadOrder (/var/task/a.js:1:1)'),
  ],
  [
    'a deeper recursion',
    error('x', 'walk (/a.js:1:1)', 'start (/a.js:9:1)'),
    error('x', 'walk (/a.js:1:1)', 'walk (/a.js:1:1)', 'walk (/a.js:1:1)', 'start (/a.js:9:1)'),
  ],
  [
    'a deeper mutual recursion',
    error('x', 'even (/a.js:1:1)', 'odd (/a.js:2:1)', 'start (/a.js:9:1)'),
    error('x', 'even (/a.js:1:1)', 'odd (/a.js:2:1)', 'even (/a.js:1:1)', 'odd (/a.js:2:1)', 'start (/a.js:9:1)'),
  ],
  [
    'another version of a library on the way',
    error('x', 'query (/var/task/node_modules/pg/lib/client.js:1:1)', 'loadOrder (/var/task/a.js:1:1)'),
    error('x', 'dispatch (/var/task/node_modules/pg/lib/query.js:7:7)', 'loadOrder (/var/task/a.js:1:1)'),
  ],
  [
    'frames of Node, of evaluated code, of unnamed functions, of the wrapper, of a minifier',
    error('x', 'loadOrder (/var/task/a.js:1:1)'),
    error(
      'x',
      'eval (eval at run (/var/task/a.js:5:5), <anonymous>:1:1)',
      'Array.map (<anonymous>)',
      'loadOrder (/var/task/a.js:1:1)',
      '/var/task/a.js:2:2',
      'Object.<anonymous> (/var/task/a.js:3:3)',
      't (/var/task/a.js:1:900)',
      'async Promise.all (index 0)',
      `${WRAPPER_FUNCTION} (/var/task/a.js:4:4)`,
      'process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      RUNTIME,
    ),
  ],
  [
    'another message, where several functions say where it was',
    error('cart is locked', 'lock (/a.js:1:1)', 'pay (/a.js:9:1)'),
    error('order is gone', 'lock (/a.js:1:1)', 'pay (/a.js:9:1)'),
  ],
  [
    'changing parts of the message, where the stack says nothing',
    error('Order 4711 of a@example.com failed after 20ms', '/var/task/index.js:1:1', RUNTIME),
    error('Order 12 of bob@test.org failed after 3s', '/var/task/index.js:7:1', RUNTIME),
  ],
  [
    'lines of the message that look like frames',
    error('bad template:\nat first (/x.js:1:1)', 'loadOrder (/var/task/a.js:1:1)', 'main (/var/task/a.js:2:1)'),
    error('bad template:\nat second (/y.js:1:1)', 'loadOrder (/var/task/a.js:1:1)', 'main (/var/task/a.js:2:1)'),
  ],
];

test.each(SAME)('repeats stay together despite %s', (_title, one, other) => {
  expect(fingerprint(one)).toBe(fingerprint(other));
});

const DIFFERENT: readonly [string, FingerprintEvidence, FingerprintEvidence][] = [
  ['functions', error('x', 'loadOrder (/a.js:1:1)'), error('x', 'saveOrder (/a.js:1:1)')],
  ['files', error('x', 'load (/orders.js:1:1)'), error('x', 'load (/carts.js:1:1)')],
  ['callers', error('x', 'load (/a.js:1:1)', 'pay (/a.js:2:1)'), error('x', 'load (/a.js:1:1)', 'ship (/a.js:2:1)')],
  ['names', { ...error('x', 'load (/a.js:1:1)'), name: 'TypeError' }, error('x', 'load (/a.js:1:1)')],
  ['classes of a method', error('x', 'Orders.load (/a.js:1:1)'), error('x', 'Carts.load (/a.js:1:1)')],
  [
    'libraries, where none of our frames has a name',
    error('x', 'query (/var/task/node_modules/pg/client.js:1:1)', RUNTIME),
    error('x', 'send (/var/task/node_modules/redis/client.js:1:1)', RUNTIME),
  ],
  [
    'messages, where the stack is a single function',
    error('cart is locked', 'handler (/a.js:1:1)'),
    error('order is gone', 'handler (/a.js:2:1)'),
  ],
  ['messages, where the stack says nothing', error('cart is locked', RUNTIME), error('order is gone', RUNTIME)],
  ['messages in other scripts', { message: '注文が見つかりません' }, { message: '支払いに失敗しました' }],
  [
    'causes',
    { ...error('failed', 'wrap (/a.js:1:1)'), cause: { name: 'TimeoutError' } },
    { ...error('failed', 'wrap (/a.js:1:1)'), cause: { name: 'RangeError' } },
  ],
];

test.each(DIFFERENT)('errors stay apart by their %s', (_title, one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

const EMPTY = '65a449d944224777';
const LOADED = '3024761e39d95725';
const UNICODE = 'e11560ab981d1968';

test('the second version of the rules is frozen', () => {
  expect(fingerprint({})).toBe(EMPTY);
  expect(fingerprint(error('Order 4711 not found', 'Orders.load (/var/task/orders.js:1:1)', RUNTIME))).toBe(LOADED);
  expect(fingerprint({ name: 'string', message: 'Größe 4 fehlt 😀' })).toBe(UNICODE);
});

test('any evidence gives 16 hexadecimal digits, twice the same', () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 300 });
  const evidence = fc.record({ name: text, message: text, stack: text }, { requiredKeys: [] });
  fc.assert(
    fc.property(evidence, (value) => {
      expect(fingerprint(value)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprint({ ...value })).toBe(fingerprint(value));
    }),
  );
});

test('similar names spread evenly', () => {
  const prints = new Set(Array.from({ length: 50_000 }, (_, n) => fingerprint({ name: `Error${n}` })));
  expect(prints.size).toBe(50_000);
  const halves = new Set([...prints].map((print) => print.slice(0, 8)));
  expect(halves.size).toBeGreaterThan(49_990);
});

test('a circle of causes ends', () => {
  const circle: { name: string; cause?: FingerprintEvidence } = { name: 'Round' };
  circle.cause = circle;
  expect(fingerprint(circle)).toMatch(/^[0-9a-f]{16}$/);
});

test('different errors of one function, and of a route without a name in a framework, are told apart', () => {
  const of = (message: string, ...frames: string[]) => fingerprint(error(message, ...frames));
  const handler = 'charge (/var/task/index.mjs:4:9)';
  const through = ['sightlineInSpan (/var/task/index.mjs:90:1)', 'sightlineRun (/var/task/index.mjs:70:1)'];
  expect(of('Payment provider says no', handler, ...through)).not.toBe(of('Inventory is empty', handler, ...through));
  expect(of('Payment provider says no', handler, ...through)).toBe(of('Payment provider says no', handler));
  const framework = [
    'preHandler (/app/node_modules/fastify/lib/hooks.js:1:1)',
    'run (/app/node_modules/fastify/lib/route.js:2:2)',
  ];
  expect(of('Payment provider says no', ...framework)).not.toBe(of('Inventory is empty', ...framework));
});
