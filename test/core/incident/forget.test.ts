import fc from 'fast-check';
import { forgetting } from '../../../lib/core/incident/forget';
import { incidentItem } from '../../../lib/core/incident/item/incident-item';
import { lockItem, memberItem } from '../../../lib/core/incident/item/lock-item';
import { outboxItem } from '../../../lib/core/incident/item/outbox-item';
import { timelineItem } from '../../../lib/core/incident/item/timeline-item';
import { timerItem } from '../../../lib/core/incident/item/timer-item';
import { entryOf, heldOf, incidentOf, lockOf, memberOf, outboxOf, T0, timerOf } from '../../adapters/samples';

const sha256 = (text: string) => text;
const alice = { type: 'user', id: 'alice' } as const;

function forgetInText(text: string, name = 'alice'): string {
  const update = forgetting(name, 'somebody')(timelineItem(entryOf({ text }), sha256));
  return update ? String(update.set.data) : text;
}

describe('in texts', () => {
  test.each([
    ['Acknowledged by alice', 'Acknowledged by somebody'],
    ['alice', 'somebody'],
    [
      'alice, alice; (alice) "alice" alice: alice/alice',
      'somebody, somebody; (somebody) "somebody" somebody: somebody/somebody',
    ],
    ['Assigned to alice.', 'Assigned to somebody.'],
    ["alice's phone, @alice, person:alice", "somebody's phone, @somebody, person:somebody"],
    ['alice - who else? alice-', 'somebody - who else? somebody-'],
    ['so said\nalice\u202e!', 'so said\nsomebody\u202e!'],
    ['支付 alice 支付', '支付 somebody 支付'],
  ])('%j becomes %j', (before, after) => {
    expect(forgetInText(before)).toBe(after);
  });

  test.each([
    'malice',
    'alices',
    'Alice',
    'alice_lee',
    'alice2',
    'alice-lee',
    'alice.lee',
    'alice@example.com',
    'x+alice',
    'aliceé',
    'alice\u0301',
  ])('%j is somebody else, or nobody', (text) => {
    expect(forgetInText(`by ${text} at noon`)).toBe(`by ${text} at noon`);
  });

  test.each([
    'a.b',
    '$&',
    'a|b',
    '(alice',
    'Ann Lee',
    'ann@example.com',
    'ann[1]',
    'a\\d',
    '李雷',
    '__proto__',
    'x'.repeat(256),
  ])('%.20j is taken as it is spelt', (name) => {
    expect(forgetInText(`by ${name}, not aXb`, name)).toBe('by somebody, not aXb');
  });

  test('a replacement is taken as it is spelt', () => {
    const update = forgetting('alice', '$& $1 $$')(timelineItem(entryOf({ text: 'by alice' }), sha256));
    expect(update?.set).toEqual({ data: 'by $& $1 $$' });
  });

  test('of 80 KB are done in no time worth naming', () => {
    expect(forgetInText('alice '.repeat(13_000))).toBe('somebody '.repeat(13_000));
    expect(forgetInText('a'.repeat(80_000), 'a'.repeat(256))).toBe('a'.repeat(80_000));
  });
});

describe('in items', () => {
  test('an incident is guarded by its version, and raises it', () => {
    const item = incidentItem(
      incidentOf({
        version: 7,
        assignee: 'alice',
        acknowledgements: [
          { by: 'alice', atMs: T0 },
          { by: 'bob', atMs: T0 + 1 },
        ],
        resolvedBy: alice,
        rootCause: 'alice found a full disk',
        resolution: 'emptied by alice',
      }),
      T0,
      sha256,
    );
    expect(forgetting('alice', 'somebody')(item)).toEqual({
      key: { pk: 'INC#i-1', sk: 'META' },
      condition: [{ attribute: 'v', is: '=', value: 7 }],
      set: {
        assignee: 'somebody',
        acks: [
          { by: 'somebody', ts: T0 },
          { by: 'bob', ts: T0 + 1 },
        ],
        resolvedBy: { type: 'user', id: 'somebody' },
        rootCause: 'somebody found a full disk',
        resolution: 'emptied by somebody',
      },
      add: { v: 1 },
      remove: [],
    });
  });

  test('an entry is guarded by its text, and only what changes is written', () => {
    const forget = forgetting('alice', 'somebody');
    const entry = { key: { pk: 'INC#i-1', sk: `TL#${T0}#opened` }, add: {}, remove: [] };
    expect(forget(timelineItem(entryOf({ actor: alice, text: 'noted' }), sha256))).toEqual({
      ...entry,
      condition: [{ attribute: 'data', is: '=', value: 'noted' }],
      set: { actor: { type: 'user', id: 'somebody' } },
    });
    expect(forget(timelineItem(entryOf({ text: 'by alice' }), sha256))).toEqual({
      ...entry,
      condition: [{ attribute: 'data', is: '=', value: 'by alice' }],
      set: { data: 'by somebody' },
    });
  });

  test('alarms and runbooks of that name keep it', () => {
    const forget = forgetting('alice', 'somebody');
    for (const type of ['alarm', 'runbook', 'timer', 'system'] as const) {
      expect(forget(timelineItem(entryOf({ actor: { type, id: 'alice' } }), sha256))).toBeUndefined();
      expect(forget(incidentItem(incidentOf({ resolvedBy: { type, id: 'alice' } }), T0, sha256))).toBeUndefined();
    }
  });

  test('no other item is touched: they end what they began, and expire', () => {
    const others = [
      lockItem(lockOf({ groupKey: 'alice' }), T0, sha256),
      memberItem(memberOf({ member: 'alice' }), T0, sha256),
      outboxItem(outboxOf({ channel: '@alice' }), sha256),
      timerItem(timerOf(), sha256),
      timerItem(heldOf({ member: 'alice' }), sha256),
      { pk: 'alice', sk: 'META', assignee: 'alice' },
    ];
    expect(others.map(forgetting('alice', 'somebody'))).toEqual(others.map(() => undefined));
  });
});

describe('what cannot be done', () => {
  test.each(['', ' ', 'x'.repeat(257)])('a name of too few or too many characters is refused', (name) => {
    expect(() => forgetting(name, 'somebody')).toThrow(
      `The person to forget needs a name of 1 to 256 characters, got ${name.length}; give it as it is stored`,
    );
  });

  test.each(['', ' ', 'alice', 'the former alice', '@alice'])('the replacement %j is refused', (replacement) => {
    expect(() => forgetting('alice', replacement)).toThrow(
      `The replacement of "alice" must be a text without that name, got ${JSON.stringify(replacement)}; use one such as`,
    );
  });
});

test('done twice is done once, whoever is forgotten and whatever was written', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
    .filter((text) => /^[\p{L}\p{N}]+$/u.test(text));
  const words = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('somebody', ' ', ', ', '-')),
  );
  fc.assert(
    fc.property(name, words, words, (person, before, after) => {
      fc.pre(person !== 'somebody');
      const once = forgetInText([...before, ' ', person, ' ', ...after].join(''), person);
      expect(forgetInText(once, person)).toBe(once);
      expect(` ${once} `).not.toContain(` ${person} `);
    }),
  );
});
