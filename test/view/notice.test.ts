import fc from 'fast-check';
import { PAGERS, PROVIDER_KINDS, type ProviderKind } from '../../lib/core/config/types';
import type { Incident, TimelineEntry } from '../../lib/core/incident/incident';
import { noticeFor, noticeForTopic } from '../../lib/view/channel/notice-for';
import { noticeOf, wordNotice } from '../../lib/view/notice';
import { type NotificationContents, wordNotification } from '../../lib/view/notification';
import { COMPLAINTS } from '../adapters/http/provider/documented';
import {
  contentsOf,
  entryOf,
  fullContents,
  hostileContents,
  ID,
  incidentOf,
  itemOf,
  OPENED,
  OVER,
  T0,
  textsIn,
} from './channel/contents';

const MINUTE = 60_000;
const plan = { ...incidentOf().plan, updateEveryMs: 30 * MINUTE };
const READ_KINDS = PROVIDER_KINDS.filter((kind) => !PAGERS.has(kind));

function said(text: string, minutes = 20): TimelineEntry {
  const actor = { type: 'user', id: 'Dana' } as const;
  const eventId = '000004.00|updated|1|1|command';
  return { ...entryOf('updated', minutes * 60, text), eventId, actor, audience: 'customers' };
}

function update(text: string, incident: Partial<Incident> = {}): NotificationContents {
  return contentsOf('update', {
    item: itemOf('update', { level: 1, channel: 'status' }),
    incident: incidentOf({ plan, updates: { count: 1, lastMs: T0 + 20 * MINUTE, asked: 0 }, ...incident }),
    timeline: [OPENED, said(text)],
  });
}

describe('a notice', () => {
  test('says which service, how bad, since when, and when the next word comes', () => {
    expect(noticeOf(contentsOf('notice', { incident: incidentOf({ plan, severity: 'critical' }) }))).toEqual({
      status: 'investigating',
      title: 'checkout: major problem, investigating',
      message: 'We are looking into a major problem with checkout.',
      times: ['Since 3 February 2026, 09:12 UTC.', 'Next update by 09:42 UTC.'],
      startedMs: T0,
      updatedMs: T0,
      nextUpdateMs: T0 + 30 * MINUTE,
    });
  });

  test('that it is back says so, and promises nothing that nobody is asked for', () => {
    const { message, times } = noticeOf(contentsOf('notice', { incident: incidentOf({ generation: 2 }) }));
    expect(message).toBe('We are looking into a problem with checkout. It was over, and is back.');
    expect(times).toEqual(['Since 3 February 2026, 09:12 UTC.']);
  });

  test('of an update has the words of whoever told it, and its time', () => {
    const incident = { updates: { count: 1, lastMs: T0 + 20 * MINUTE, asked: 0, progress: 'identified' } } as const;
    expect(noticeOf(update('A certificate expired.\nWe renew it.', incident))).toMatchObject({
      status: 'identified',
      title: 'checkout: problem, identified',
      message: 'A certificate expired.\nWe renew it.',
      times: ['Since 3 February 2026, 09:12 UTC.', 'Next update by 10:02 UTC.'],
      updatedMs: T0 + 20 * MINUTE,
    });
  });

  test('of the end says how long it took, and a late one as well', () => {
    const over = {
      status: 'resolved',
      title: 'checkout: resolved',
      message: 'The problem with checkout is over.',
      times: ['Since 3 February 2026, 09:12 UTC, for 11 min 40 s.'],
      startedMs: T0,
      updatedMs: T0 + 700_000,
    };
    expect(noticeOf(contentsOf('resolved', { incident: incidentOf({ plan, ...OVER }) }))).toEqual(over);
    expect(noticeOf(contentsOf('notice', { incident: incidentOf({ plan, ...OVER }) }))).toEqual(over);
  });

  test.each([
    ['an alarm, where nobody gave it a service', 'checkout-ChargePayment-Faults'],
    ['a resource', 'arn:aws:lambda:eu-west-1:111122223333:function:pay'],
    ['an account', 'shop 111122223333'],
    ['nothing', ' \u202e\u0000'],
  ])('does not name a service after %s', (_, service) => {
    const contents = contentsOf('notice', { incident: incidentOf({ service }) });
    expect(noticeOf(contents).title).toBe('one of our services: problem, investigating');
    expect(wordNotice(contents).attributes).toEqual({
      kind: 'notice',
      severity: 'high',
      service: 'one of our services',
      incidentId: ID,
    });
  });

  test('keeps what was pasted into an update inside', () => {
    const pasted = 'See ARN:aws:sns:eu-west-1:111122223333:pay, account 444455556666; order 1234567890123 is fine.';
    expect(noticeOf(update(pasted)).message).toBe('See [internal], account [internal]; order 1234567890123 is fine.');
    expect(noticeOf(update('\u0000\u202e')).message).toBe('We are looking into a problem with checkout.');
    expect(noticeOf(update('😀'.repeat(80_000))).message).toHaveLength(2 * 1_999 + 1);
  });
});

