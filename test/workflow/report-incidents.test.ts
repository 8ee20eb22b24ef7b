import type { SightlineConfig } from '../../lib/core/config';
import { escalate } from '../../lib/workflow/escalate';
import { handleSignal } from '../../lib/workflow/handle-signal';
import { notify } from '../../lib/workflow/notify';
import { type ReportEvent, reportIncidents } from '../../lib/workflow/report-incidents';
import { COMPLAINTS } from '../adapters/http/provider/documented';
import { alarmEvent, batchOf, CONFIG, createHub, FALLBACK, type Hub, ONCALL } from './hub';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CHAT = 'arn:aws:sns:eu-west-1:111122223333:chat';
/** The hub's T0 is 08:00 of Thursday, 15 January 2026. */
const DAILY: ReportEvent = { report: 'daily', at: '2026-01-16T09:00:00Z' };
const WEEKLY: ReportEvent = { report: 'weekly', at: '2026-01-19T09:00:00Z' };

const ALL_KINDS: SightlineConfig = {
  ...CONFIG,
  hub: {
    ...CONFIG.hub,
    channels: [
      { kind: 'topic', name: 'oncall', topicArn: ONCALL },
      { kind: 'topic', name: 'chat', topicArn: CHAT, format: 'chat' },
      { kind: 'slack', name: 'slack', secretArn: 'arn:slack' },
      { kind: 'slack-app', name: 'app', secretArn: 'arn:slack-app', channel: '#incidents' },
      { kind: 'teams', name: 'teams', secretArn: 'arn:teams' },
      { kind: 'pagerduty', name: 'pager', secretArn: 'arn:pagerduty' },
      { kind: 'jira', name: 'jira', secretArn: 'arn:jira' },
      { kind: 'webhook', name: 'hook', secretArn: 'arn:webhook' },
    ],
  },
};

interface Night {
  readonly hub: Hub;
  readonly gauges: string[];
  report(event?: ReportEvent): Promise<{ readonly told: readonly string[] }>;
}

/** A hub on the morning after one incident of ten minutes, which its alarm ended. */
async function night(config: SightlineConfig = CONFIG, incident = true): Promise<Night> {
  const hub = createHub({ config: async () => config });
  if (incident) {
    const handle = handleSignal(hub.ports);
    await handle(batchOf(alarmEvent('ALARM', 0)));
    hub.pass(10 * MINUTE);
    await handle(batchOf(alarmEvent('OK', 10 * MINUTE)));
    await notify(hub.ports)({ id: 'sweep' } as never);
  }
  hub.pass(Date.parse(DAILY.at as string) - hub.ports.clock.now());
  hub.said.sent.length = 0;
  hub.said.requests.length = 0;
  const gauges: string[] = [];
  const ports = {
    ...hub.ports,
    gauges: { gauge: (name: string, value: number, unit: string) => void gauges.push(`${name}=${value} ${unit}`) },
  };
  return { hub, gauges, report: (event = DAILY) => reportIncidents(ports)(event) };
}

describe('the daily summary', () => {
  test('says what happened yesterday, on the channels that people read', async () => {
    const { hub, report } = await night();
    expect(await report()).toEqual({ told: ['oncall'] });
    expect(hub.said.sent).toEqual([
      {
        topicArn: ONCALL,
        idempotencyKey: `report/daily/${Date.UTC(2026, 0, 15)}`,
        attributes: { kind: 'report', report: 'daily' },
        subject: 'Daily summary, 15 January 2026 (UTC)',
        body: `Daily summary, 15 January 2026 (UTC)

1 incident opened, 0 reopened, 1 resolved
1 alert raised, 1 cleared
Resolved after 10 min
  by alarms after 10 min
Ended and nobody had looked: 1 of 1
Came back: 0 of 1

Over:
- HIGH checkout prod: Orders fail. (10 min)

Every escalation ran.
`,
      },
    ]);
  });

  test('publishes the numbers of seven days, and that every escalation ran', async () => {
    const { gauges, report } = await night();
    await report();
    expect(gauges).toEqual([
      'MedianTimeToResolve=600000 Milliseconds',
      'P90TimeToResolve=600000 Milliseconds',
      'NoiseRatio=100 Percent',
      'ReopenRate=0 Percent',
      'FalsePositiveRate=0 Percent',
      'MostPagesPerPerson=0 Count',
      'EscalationsUnproven=0 Count',
    ]);
  });

  test('counts by the days of its time zone', async () => {
    const { hub, report } = await night();
    // In Auckland the incident was in the evening of the 15th, which is the day before yesterday on the 17th.
    const event = { ...DAILY, timeZone: 'Pacific/Auckland' };
    expect(await report({ ...event, at: '2026-01-16T20:00:00Z' })).toEqual({ told: [] });
    expect(await report({ ...event, at: '2026-01-15T20:00:00Z' })).toEqual({ told: ['oncall'] });
    expect(hub.said.sent.map(({ subject }) => subject)).toEqual(['Daily summary, 15 January 2026 (Pacific/Auckland)']);
  });

  test('of a day without incidents is not sent, and its numbers are published all the same', async () => {
    const { hub, gauges, report } = await night(CONFIG, false);
    expect(await report()).toEqual({ told: [] });
    expect(hub.said.sent).toEqual([]);
    expect(gauges).toEqual(['MostPagesPerPerson=0 Count', 'EscalationsUnproven=0 Count']);
  });

  test('tells of an incident that is still open, day after day', async () => {
    const hub = await night(CONFIG, false);
    await handleSignal(hub.hub.ports)(batchOf(alarmEvent('ALARM', 0)));
    for (const at of ['2026-01-16T09:00:00Z', '2026-01-20T09:00:00Z']) {
      expect(await hub.report({ ...DAILY, at })).toEqual({ told: ['oncall'] });
    }
    expect(hub.hub.said.sent.map(({ body }) => body.includes('Still open:'))).toEqual([true, true]);
  });
});

