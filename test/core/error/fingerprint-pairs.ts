/**
 * Pairs of errors, and whether they are one: what the documented grouping rules of Sentry come to for the errors of Node.
 * https://docs.sentry.io/concepts/data-management/event-grouping/ (stack before message, message parameters),
 * https://github.com/getsentry/sentry/blob/master/src/sentry/grouping/strategies/newstyle.py (frames),
 * https://github.com/getsentry/sentry/blob/master/src/sentry/grouping/parameterization.py (parameters).
 */
import type { AggregateEvidence } from '../../../lib/core/error/aggregate';

export interface Pair {
  /** The rule that decides it. */
  readonly rule: string;
  readonly what: string;
  readonly one: AggregateEvidence;
  readonly other: AggregateEvidence;
}

const at = (message: string, ...frames: readonly string[]): AggregateEvidence => ({
  name: 'Error',
  message,
  stack: [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n'),
});
const says = (message: string): AggregateEvidence => ({ name: 'Error', message });
const LOAD = 'loadOrder (/var/task/orders.js:10:5)';
const PAY = 'pay (/var/task/payments.js:3:9)';
const MAIN = 'main (/var/task/index.js:1:1)';
const RUNTIME = 'Runtime.handleOnce (file:///var/runtime/index.mjs:1173:29)';
const pair = (rule: string, what: string, one: AggregateEvidence, other: AggregateEvidence): Pair => ({
  rule,
  what,
  one,
  other,
});
const message = (rule: string, what: string, one: string, other: string) => pair(rule, what, says(one), says(other));
const aggregate = (...errors: readonly AggregateEvidence[]) => ({
  ...at('All promises were rejected', LOAD, PAY),
  name: 'AggregateError',
  errors,
});

const STACK = 'stack before message';
const FRAMES = 'frames';
const PARAMETERS = 'message parameters';
const CHAIN = 'cause chains';
const AGGREGATE = 'AggregateError';
const IN_APP = 'in-app frames before those of libraries';

export const SAME: readonly Pair[] = [
  pair(STACK, 'another id in the message', at('order 1 is gone', LOAD, PAY), at('order 2 is gone', LOAD, PAY)),
  pair(STACK, 'a message in other words', at('gone', LOAD, PAY), at('nicht da', LOAD, PAY)),
  pair(
    FRAMES,
    'other lines and columns',
    at('x', LOAD, PAY),
    at('x', 'loadOrder (/var/task/orders.js:99:1)', 'pay (/var/task/payments.js:77:7)'),
  ),
  pair(FRAMES, 'a frame that is awaited', at('x', LOAD, PAY), at('x', `async ${LOAD}`, `async ${PAY}`)),
  pair(FRAMES, 'Promise.all between', at('x', LOAD, PAY), at('x', LOAD, 'async Promise.all (index 3)', `async ${PAY}`)),
  pair(FRAMES, 'a recursion that went deeper', at('x', LOAD, PAY), at('x', LOAD, LOAD, LOAD, LOAD, PAY)),
  pair(FRAMES, 'two that call each other, more often', at('x', LOAD, PAY), at('x', LOAD, PAY, LOAD, PAY)),
  pair(
    FRAMES,
    'anonymous functions',
    at('x', LOAD, PAY),
    at('x', 'Array.map (<anonymous>)', LOAD, '/var/task/a.js:1:1', PAY),
  ),
  pair(
    FRAMES,
    'evaluated code',
    at('x', LOAD, PAY),
    at('x', 'eval (eval at run (/var/task/a.js:1:1), <anonymous>:1:1)', LOAD, PAY),
  ),
  pair(
    FRAMES,
    'native frames and the runtime',
    at('x', LOAD, PAY),
    at('x', LOAD, PAY, 'process.processTicksAndRejections (node:internal/process/task_queues:105:5)', RUNTIME),
  ),
  pair(
    FRAMES,
    '`Object.` that V8 adds',
    at('x', LOAD, PAY),
    at('x', 'Object.loadOrder (/var/task/orders.js:1:1)', PAY),
  ),
  pair(
    FRAMES,
    'a content hash in the name of the file',
    at('x', 'loadOrder (/var/task/orders-3f2a9c1b.mjs:1:1)', PAY),
    at('x', 'loadOrder (/var/task/orders-00aa11bb.mjs:1:1)', PAY),
  ),
  pair(
    FRAMES,
    'a minifier that names anew',
    at('x', 't (/var/task/index.js:1:900)', LOAD, PAY),
    at('x', 'e (/var/task/index.js:1:123)', LOAD, PAY),
  ),
  pair(
    FRAMES,
    'TypeScript or JavaScript of one source',
    at('x', LOAD, PAY),
    at('x', 'loadOrder (/home/dev/src/orders.ts:1:1)', PAY),
  ),
  pair(
    IN_APP,
    'another version of a library above',
    at('x', 'query (/var/task/node_modules/pg/lib/client.js:1:1)', LOAD, PAY),
    at('x', 'send (/var/task/node_modules/pg/lib/pool.js:2:2)', LOAD, PAY),
  ),
  message(
    PARAMETERS,
    'uuid',
    'order 123e4567-e89b-12d3-a456-426614174000 is gone',
    'order 00000000-0000-4000-8000-00000000ffff is gone',
  ),
  message(PARAMETERS, 'email', 'no user anna@example.com', 'no user böb@test.example.org'),
  message(PARAMETERS, 'url', 'GET https://api.example.com/orders/1?x=2 failed', 'GET http://localhost:8080/ failed'),
  message(PARAMETERS, 'ip', 'connect to 10.0.0.1:5432 failed', 'connect to 192.168.1.17:5432 failed'),
  message(PARAMETERS, 'date and duration', 'at 2026-11-21T00:00:00Z after 250ms', 'at 2025-01-05T12:30:00Z after 3.5s'),
  message(
    PARAMETERS,
    'sha1 and md5',
    'blob da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'blob d41d8cd98f00b204e9800998ecf8427e',
  ),
  message(
    PARAMETERS,
    'X-Ray trace id',
    'trace 1-5759e988-bd862e3fe1be46a994272793 lost',
    'trace 1-67abcdef-0123456789abcdef01234567 lost',
  ),
  message(PARAMETERS, 'integers and floats', 'took 3.25 of 7', 'took 11.5 of 900'),
  message(PARAMETERS, 'embedded JSON', 'bad body {"id":1,"name":"a"}', 'bad body {"id":2,"tags":["b"]}'),
  message(PARAMETERS, 'an id behind an equals sign', 'tenant=8f3a2b91 is locked', 'tenant=77cc01de is locked'),
  message(PARAMETERS, 'digits of other scripts', 'طلب ٤٧ غير موجود', 'طلب ١٢٣ غير موجود'),
  message(
    PARAMETERS,
    'letters that are composed otherwise',
    'Bestellung für Größe fehlt',
    'Bestellung für Größe fehlt'.normalize('NFD'),
  ),
  pair(
    CHAIN,
    'ids in the message of a cause',
    { ...at('x', LOAD, PAY), cause: says('row 1 is locked') },
    { ...at('x', LOAD, PAY), cause: says('row 2 is locked') },
  ),
  pair(AGGREGATE, 'members in another order', aggregate(says('a'), says('b')), aggregate(says('b'), says('a'))),
  pair(
    AGGREGATE,
    'more members of one kind',
    aggregate(says('host 1 is down')),
    aggregate(says('host 1 is down'), says('host 2 is down')),
  ),
];

export const DIFFERENT: readonly Pair[] = [
  pair(STACK, 'another function', at('x', LOAD, PAY), at('x', 'saveOrder (/var/task/orders.js:10:5)', PAY)),
  pair(STACK, 'another caller', at('x', LOAD, PAY), at('x', LOAD, MAIN)),
  pair(STACK, 'another file', at('x', LOAD, PAY), at('x', 'loadOrder (/var/task/carts.js:10:5)', PAY)),
  pair(STACK, 'another type', at('x', LOAD, PAY), { ...at('x', LOAD, PAY), name: 'TypeError' }),
  pair(
    FRAMES,
    'another method of another class',
    at('x', 'Orders.load (/a.js:1:1)', PAY),
    at('x', 'Carts.load (/a.js:1:1)', PAY),
  ),
  pair(FRAMES, 'an awaited caller that is another', at('x', LOAD, `async ${PAY}`), at('x', LOAD, `async ${MAIN}`)),
  pair(
    FRAMES,
    'a recursion of another function',
    at('x', LOAD, LOAD, PAY),
    at('x', 'walk (/var/task/orders.js:1:1)', 'walk (/var/task/orders.js:1:1)', PAY),
  ),
  pair(
    FRAMES,
    'other non-ASCII functions',
    at('x', 'ladeBestellung (/a.js:1:1)', 'größe (/a.js:1:1)'),
    at('x', 'ladeBestellung (/a.js:1:1)', 'straße (/a.js:1:1)'),
  ),
  pair(
    FRAMES,
    'minified alone: the messages tell them apart',
    at('cart is locked', 't (/var/task/index.js:1:9)'),
    at('order is gone', 't (/var/task/index.js:1:9)'),
  ),
  pair(
    IN_APP,
    'libraries, where nothing of ours is',
    at('x', 'query (/var/task/node_modules/pg/client.js:1:1)'),
    at('x', 'send (/var/task/node_modules/redis/client.js:1:1)'),
  ),
  pair(
    IN_APP,
    'another function of ours below one library',
    at('x', 'query (/var/task/node_modules/pg/client.js:1:1)', LOAD, MAIN),
    at('x', 'query (/var/task/node_modules/pg/client.js:1:1)', PAY, MAIN),
  ),
  pair(
    'message without a stack',
    'one function alone is no place',
    at('cart is locked', MAIN),
    at('order is gone', MAIN),
  ),
  message(PARAMETERS, 'words', 'order 1 is gone', 'order 1 is late'),
  message(PARAMETERS, 'what a url is about', 'GET https://a.example/1 failed', 'POST https://a.example/1 failed'),
  message(PARAMETERS, 'a parameter less', 'order 1 is gone', 'order is gone'),
  message(PARAMETERS, 'a word that holds a digit', 'EC2 is down', 'S3 is down'),
  message(PARAMETERS, 'quoted words', "no column 'size'", "no column 'color'"),
  message(PARAMETERS, 'names of tables', 'relation orders does not exist', 'relation carts does not exist'),
  message(PARAMETERS, 'an email in place of a number', 'no user 1', 'no user anna@example.com'),
  message(PARAMETERS, 'a duration in place of a url', 'gave up 30s', 'gave up https://a.example/'),
  message(PARAMETERS, 'booleans and what they belong to', 'retry=true', 'cache=true'),
  message(PARAMETERS, 'other scripts', '注文が見つかりません', '支払いに失敗しました'),
  message(PARAMETERS, 'letters with an accent', 'Größe fehlt', 'Grösse fehlt'),
  message(PARAMETERS, 'what stands before embedded JSON', 'bad body {"id":1}', 'bad query {"id":1}'),
  pair(
    CHAIN,
    'another cause',
    { ...at('x', LOAD, PAY), cause: { name: 'TimeoutError' } },
    { ...at('x', LOAD, PAY), cause: { name: 'RangeError' } },
  ),
  pair(CHAIN, 'a cause or none', at('x', LOAD, PAY), { ...at('x', LOAD, PAY), cause: { name: 'TimeoutError' } }),
  pair(
    CHAIN,
    'another cause of the cause',
    { ...says('x'), cause: { name: 'A', cause: { name: 'B' } } },
    { ...says('x'), cause: { name: 'A', cause: { name: 'C' } } },
  ),
  pair(CHAIN, 'causes that change places', { name: 'A', cause: { name: 'B' } }, { name: 'B', cause: { name: 'A' } }),
  pair(AGGREGATE, 'members of another kind', aggregate(says('a'), says('b')), aggregate(says('a'), says('c'))),
  pair(AGGREGATE, 'a kind more', aggregate(says('a')), aggregate(says('a'), { name: 'TypeError', message: 'b' })),
];
