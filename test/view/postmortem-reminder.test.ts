import { wordNotification } from '../../lib/view/notification';
import { DANA, fullContents } from './channel/contents';

const given = (changes = {}) => {
  const contents = fullContents('resolved', { acknowledgements: [DANA], ...changes });
  return { ...contents, item: { ...contents.item, kind: 'reminder' as const, level: 1001 } };
};

test('the reminder of a post-mortem says how it ended and what to do, and never that it is still open', () => {
  const { subject, body } = wordNotification(given());
  expect(subject).toBe('[Post-mortem due, HIGH] checkout prod: ChargePayment fails 5 % of its invocations or more.');
  expect(body.split('\n\nWhat happened:')[0]).toBe(
    [
      'Post-mortem due, HIGH: ChargePayment fails 5 % of its invocations or more.',
      '',
      'All alarms of this incident are OK again, 11 min 40 s after it began.',
      'checkout prod.',
      'Acknowledged by Dana at 09:14:40 UTC.',
      'Why it happened is not written down yet: write the post-mortem, and close the incident with its root cause.',
    ].join('\n'),
  );
  expect(body).not.toContain('Acknowledge:');
});

test('one that comes after a reopen is late', () => {
  const { body } = wordNotification(given({ generation: 2, status: 'triggered', resolvedMs: undefined }));
  expect(body).toContain('This message is late: it was resolved, 11 min 40 s after it began, and reopened since.');
  expect(body).not.toContain('write the post-mortem');
});