describe('an escalation that did not run', () => {
  const POLICY: SightlineConfig = {
    ...CONFIG,
    policies: [
      {
        schemaVersion: 1,
        kind: 'policy',
        name: 'default',
        levels: [
          { name: 'first', afterMinutes: 0, targets: ['oncall'] },
          { name: 'second', afterMinutes: 5, targets: ['oncall'] },
        ],
        reach: { critical: 2, high: 2, medium: 2, low: 2 },
        respondWithin: {
          critical: { minutes: 15 },
          high: { minutes: 15 },
          medium: { minutes: 15 },
          low: { minutes: 15 },
        },
        acksNeeded: 1,
      },
    ],
  };

  test('is counted on its day, told, and logged', async () => {
    const { hub, gauges, report } = await night(POLICY);
    await report();
    // Nothing woke `escalate` in those ten minutes.
    expect(gauges).toContain('EscalationsUnproven=1 Count');
    expect(hub.said.sent[0]?.body).toMatch(/\nEscalations that did not run:\n- [0-9A-Z]{26}: second not told\n$/);
    expect(hub.said.logs).toContain('an escalation did not run: not told');
    gauges.length = 0;
    await report({ ...DAILY, at: '2026-01-17T09:00:00Z' });
    expect(gauges).toContain('EscalationsUnproven=0 Count');
    expect(gauges).toContain('NoiseRatio=100 Percent');
  });

  test('one that ran is not', async () => {
    const hub = createHub({ config: async () => POLICY });
    await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', 0)));
    const sweep = { id: 'sweep' } as never;
    for (let minute = 0; minute < 8; minute += 1) {
      await escalate(hub.ports)(sweep);
      await notify(hub.ports)(sweep);
      hub.pass(MINUTE);
    }
    await handleSignal(hub.ports)(batchOf(alarmEvent('OK', 10 * MINUTE)));
    hub.pass(24 * HOUR);
    const gauges: string[] = [];
    const record = (name: string, value: number) => void gauges.push(`${name}=${value}`);
    await reportIncidents({ ...hub.ports, gauges: { gauge: record } })(DAILY);
    expect(gauges).toContain('EscalationsUnproven=0');
    expect(hub.said.sent.at(-1)?.body).toContain('Every escalation ran.');
  });
});

describe('the weekly digest', () => {
  test('is about seven days, and publishes nothing that the daily run does', async () => {
    const { hub, gauges, report } = await night();
    expect(await report(WEEKLY)).toEqual({ told: ['oncall'] });
    expect(hub.said.sent[0]).toMatchObject({
      subject: 'Weekly digest, 12 January 2026 to 18 January 2026 (UTC)',
      attributes: { kind: 'report', report: 'weekly' },
    });
    expect(gauges).toEqual([]);
  });

  test('of a quiet week says so: silence would not say that anybody looked', async () => {
    const { hub, report } = await night(CONFIG, false);
    expect(await report(WEEKLY)).toEqual({ told: ['oncall'] });
    expect(hub.said.sent[0]?.body).toBe(
      'Weekly digest\n12 January 2026 to 18 January 2026 (UTC)\n\nNothing happened.\n\nEvery escalation ran.\n',
    );
  });
});