const INTERNAL = ['Secret-Alarm', 'Secret-Reason', 'Secret-Title', 'Secret-Step', 'Secret-Person', '999988887777'];

/** Whatever the incident says, with internals in every place that an alarm or a person writes to. */
const leaky = hostileContents.map((contents): NotificationContents => {
  const arn = 'arn:aws:cloudwatch:eu-west-1:999988887777:alarm:Secret-Alarm';
  const { incident, item } = contents;
  return {
    ...contents,
    item: { ...item, level: 1, generation: incident.generation },
    incident: {
      ...incident,
      title: `Secret-Title ${incident.title}`,
      firstStep: `Secret-Step ${arn}`,
      alarms: ['Secret-Alarm', arn, ...incident.alarms],
      affected: [arn],
      assignee: 'Secret-Person',
      rootCause: 'Secret-Reason',
      acknowledgements: [{ by: 'Secret-Person', atMs: T0 }],
    },
    timeline: [...contents.timeline, entryOf('joined', 1, `Secret-Alarm: Secret-Reason ${arn}`), said(`Look: ${arn}`)],
    onCallName: 'Secret-Person',
    dashboardName: 'Secret-Title',
  };
});

describe.each(READ_KINDS)('a notice for %s', (kind) => {
  test('is within all limits and harmless, and has nothing internal, whatever the incident says', () => {
    fc.assert(
      fc.property(leaky, (contents) => {
        const { body, operation } = noticeFor(kind, contents);
        if (kind !== 'webhook') expect(COMPLAINTS[kind](body, operation)).toEqual([]);
        const texts = textsIn(body);
        for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}|\p{Cs}/u);
        for (const internal of INTERNAL) expect(JSON.stringify(body)).not.toContain(internal);
        expect(JSON.stringify(body)).not.toMatch(/acknowledge|console\.aws/);
      }),
    );
  });
});

describe.each(['text', 'chat'] as const)('a notice for a topic, as %s', (format) => {
  test('has nothing internal, in its attributes neither', () => {
    fc.assert(
      fc.property(leaky, (contents) => {
        const message = noticeForTopic(format, contents);
        expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        for (const internal of INTERNAL) expect(JSON.stringify(message)).not.toContain(internal);
        if (format === 'chat') expect(JSON.parse(message.body).content.textType).toBe('client-markdown');
      }),
    );
  });
});

test('a mail is the words and the times', () => {
  const { subject, body } = noticeForTopic('text', update('We roll back.'));
  expect(subject).toBe('checkout: problem, investigating');
  expect(body).toBe('We roll back.\n\nSince 3 February 2026, 09:12 UTC.\nNext update by 10:02 UTC.');
});

test('a status page gets what the reference promises, and no more', () => {
  expect(noticeFor('webhook', update('We roll back.')).body).toEqual({
    schemaVersion: 1,
    incident: ID,
    status: 'investigating',
    title: 'checkout: problem, investigating',
    message: 'We roll back.',
    startedAt: '2026-02-03T09:12:10.000Z',
    updatedAt: '2026-02-03T09:32:10.000Z',
    nextUpdateBy: '2026-02-03T10:02:10.000Z',
  });
  expect(noticeFor('webhook', contentsOf('resolved')).body).not.toHaveProperty('nextUpdateBy');
});

test.each([...PAGERS] as ProviderKind[])('there is none for %s', (kind) => {
  expect(() => noticeFor(kind, fullContents('notice'))).toThrow(
    `a channel for stakeholders or customers must not be of the kind '${kind}'`,
  );
});

test('responders read who said it, and who else heard it', () => {
  const { subject, body } = wordNotification(update('We roll back.\nThen we look.'));
  expect(subject).toMatch(/^\[Update, HIGH\] checkout prod: /);
  expect(body).toContain('\nDana to the customers: We roll back. Then we look.\n');
  expect(wordNotification(contentsOf('update-due')).body).toContain('\nA status update is due: say how it stands.\n');
});
