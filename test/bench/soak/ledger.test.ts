import { Ledger, refOf } from '../../../bench/soak/ledger';
import { type OutboxItem, outboxKey } from '../../../lib/core/incident/notification';

const ITEM: OutboxItem = {
  ...{ schemaVersion: 2, incidentId: 'INC', generation: 1, kind: 'page', level: 0, channel: 'pager' },
  ...{ status: 'pending', attempts: 1, dueMs: 0, leaseUntilMs: 60_000, causedMs: 0 },
};
const KEY = outboxKey(ITEM);
const SENT = { ...ITEM, status: 'sent', providerId: 'x' } as const;

function told(play: (ledger: Ledger) => void): Pick<Ledger, 'lost' | 'doublePages' | 'violations'> {
  const ledger = new Ledger();
  play(ledger);
  const { lost, doublePages, violations } = ledger;
  return { lost, doublePages, violations };
}

const NOTHING = { lost: 0, doublePages: 0, violations: [] };

test('a key names its message', () => {
  expect(refOf('a/b/2/page/1/@bob')).toEqual({
    ...{ incidentId: 'a/b', generation: 2, kind: 'page', level: 1, channel: '@bob' },
  });
});

test('a page that is leased, taken and noted is right, and one that a pager does not need as well', () => {
  const right = told((ledger) => {
    ledger.leased(ITEM, 0);
    ledger.taken(KEY, 'pager', 'page');
    ledger.settled(ITEM, true);
    ledger.close('INC', [SENT, { ...SENT, level: 1, providerId: 'not needed: it is over' }]);
    expect([ledger.pages, ledger.messages, ledger.open]).toEqual([1, 1, 0]);
  });
  expect(right).toEqual(NOTHING);
});

test('a page again after its lease ran out is right; so is one whose answer was lost', () => {
  const later = { ...ITEM, leaseUntilMs: 120_000 };
  const right = told((ledger) => {
    ledger.leased(ITEM, 0);
    ledger.taken(KEY, 'pager', 'page');
    ledger.leased(later, 60_000);
    ledger.answerLost(KEY);
    ledger.taken(KEY, 'pager', 'page');
    ledger.taken(KEY, 'mail', 'page');
  });
  expect(right).toEqual(NOTHING);
});

test.each<[string, (ledger: Ledger) => void]>([
  [
    `leased twice: ${KEY}`,
    (ledger) => {
      ledger.leased(ITEM, 0);
      ledger.leased(ITEM, 59_999);
    },
  ],
  [
    `paged twice: ${KEY}`,
    (ledger) => {
      ledger.leased(ITEM, 0);
      ledger.taken(KEY, 'pager', 'page');
      ledger.taken(KEY, 'mail', 'page');
    },
  ],
  [
    `paged twice: ${KEY}`,
    (ledger) => {
      ledger.leased(ITEM, 0);
      ledger.taken(KEY, 'pager', 'page');
      ledger.settled(ITEM, true);
      ledger.leased({ ...ITEM, leaseUntilMs: 200_000 }, 100_000);
      ledger.taken(KEY, 'pager', 'page');
    },
  ],
])('%s (%#)', (words, play) => {
  expect(told(play)).toEqual({ lost: 0, doublePages: 1, violations: [words] });
});

test('what is owed and did not go out is lost, unless it is only just owed', () => {
  expect(
    told((ledger) => ledger.close('INC', [ITEM, { ...SENT, level: 1 }, { ...ITEM, level: 2, dueMs: 5 }], 5)),
  ).toEqual({
    ...{ lost: 2, doublePages: 0 },
    violations: [`never sent: ${KEY}`, 'lost: INC/1/page/1/pager is sent'],
  });
});

test('what nobody owed is told of', () => {
  const wrong = told((ledger) => {
    ledger.taken(KEY, 'pager', 'page');
    ledger.close('INC', []);
  });
  expect(wrong.violations).toEqual([`sent without being owed: ${KEY}`]);
});

test('only the first words are kept, and all are counted', () => {
  const wrong = told((ledger) => {
    for (let index = 0; index < 30; index += 1) ledger.loss(`${index}`);
  });
  expect([wrong.lost, wrong.violations.length]).toEqual([30, 20]);
});