describe('an event that comes twice', () => {
  test('sends nothing twice, one after the other or at once', async () => {
    const { hub, report } = await night();
    await Promise.all([report(), report(), report()]);
    expect(await report()).toEqual({ told: [] });
    // Retried later in the day: it is about the same span.
    expect(await report({ ...DAILY, at: '2026-01-16T23:59:59Z' })).toEqual({ told: [] });
    expect(hub.said.sent).toHaveLength(1);
    expect(await report(WEEKLY)).toEqual({ told: ['oncall'] });
  });

  test('sends what failed, and only there; after three such runs it is given up', async () => {
    const { hub, report } = await night(ALL_KINDS);
    const channels = ['oncall', 'chat'];
    hub.refuse(CHAT);
    await expect(report({ ...DAILY, channels })).rejects.toThrow(
      'The report was not taken by chat: Error: AuthorizationError: not today',
    );
    expect(hub.said.sent.map(({ topicArn }) => topicArn)).toEqual([ONCALL]);
    expect(hub.said.slept).toEqual([1_000, 4_000]);
    hub.refuse(CHAT, 0);
    expect(await report({ ...DAILY, channels })).toEqual({ told: ['chat'] });
    expect(hub.said.sent.map(({ topicArn }) => topicArn)).toEqual([ONCALL, CHAT]);
    hub.refuse(CHAT);
    const later = { ...DAILY, at: '2026-01-17T09:00:00Z', report: 'weekly', channels } as const;
    for (const _ of [1, 2, 3]) await expect(report(later)).rejects.toThrow('The report was not taken by chat');
    expect(await report(later)).toEqual({ told: [] });
  });

  test('a sender that died has had its turn', async () => {
    const { hub, report } = await night();
    const { topics } = hub.ports;
    const publish = topics.publish;
    (topics as { publish: typeof publish }).publish = () => new Promise(() => undefined);
    void report();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resume) => setImmediate(resume));
    (topics as { publish: typeof publish }).publish = publish;
    expect(await report()).toEqual({ told: [] });
  });
});

describe('channels', () => {
  test('are those that people read: no pager, and a webhook by name only', async () => {
    const { hub, report } = await night(ALL_KINDS);
    expect(await report()).toEqual({ told: ['oncall', 'chat', 'slack', 'app', 'teams'] });
    expect(hub.said.requests.map(({ channel, operation, chat }) => [channel, operation, chat])).toEqual([
      ['slack', 'say', undefined],
      ['app', 'say', { channel: '#incidents' }],
      ['teams', 'say', undefined],
    ]);
    const channels = ['hook', 'pager', 'jira', 'gone', '__proto__'];
    expect(await report({ ...DAILY, channels })).toEqual({ told: ['hook'] });
    expect(await report({ ...DAILY, channels: [] })).toEqual({ told: [] });
  });

  test('get it within what they document, whatever strangers wrote', async () => {
    const hostile = `\u202e<!channel> [a](http://evil) \u0007\ud800 "\\${'€&<'.repeat(26_000)}`;
    const hub = createHub({ config: async () => ALL_KINDS });
    for (let index = 0; index < 30; index += 1) {
      const options = { alarm: `alarm-${index}`, service: `s${index}`, description: hostile };
      await handleSignal(hub.ports)(batchOf(alarmEvent('ALARM', index, options)));
    }
    hub.pass(24 * HOUR);
    await reportIncidents({ ...hub.ports, gauges: { gauge: () => undefined } })({
      ...DAILY,
      channels: ['oncall', 'chat', 'slack', 'teams', 'hook'],
    });
    const bodyOf = (channel: string) => hub.said.requests.find((request) => request.channel === channel)?.body ?? {};
    expect(COMPLAINTS.slack(bodyOf('slack'), 'say')).toEqual([]);
    expect(COMPLAINTS.teams(bodyOf('teams'), 'say')).toEqual([]);
    expect(JSON.stringify(bodyOf('slack'))).not.toContain('<!channel>');
    expect(bodyOf('hook')).toMatchObject({
      schemaVersion: 1,
      id: `report/daily/${Date.UTC(2026, 0, 15)}`,
      kind: 'report',
      report: 'daily',
      from: '2026-01-15T00:00:00.000Z',
      to: '2026-01-16T00:00:00.000Z',
    });
    const [mail, chat] = hub.said.sent;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    const foreign = /[\u0000-\u0009\u000b-\u001f\u202e]|\p{Cs}/u;
    expect(mail?.body).not.toMatch(foreign);
    // Of so many at once the workflow makes a storm, which is one more.
    expect(mail?.body).toMatch(/\n- and 2[01] more\n/);
    const { content, ...head } = JSON.parse(chat?.body ?? '');
    expect(head).toEqual({ version: '1.0', source: 'custom', id: expect.any(String) });
    expect(content.description.length).toBeLessThanOrEqual(2_900);
    expect(content.description).not.toMatch(foreign);
    expect(hub.said.sent.filter(({ topicArn }) => topicArn === FALLBACK)).toEqual([]);
  });
});

test.each([{}, { report: 'monthly' }, { report: 'daily', at: 'yesterday' }, { report: '__proto__' }])(
  'refuses %j',
  async (event) => {
    const { report, hub } = await night();
    await expect(report(event as never)).rejects.toThrow('A report is asked for by { "report": "daily" } or "weekly"');
    expect(hub.said.sent).toEqual([]);
  },
);

test('more incidents than it counts are said', async () => {
  const { hub, report } = await night();
  const [incident] = hub.incidents();
  if (!incident) throw new Error('there must be one');
  hub.ports.store.listDuring = async (_, limit) =>
    Array.from({ length: limit }, (_each, index) => ({ ...incident, id: `i-${index}` }));
  await report();
  expect(hub.said.sent[0]?.body).toContain('\n\nOnly the newest 1000 incidents are counted.\n\n');
});
