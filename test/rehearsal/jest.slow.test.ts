import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmCondition, Channel, IncidentResponse, Observability } from 'sightline';
import { rehearsalMatchers, rehearse, series, story } from 'sightline/rehearsal';
import { registerMatchers } from '../../lib/rehearsal/jest';
import type { RehearsalReport } from '../../lib/view/report/model';
import { alarm } from './support';

/** An alarm on orders that fail, with a topic of its own; and one on what nothing ever reports. */
function shop(): Stack {
  const stack = new Stack(new App(), 'Shop');
  const watch = (id: string, metricName: string) =>
    new Alarm(stack, id, {
      alarmName: `shop-${id}`,
      metric: new Metric({ namespace: 'Shop', metricName, statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  watch('PlaceOrder-Errors', 'Errors').addAlarmAction(new SnsAction(new Topic(stack, 'Pager')));
  watch('PlaceOrder-Throttles', 'Throttles');
  return stack;
}

const FAILING = story('Orders fail').series('Shop/Errors', series().repeat(0, 10).repeat(9, 5)).end('30m');
const QUIET = story('Nothing fails').series('Shop/Errors', series().repeat(0, 20)).end('30m');

let night: RehearsalReport;
let quiet: RehearsalReport;
beforeAll(async () => {
  const rehearsal = rehearse(shop());
  night = await rehearsal.play(FAILING);
  quiet = await rehearsal.play(QUIET);
});

/** The whole message of a failed expectation. */
async function failureOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected a failure, but all was well');
}

describe('toAlarm', () => {
  test('passes where the alarm fired, by then, or at the evaluation of that minute', () => {
    expect(night).toAlarm('PlaceOrder Errors');
    expect(night).toAlarm('errors', { by: '11m10s' });
    expect(night).toAlarm('shop-PlaceOrder-Errors', { at: '11m' });
    expect(quiet).not.toAlarm('Errors');
    expect(night).not.toAlarm('Errors', { by: '11m9s' });
    expect(night).not.toAlarm('Errors', { at: '10m' });
    expect(night).not.toAlarm('Errors', { at: '12m' });
  });

  test('the message has the states, their virtual times and reasons, and what was sent', async () => {
    expect(await failureOf(() => expect(night).toAlarm('Errors', { by: '10m' }))).toMatch(
      new RegExp(
        [
          String.raw`^expect\(report\)\.toAlarm\('Errors', \{ by: '10m' \}\)`,
          '',
          String.raw`shop-PlaceOrder-Errors went to ALARM only at 11m10s \(09:11:10\), not by 10m`,
          '',
          'Story: Orders fail, from 2026-01-05 09:00 UTC',
          'shop-PlaceOrder-Errors: Errors Sum >= 5 in 1 of 1 x 1 min',
          String.raw`  0s \(09:00:00\) +INSUFFICIENT_DATA Unchecked: Initial alarm creation`,
          String.raw`  1m10s \(09:01:10\) +OK +Threshold Crossed: .*`,
          String.raw`  11m10s \(09:11:10\) +ALARM +Threshold Crossed: .*`,
          String.raw`  18m10s \(09:18:10\) +OK .*`,
          'Sent:',
          String.raw`  11m11s \(09:11:11\) +action to \S*Pager\S*: ALARM: "shop-PlaceOrder-Errors"$`,
        ].join('\n'),
      ),
    );
  });

  test.each<[string, () => unknown, string]>([
    ['never', () => expect(quiet).toAlarm('Errors'), 'shop-PlaceOrder-Errors never went to ALARM'],
    ['at', () => expect(night).toAlarm('Errors', { at: '9m' }), 'went to ALARM at 11m10s (09:11:10), not at 9m'],
    [
      'not',
      () => expect(night).not.toAlarm('Errors'),
      "expect(report).not.toAlarm('Errors')\n\nshop-PlaceOrder-Errors went to ALARM at 11m10s (09:11:10)",
    ],
  ])('fails: %s', async (_what, work, message) => {
    expect(await failureOf(work)).toContain(message);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a misspelt name',
      () => expect(night).not.toAlarm('PlaecOrder Errors'),
      "toAlarm(): no alarm has 'PlaecOrder Errors' in its name; did you mean 'PlaceOrder Errors'? give words of one of: shop-PlaceOrder-Errors, shop-PlaceOrder-Throttles",
    ],
    [
      'words of several',
      () => expect(night).not.toAlarm('PlaceOrder'),
      "more than one alarm has 'PlaceOrder' in its name",
    ],
    ['no words', () => expect(night).not.toAlarm(' '), 'toAlarm() needs words of the alarm\'s name, got " "'],
    [
      'no duration',
      () => expect(night).not.toAlarm('Errors', { by: '14' }),
      "'by' of toAlarm(): a duration such as 90s, 10m, 1h30m or 2d belongs here, got '14'",
    ],
    [
      'no duration, of an alarm that never fired',
      () => expect(quiet).not.toAlarm('Errors', { by: 'soon' }),
      "got 'soon'",
    ],
    ['no minute', () => expect(quiet).not.toAlarm('Errors', { at: '9' }), "'at' of toAlarm(): a duration"],
    ['no options', () => expect(quiet).not.toAlarm('Errors', '9m' as never), "in braces: by, at; got '9m'"],
    [
      'both times',
      () => expect(night).not.toAlarm('Errors', { by: '1m', at: '1m' }),
      "toAlarm() takes 'by' or 'at', not both",
    ],
    [
      'an unknown option',
      () => expect(night).not.toAlarm('Errors', { buy: '1m' } as never),
      "toAlarm() has no option 'buy'; did you mean 'by'? Options are: by, at",
    ],
    [
      'a promise',
      () => expect(Promise.resolve(night)).not.toAlarm('Errors'),
      'toAlarm() judges the report of a rehearsal, got a promise; write expect(await ...)',
    ],
    [
      'nothing',
      () => expect(undefined).not.toAlarm('Errors'),
      'got undefined; write expect(await rehearse(stack).play(...))',
    ],
  ])('is an error with and without .not: %s', async (_what, work, message) => {
    expect(await failureOf(work)).toContain(message);
  });
});

test('an alarm that is not rehearsed is named with the reason', async () => {
  const report = await rehearse({
    Resources: { A: alarm({ AlarmName: 'A' }), Odd: alarm({ EvaluationCriteria: {} }) },
  }).play(QUIET);
  expect(await failureOf(() => expect(report).not.toAlarm('Odd'))).toMatch(
    /^toAlarm\(\): no alarm has 'Odd' in its name; give words of one of: A\nNot rehearsed: \S*Odd \(alarm: PromQL \(EvaluationCriteria\)\)$/,
  );
});

describe('toRecover', () => {
  test('passes where the alarm went back to OK for good', () => {
    expect(night).toRecover('Errors');
    expect(night).toRecover('Errors', { by: '18m10s' });
    expect(night).not.toRecover('Errors', { by: '18m9s' });
    expect(quiet).not.toRecover('Errors');
  });

  test('counts from the last time in ALARM', async () => {
    const twice = story('Twice')
      .series('Shop/Errors', series().values(0, 9, 0, 0, 9, 9).repeat(0, 4))
      .end('12m');
    const report = await rehearse(shop()).play(twice);
    expect(report).not.toRecover('Errors', { by: '4m' });
    expect(report).toRecover('Errors', { by: '8m' });
  });

  test('says what it was instead', async () => {
    expect(await failureOf(() => expect(night).toRecover('Errors', { by: '12m' }))).toContain(
      'went back to OK only at 18m10s (09:18:10), not by 12m',
    );
    expect(await failureOf(() => expect(quiet).toRecover('Errors'))).toContain('so it had nothing to recover from');
    const open = await rehearse(shop()).play(story('Open').series('Shop/Errors', series().repeat(9, 9)).end('5m'));
    expect(await failureOf(() => expect(open).toRecover('Errors'))).toContain(
      'did not go back to OK, it ended in ALARM',
    );
    expect(await failureOf(() => expect(night).not.toRecover('Errors'))).toContain('went back to OK at 18m10s');
  });

  test('a time that is none is an error whatever became of the alarm', async () => {
    for (const report of [night, quiet])
      expect(await failureOf(() => expect(report).not.toRecover('Errors', { by: 'soon' }))).toContain(
        "'by' of toRecover(): a duration such as 90s, 10m, 1h30m or 2d belongs here, got 'soon'",
      );
  });
});

describe('toHavePaged and toHaveNotified', () => {
  /** A night as the incident hub makes it. */
  const hub: RehearsalReport = {
    ...baseReport(),
    channels: { hub: ['oncall', 'chat'], topics: ['Shop-Pager1234'] },
    story: [
      { atMs: at(0), kind: 'scene', text: 'Dependency search recovers' },
      { atMs: at(10), kind: 'scene', text: 'Dependency payments fails', breaks: true },
    ],
    notifications: [
      { atMs: at(13), kind: 'page', channel: 'oncall', subject: 'Orders fail', body: '', recipients: [] },
      { atMs: at(14), kind: 'notice', channel: 'chat', subject: 'Look', body: '', recipients: [] },
      { atMs: at(20), kind: 'resolved', channel: 'oncall', subject: 'Over', body: '', recipients: [] },
    ],
  };

  test('count the messages, and judge when they came', () => {
    expect(hub).toHavePaged('oncall');
    expect(hub).toHavePaged('oncall', { times: 1, within: '3m' });
    expect(hub).toHavePaged('oncall', { within: '5m', of: '8m' });
    expect(hub).not.toHavePaged('oncall', { within: '2m59s' });
    const remark = { atMs: at(5), kind: 'remark', text: 'Alarms muted: checkout-Errors, for 1h' } as const;
    expect({ ...hub, story: [remark, ...hub.story] }).not.toHavePaged('oncall', { within: '2m59s' });
    expect({ ...hub, story: [remark, ...hub.story] }).toHavePaged('oncall', { within: '3m' });
    expect(hub).not.toHavePaged('oncall', { within: '5m', of: '14m' });
    expect(hub).not.toHavePaged('oncall', { times: 2 });
    expect(hub).toHavePaged('chat', { times: 0 });
    expect(hub).toHaveNotified('notice', 'chat', { times: 1 });
    expect(hub).toHaveNotified('resolved', 'oncall', { within: '10m', of: '10m' });
    expect(hub).not.toHaveNotified('fallback', 'fallback');
  });

  test("an alarm's own ALARM message to a topic is a page too, named by a part of the topic", () => {
    expect(night).toHavePaged('Pager', { times: 1, within: '1s' });
    expect(night).toHaveNotified('action', 'Pager', { times: 1 });
    expect(quiet).not.toHavePaged('Pager');
  });

  test('a message that the alarm is over is none', () => {
    const [sent] = night.notifications;
    const over = { ...night, notifications: [{ ...sent, subject: 'OK: "Errors"' }] } as RehearsalReport;
    expect(over).not.toHavePaged('Pager');
    expect(over).toHaveNotified('action', 'Pager', { times: 1 });
  });

  test('times are whole seconds, as their clocks are', async () => {
    const notifications = hub.notifications.map((message) => ({ ...message, atMs: message.atMs + 999 }));
    const late = { ...hub, notifications };
    expect(await failureOf(() => expect(late).not.toHavePaged('oncall'))).toContain('at 13m (09:13:00)\n');
    expect(late).not.toHavePaged('oncall', { within: '3m' });
  });

  test.each<[string, () => unknown, string]>([
    [
      'too often',
      () => expect(hub).toHavePaged('oncall', { times: 0 }),
      '1 page to oncall, at 13m (09:13:00), none expected',
    ],
    [
      'too seldom',
      () => expect(hub).toHavePaged('oncall', { times: 2 }),
      '1 page to oncall, at 13m (09:13:00), 2 expected',
    ],
    [
      'never',
      () => expect(hub).toHavePaged('chat'),
      'no pages to chat, at least 1 was expected\n\nStory: A night, from 2026-01-05 09:00 UTC\nSent:\n  13m (09:13:00)       page to oncall: Orders fail\n  14m (09:14:00)       notice to chat: Look\n',
    ],
    [
      'too late',
      () => expect(hub).toHavePaged('oncall', { within: '2m' }),
      '1 page to oncall at 13m (09:13:00), not within 2m of 10m (09:10:00), Dependency payments fails',
    ],
    [
      'too early',
      () => expect(hub).toHavePaged('oncall', { within: '2m', of: '15m' }),
      "not within 2m of 15m (09:15:00), as 'of' says",
    ],
    [
      'paged',
      () => expect(hub).not.toHavePaged('oncall'),
      "expect(report).not.toHavePaged('oncall')\n\n1 page to oncall, at 13m (09:13:00)",
    ],
    [
      'nothing',
      () => expect(quiet).toHavePaged('Pager'),
      'no pages to Pager, at least 1 was expected\n\nStory: Nothing fails, from 2026-01-05 09:00 UTC\nNothing was sent.',
    ],
  ])('fails: %s', async (_what, work, message) => {
    expect(await failureOf(work)).toContain(message);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a misspelt channel',
      () => expect(hub).not.toHavePaged('oncal'),
      "toHavePaged(): nothing is ever sent to 'oncal'; did you mean 'oncall'? There are: oncall, chat, Shop-Pager1234",
    ],
    [
      'a topic where a channel belongs',
      () => expect(hub).not.toHaveNotified('notice', 'Pager'),
      "nothing is ever sent to 'Pager'. There are: oncall, chat",
    ],
    [
      'a channel of an app without any',
      () => expect(night).not.toHaveNotified('page', 'oncall'),
      "nothing is ever sent to 'oncall'. There are: (none)",
    ],
    [
      'an unknown kind',
      () => expect(hub).not.toHaveNotified('pages' as 'page', 'oncall'),
      "toHaveNotified(): there is no kind 'pages'; did you mean 'page'? Kinds are: page, notice, reminder, acknowledged, update, update-due, resolved, fallback, action",
    ],
    [
      'a number of times that is none',
      () => expect(hub).not.toHavePaged('oncall', { times: -1 }),
      "'times' of toHavePaged() must be a whole number from 0, got -1",
    ],
    [
      'a window that is none',
      () => expect(hub).not.toHavePaged('oncall', { times: 9, within: 'soon' }),
      "'within' of toHavePaged(): a duration",
    ],
    [
      "'of' that is no time, where nothing was sent",
      () => expect(hub).not.toHaveNotified('page', 'chat', { within: '5m', of: 'noon' }),
      "'of' of toHaveNotified(): a duration",
    ],
    [
      "'of' alone",
      () => expect(hub).not.toHavePaged('oncall', { of: '1m' }),
      "'of' of toHavePaged() is what 'within' counts from",
    ],
    [
      'no channel',
      () => expect(hub).not.toHavePaged(undefined as never),
      'toHavePaged() needs the name of a channel or topic',
    ],
  ])('is an error with and without .not: %s', async (_what, work, message) => {
    expect(await failureOf(work)).toContain(message);
  });
});

describe('toStayQuiet', () => {
  test('passes where the alarm never fired, or nothing at all happened', () => {
    expect(quiet).toStayQuiet();
    expect(quiet).toStayQuiet('Errors');
    expect(night).toStayQuiet('Throttles');
    expect(night).not.toStayQuiet('Errors');
    expect(night).not.toStayQuiet();
  });

  test('lists what was not quiet', async () => {
    const message = await failureOf(() => expect(night).toStayQuiet());
    expect(message).toContain('expect(report).toStayQuiet()\n\n1 alarm fired, 1 message sent\n\nStory: Orders fail');
    expect(message).toContain('No incident was opened.\nSent:\n  11m11s (09:11:11)');
    expect(await failureOf(() => expect(night).toStayQuiet('Errors'))).toContain(
      'shop-PlaceOrder-Errors went to ALARM at 11m10s (09:11:10)\n',
    );
    expect(await failureOf(() => expect(quiet).not.toStayQuiet())).toContain('no alarm fired, no incident was opened');
    expect(await failureOf(() => expect(quiet).not.toStayQuiet('Error5'))).toContain("did you mean 'Errors'?");
  });

  test('messages alone, or an incident alone, are not quiet', () => {
    expect({ ...night, alarms: [] }).not.toStayQuiet();
    expect({ ...quiet, incidents: [incident()] }).not.toStayQuiet();
  });
});

describe('toHaveOpenedIncident', () => {
  const troubled: RehearsalReport = {
    ...baseReport(),
    incidents: [incident(), { ...incident(), id: '2', service: 'search', severity: 'medium' }],
  };

  test('counts the incidents of a service or severity', () => {
    expect(troubled).toHaveOpenedIncident();
    expect(troubled).toHaveOpenedIncident({ times: 2 });
    expect(troubled).toHaveOpenedIncident({ times: 1, service: 'checkout', severity: 'high' });
    expect(troubled).toHaveOpenedIncident({ severity: 'SEV2', times: 1 });
    expect(troubled).not.toHaveOpenedIncident({ service: 'checkout', severity: 'medium' });
    expect(baseReport()).not.toHaveOpenedIncident();
  });

  test('says which there were', async () => {
    expect(await failureOf(() => expect(troubled).toHaveOpenedIncident({ service: 'search', times: 2 }))).toContain(
      '1 incident of search was opened, 2 expected\n\nStory: A night, from 2026-01-05 09:00 UTC\nIncidents:\n' +
        '  13m (09:13:00)       checkout high, resolved at the end: Orders fail\n' +
        '  13m (09:13:00)       search medium, resolved at the end: Orders fail\n',
    );
    expect(await failureOf(() => expect(baseReport()).toHaveOpenedIncident())).toContain(
      'no incidents were opened, at least 1 expected',
    );
    expect(await failureOf(() => expect(troubled).not.toHaveOpenedIncident())).toContain('2 incidents were opened');
    expect(await failureOf(() => expect(troubled).not.toHaveOpenedIncident({ service: 'chekout' }))).toContain(
      "no alarm is of the service 'chekout'; did you mean 'checkout'? There are: checkout, search",
    );
    expect(await failureOf(() => expect(troubled).not.toHaveOpenedIncident({ severity: 'bad' }))).toContain(
      "'bad' is no severity",
    );
    const bare = { ...baseReport(), alarms: [] };
    expect(await failureOf(() => expect(bare).not.toHaveOpenedIncident({ service: 'nope' }))).toContain(
      "no alarm is of the service 'nope'. There are: (none)",
    );
  });
});

describe('an incident whose severity was lowered before the story ended', () => {
  function checkout(): Stack {
    const stack = new Stack(new App(), 'Checkout');
    const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
    const observability = new Observability(stack, 'Watch', { service: 'checkout', environment: 'prod', incidents });
    for (const [id, severity] of [
      ['Declined', 'critical'],
      ['Slow', 'medium'],
    ] as const) {
      const metric = new Metric({ namespace: 'Shop', metricName: id, statistic: 'Sum', period: Duration.minutes(1) });
      const condition = AlarmCondition.threshold({
        metric,
        comparison: 'GreaterThanThreshold',
        threshold: 5,
        period: Duration.minutes(1),
        evaluationPeriods: 1,
      });
      observability.addAlarm(id, condition, { severity, summary: `${id}.` });
    }
    return stack;
  }
  const lowering = story('Declined, and slow for longer')
    .series('Shop/Declined', series().repeat(0, 10).repeat(9, 5).repeat(0, 45))
    .series('Shop/Slow', series().repeat(0, 10).repeat(9, 50))
    .end('1h');

  test('is judged and shown by the worst that it was', async () => {
    const report = await rehearse(checkout()).play(lowering);
    expect(report.incidents).toMatchObject([{ severity: 'medium', worstSeverity: 'critical' }]);
    expect(report).toHaveOpenedIncident({ times: 1, severity: 'critical' });
    expect(report).not.toHaveOpenedIncident({ severity: 'medium' });
    expect(await failureOf(() => expect(report).toHaveOpenedIncident({ severity: 'low' }))).toMatch(
      /checkout critical, medium and \w+ at the end: /,
    );
  });
});

describe('toBeFullyCovered', () => {
  const template = {
    Resources: {
      Errors: alarm({ AlarmName: 'Errors', Namespace: 'Shop', MetricName: 'Errors', Threshold: 5 }),
      Throttles: alarm({ AlarmName: 'Throttles', MetricName: 'Throttles' }),
      Odd: alarm({ AlarmName: 'Odd', EvaluationCriteria: {} }),
    },
  };

  test('fails with the alarms that no story drove to ALARM', async () => {
    const rehearsal = rehearse(template);
    await rehearsal.play(FAILING);
    expect(await failureOf(() => expect(rehearsal).toBeFullyCovered())).toBe(
      [
        'expect(coverage).toBeFullyCovered()',
        '',
        'no story drove 2 of 3 alarms to ALARM:',
        '',
        '  never driven: Throttles',
        `  not rehearsed: ${rehearsal.coverage().notRehearsed[0]?.name} (alarm: PromQL (EvaluationCriteria))`,
        '',
        "Play a story that fires each, or excuse it: { except: ['words of its name'] }",
      ].join('\n'),
    );
    expect(rehearsal.coverage()).not.toBeFullyCovered({ except: ['Throttles'] });
    expect(rehearsal.coverage()).toBeFullyCovered({ except: ['throttles', 'Odd'] });
    expect(await failureOf(() => expect(rehearsal).not.toBeFullyCovered({ except: ['Throttles', 'Odd'] }))).toContain(
      'every alarm was driven to ALARM, or is excused',
    );
  });

  test('an excuse for nothing is an error', async () => {
    const rehearsal = rehearse(template);
    expect(await failureOf(() => expect(rehearsal).not.toBeFullyCovered({ except: 'Odd' as never }))).toContain(
      "must be a list such as ['words of a name'], got 'Odd'",
    );
    expect(await failureOf(() => expect(rehearsal).not.toBeFullyCovered({ except: ['Throtles'] }))).toContain(
      "toBeFullyCovered(): no alarm has 'Throtles' in its name; did you mean 'Throttles'?",
    );
    expect(await failureOf(() => expect(rehearsal).not.toBeFullyCovered({ except: [''] }))).toContain(
      "take it out of 'except'",
    );
    expect(await failureOf(() => expect(night).not.toBeFullyCovered())).toContain(
      'judges a rehearsal or its coverage()',
    );
  });
});

describe('registering', () => {
  const { expect: original } = globalThis as unknown as { expect: unknown };
  afterEach(() => {
    (globalThis as { expect?: unknown }).expect = original;
  });

  test('extends a global expect, and leaves alone what cannot be extended', () => {
    const extend = jest.fn();
    for (const found of [undefined, {}, { extend: 'no' }, { extend }]) {
      (globalThis as { expect?: unknown }).expect = found;
      registerMatchers();
    }
    (globalThis as { expect?: unknown }).expect = original;
    expect(extend.mock.calls).toEqual([[rehearsalMatchers]]);
  });
});

function at(minutes: number): number {
  return Date.parse('2026-01-05T09:00:00Z') + minutes * 60_000;
}

function baseReport(): RehearsalReport {
  const states = [{ atMs: at(12), state: 'ALARM', reason: 'Threshold Crossed' }] as const;
  return {
    title: 'A night',
    source: 'a.scenario',
    startMs: at(0),
    endMs: at(60),
    verdict: 'observed',
    expectations: [],
    alarms: [
      {
        name: 'checkout-Errors',
        label: 'Errors',
        service: 'checkout',
        condition: 'Errors Sum >= 5',
        summary: '',
        metricKey: '',
        statistic: 'Sum',
        threshold: 5,
        states,
      },
    ],
    story: [],
    incidents: [],
    notifications: [],
    dashboards: [],
    notRehearsed: [],
    assumptions: [],
    counts: {},
  };
}

function incident(): RehearsalReport['incidents'][number] {
  return {
    id: '1',
    title: 'Orders fail',
    service: 'checkout',
    environment: 'prod',
    severity: 'high',
    status: 'resolved',
    openedMs: at(13),
    generation: 1,
    timeline: [],
  };
}
