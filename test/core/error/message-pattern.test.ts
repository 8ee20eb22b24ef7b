import * as fc from 'fast-check';
import { messagePattern } from '../../../lib/core/error/message-pattern';
import { parseStack } from '../../../lib/core/error/stack';

test.each([
  ['Order 4711 of ann.b+c@example.co.uk not found', 'Order <number> of <email> not found'],
  ['GET https://api.example.com/orders/7?x=1 failed', 'GET <url> failed'],
  ['connect ECONNREFUSED 10.0.0.12:5432', 'connect ECONNREFUSED <number>'],
  ['connect ECONNREFUSED ::1:5432', 'connect ECONNREFUSED ::<number>:<number>'],
  [
    'getaddrinfo ENOTFOUND db.eu-west-1.rds.amazonaws.com',
    'getaddrinfo ENOTFOUND db.eu-west-<number>.rds.amazonaws.com',
  ],
  ['job 6f1c9f3e-5d0a-4b6e-9c55-0a1b2c3d4e5f died', 'job <id> died'],
  ['trace 1-67891233-abcdef012345678912345678', 'trace <id>'],
  ['since 2026-03-01T10:00:00.000Z, at 10:11:12', 'since <number>, at <number>'],
  ['timed out after 3000ms (limit 2.5s)', 'timed out after <number> (limit <number>)'],
  ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is bad', 'commit <id> is bad'],
  ['no access to arn:aws:s3:::bucket/key', 'no access to <url>'],
  ['Invalid body: {"id":1,"items":[{"sku":"a"}]} given', 'Invalid body: <json> given'],
  ['tenant=8f3a2b1c99 user_12 order-7', 'tenant=<id> user_<number> order-<number>'],
  ['key "cart-5" is 97%.', 'key "cart-<number>" is <number>.'],
  ['注文12345が見つかりません', '注文<number>が見つかりません'],
  ['رقم ١٢٣ مفقود', 'رقم <number> مفقود'],
  [`Unexpected token 'h', "hello" is not valid JSON`, 'bad JSON'],
  ["Expected property name or '}' in JSON at position 1", 'bad JSON'],
  ["Cannot read properties of undefined (reading 'total')", "Cannot read properties of undefined (reading 'total')"],
  ['S3 and EC2 and http2 stay', 'S3 and EC2 and http2 stay'],
  ['two\n\n  lines', 'two lines'],
  ['', ''],
])('%j reads %j', (message, pattern) => {
  expect(messagePattern(message)).toBe(pattern);
});

test('composed and decomposed letters are one message', () => {
  expect(messagePattern('Gro\u0308\u00dfe fehlt')).toBe(messagePattern('Gr\u00f6\u00dfe fehlt'));
});

test('other numbers make no other pattern', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.uuid(), fc.uuid(), (a, b, x, y) => {
      expect(messagePattern(`order ${a} (${x}) failed`)).toBe(messagePattern(`order ${b} (${y}) failed`));
    }),
  );
});

test('texts made to be slow are only as slow as they are long', () => {
  const parts = [
    'a',
    '1',
    '@',
    '.',
    '-',
    ':',
    '/',
    'a.',
    '1.',
    '1,',
    'a@',
    '0:',
    '{"',
    '(',
    ' at ',
    'eval at ',
    '\n',
    '😀',
    '\ud800',
  ];
  for (const part of parts) {
    const text = part.repeat(1_000_000 / part.length);
    expect(messagePattern(text).length).toBeLessThan(10_000);
    expect(parseStack(`Error: ${text}\n    at load (/a.js:1:1)`, text)).toHaveLength(1);
    expect(parseStack(`at ${text}`, `${text}!`).length).toBeLessThan(16_384);
  }
});
