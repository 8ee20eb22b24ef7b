import fc from 'fast-check';
import { compareAlarms } from '../../lib/rehearsal/compare';
import type { PlayedStory } from '../../lib/rehearsal/compare/behaviour';
import { type DescribedAlarm, describeAlarm } from '../../lib/rehearsal/compare/described-alarm';
import { describeMuteRule } from '../../lib/rehearsal/compare/mute-rules';
import { pairByName } from '../../lib/rehearsal/compare/pairs';
import { type Rehearsal, rehearse } from '../../lib/rehearsal/rehearsal';
import { type Story, story } from '../../lib/rehearsal/story';
import { series } from '../../lib/rehearsal/story/series';
import { alarm, type GivenResource, type GivenResources } from './support';

const PAGER: GivenResource = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pager' } };
const watch = (properties: Readonly<Record<string, unknown>> = {}) =>
  alarm({ AlarmName: 'Failures', Threshold: 5, AlarmActions: [{ Ref: 'Pager' }], ...properties });

const PEAK = story('A peak')
  .series('Shop/Failures', series().repeat(0, 5).values(6, 20, 0, 0, 0))
  .end('12m');

async function side(resources: GivenResources, ...stories: readonly Story[]) {
  const rehearsal: Rehearsal = rehearse({ Resources: { Pager: PAGER, ...resources } });
  const played: PlayedStory[] = [];
  for (const told of stories) played.push({ file: 'a.scenario', report: await rehearsal.play(told) });
  const { alarms, muteRules, notRehearsed } = rehearsal.alarms();
  return {
    alarms: alarms.map(describeAlarm),
    muteRules: muteRules.map(describeMuteRule),
    notRehearsed,
    stories: played,
  };
}

const compared = async (before: GivenResources, after: GivenResources, ...stories: readonly Story[]) =>
  compareAlarms(await side(before, ...stories), await side(after, ...stories));

describe('what changed', () => {
  test('the same alarms are only counted', async () => {
    const same = { A: watch(), B: alarm({ AlarmName: 'Other' }) };
    expect(await compared(same, same, PEAK)).toMatchObject({ alarms: [], unchanged: 2 });
  });

  test.each<[string, Readonly<Record<string, unknown>>, object[]]>([
    ['threshold', { Threshold: 10 }, [{ setting: 'threshold', before: '>= 5', after: '>= 10' }]],
    [
      'comparison',
      { ComparisonOperator: 'GreaterThanThreshold' },
      [{ setting: 'threshold', before: '>= 5', after: '> 5' }],
    ],
    [
      'M of N',
      { EvaluationPeriods: 5, DatapointsToAlarm: 3 },
      [{ setting: 'datapoints to alarm', before: '1 of 1', after: '3 of 5' }],
    ],
    ['period', { Period: 300 }, [{ setting: 'period', before: '1 min', after: '5 min' }]],
    [
      'metric',
      { MetricName: 'Faults' },
      [{ setting: 'metric', before: 'Sum of Shop/Failures', after: 'Sum of Shop/Faults' }],
    ],
    [
      'statistic',
      { Statistic: 'Maximum' },
      [{ setting: 'metric', before: 'Sum of Shop/Failures', after: 'Maximum of Shop/Failures' }],
    ],
    ['unit', { Unit: 'Count' }, [{ setting: 'unit', before: undefined, after: 'Count' }]],
    [
      'missing data',
      { TreatMissingData: 'breaching' },
      [{ setting: 'missing data', before: 'notBreaching', after: 'breaching' }],
    ],
    ['actions', { ActionsEnabled: false }, [{ setting: 'actions', before: 'enabled', after: 'disabled' }]],
    [
      'action targets',
      { AlarmActions: [] },
      [{ setting: 'actions on ALARM', before: expect.stringMatching(/:pager$/), after: 'none' }],
    ],
    ['description', { AlarmDescription: 'Why' }, [{ setting: 'description', before: '', after: 'Why' }]],
    ['tags', { Tags: [{ Key: 'a', Value: 'b' }] }, [{ setting: 'tags', before: '', after: 'a=b' }]],
    [
      'window',
      { Period: 60, EvaluationWindow: { WallClockWindow: { Timezone: 'UTC' } } },
      [{ setting: 'evaluation window', before: 'sliding', after: '{"WallClockWindow":{"Timezone":"UTC"}}' }],
    ],
    ['a unit', { Unit: 'Count' }, [{ setting: 'unit', before: undefined, after: 'Count' }]],
  ])('%s', async (_what, properties, settings) => {
    const { alarms, unchanged } = await compared({ A: watch() }, { A: watch(properties) });
    expect(alarms).toEqual([expect.objectContaining({ change: 'changed', label: 'Failures', settings })]);
    expect(unchanged).toBe(0);
  });

  test('math and composites are compared by expression, inputs, rule and suppressor', async () => {
    const math = (expression: string, stat: string) => ({
      Metrics: [
        { Id: 'e', Expression: expression },
        {
          Id: 'm1',
          ReturnData: false,
          MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Failures' }, Period: 60, Stat: stat },
        },
      ],
    });
    const bare = { MetricName: undefined, Namespace: undefined, Statistic: undefined, Period: undefined };
    const composite = (properties: object) => ({
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'Both', AlarmRule: 'ALARM(Failures)', ...properties },
    });
    const suppressed = {
      ActionsSuppressor: 'Rate',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 120,
    };
    const { alarms } = await compared(
      { A: watch(), B: watch({ ...bare, AlarmName: 'Rate', ...math('m1 * 2', 'Sum') }), C: composite({}) },
      { A: watch(), B: watch({ ...bare, AlarmName: 'Rate', ...math('m1 * 3', 'Average') }), C: composite(suppressed) },
    );
    expect(alarms.map(({ label, settings }) => [label, ...settings])).toEqual([
      [
        'Rate',
        {
          setting: 'metric',
          before: 'm1 * 2; m1 = Sum of Shop/Failures',
          after: 'm1 * 3; m1 = Average of Shop/Failures',
        },
      ],
      ['Both', { setting: 'actions suppressor', before: undefined, after: 'Rate, wait 1 min, extension 2 min' }],
    ]);
  });

  test('an alarm of the same construct and metric was renamed; one of another metric is another alarm', async () => {
    const { alarms } = await compared(
      { A: watch({ AlarmName: 'Old' }), B: watch({ AlarmName: 'Gone', MetricName: 'Calls' }) },
      { A: watch({ AlarmName: 'New' }), B: watch({ AlarmName: 'Fresh', MetricName: 'Costs' }) },
    );
    expect(alarms.map(({ change, name, settings }) => [change, name, settings.length])).toEqual([
      ['removed', 'Gone', 0],
      ['changed', 'New', 1],
      ['added', 'Fresh', 0],
    ]);
    expect(alarms[1]?.settings).toEqual([{ setting: 'name', before: 'Old', after: 'New' }]);
  });

  test('an alarm that can no longer be rehearsed is not called removed without the reason', async () => {
    const { alarms } = await compared({ A: watch() }, { A: watch({ EvaluationCriteria: {} }), B: alarm({}) });
    expect(alarms[0]).toMatchObject({ change: 'removed', notRehearsed: 'alarm: PromQL (EvaluationCriteria)' });
    expect(alarms[1]).not.toHaveProperty('notRehearsed');
  });
});

describe('mute rules', () => {
  const mute = (schedule: object = {}, targets = ['Failures'], properties: object = {}) => ({
    Type: 'AWS::CloudWatch::AlarmMuteRule',
    Properties: {
      Name: 'Nights',
      Rule: { Schedule: { Expression: 'cron(0 22 * * *)', Duration: 'PT8H', ...schedule } },
      MuteTargets: { AlarmNames: targets },
      ...properties,
    },
  });
  const rulesOf = async (before: GivenResource, after: GivenResource) =>
    (await compared({ A: watch(), M: before }, { A: watch(), M: after }, PEAK)).muteRules;

  test.each<[string, GivenResource, object]>([
    [
      'schedule',
      mute({ Expression: 'cron(0 23 * * *)' }),
      { setting: 'schedule', before: 'cron(0 22 * * *)', after: 'cron(0 23 * * *)' },
    ],
    ['duration', mute({ Duration: 'PT9H' }), { setting: 'duration', before: 'PT8H', after: 'PT9H' }],
    ['zone', mute({ Timezone: 'Europe/Berlin' }), { setting: 'time zone', before: 'UTC', after: 'Europe/Berlin' }],
    ['targets', mute({}, ['Faults', 'B']), { setting: 'targets', before: 'Failures', after: 'B, Faults' }],
    [
      'expiry',
      mute({}, ['Failures'], { ExpireDate: '2026-03-01T00:00' }),
      { setting: 'expire date', before: undefined, after: '2026-03-01T00:00' },
    ],
    ['name', mute({}, ['Failures'], { Name: 'Dark' }), { setting: 'name', before: 'Nights', after: 'Dark' }],
  ])('%s: told although no story touches the rule', async (_what, after, setting) => {
    const rules = await rulesOf(mute(), after);
    expect(rules).toEqual([expect.objectContaining({ change: 'changed', settings: [setting] })]);
  });

  test('the same rule, its targets in another order and its zone written out, is not told', async () => {
    expect(await rulesOf(mute({}, ['a', 'b']), mute({ Timezone: 'UTC' }, ['b', 'a']))).toEqual([]);
  });

  test('added and removed rules say what they mute', async () => {
    const other = { ...mute({}, ['Failures'], { Name: 'Other' }) };
    const { muteRules } = await compared({ A: watch(), M: mute() }, { A: watch(), N: other });
    const summary = 'cron(0 22 * * *) for PT8H, UTC: Failures';
    expect(muteRules).toEqual([
      { change: 'added', name: 'Other', summary, settings: [] },
      { change: 'removed', name: 'Nights', summary, settings: [] },
    ]);
  });

  test('a rule that cannot be followed is compared as written; one that cannot be read says so', async () => {
    expect(await rulesOf(mute(), mute({ Duration: 'forever' }))).toMatchObject([
      { settings: [{ setting: 'duration', after: 'forever' }] },
    ]);
    expect(await rulesOf(mute(), mute({ Duration: { 'Fn::GetAtt': ['Nobody', 'Arn'] } }))).toMatchObject([
      { change: 'changed', summary: expect.stringMatching(/^cannot be read: .*Nobody/) },
    ]);
  });
});

describe('how they would have behaved', () => {
  test('transitions before and after, pages (a message of OK is none), and how much later the first one comes', async () => {
    const told = { OKActions: [{ Ref: 'Pager' }] };
    const comparison = await compared({ A: watch(told) }, { A: watch({ ...told, Threshold: 10 }) }, PEAK);
    expect(comparison.alarms[0]?.behaviour).toEqual([
      { story: 'A peak', before: [{ what: 'ALARM', atMs: 370_000 }], after: [{ what: 'ALARM', atMs: 430_000 }] },
    ]);
    expect(comparison.stories).toEqual([
      {
        title: 'A peak',
        file: 'a.scenario',
        before: { fired: 1, incidents: 0, pages: [371_000], otherMessages: 2 },
        after: { fired: 1, incidents: 0, pages: [431_000], otherMessages: 2 },
      },
    ]);
  });

  test('added and removed alarms: the stories in which they fired', async () => {
    const quiet = story('Quiet').series('Shop/Failures', series().repeat(0, 5)).end('6m');
    const { alarms } = await compared({ A: watch() }, { B: watch({ AlarmName: 'New', Threshold: 10 }) }, PEAK, quiet);
    expect(alarms.map(({ change, behaviour }) => [change, behaviour])).toEqual([
      ['removed', [{ story: 'A peak', before: [{ what: 'ALARM', atMs: 370_000 }] }]],
      ['added', [{ story: 'A peak', after: [{ what: 'ALARM', atMs: 430_000 }] }]],
    ]);
  });

  test('a base without alarms plays nothing, and that is no problem of the story', async () => {
    const problem = 'the cloud assembly has no CloudWatch alarms';
    const empty = { ...(await side({})), stories: [{ file: 'a.scenario', problem }] };
    const { alarms, stories } = compareAlarms(empty, await side({ A: watch() }, PEAK));
    const unread = { ...empty, notRehearsed: new Map([['Shop/Odd', 'PromQL']]) };
    expect(compareAlarms(unread, await side({ A: watch() }, PEAK)).stories[0]?.before).toEqual({ problem });
    expect(alarms.map(({ change }) => change)).toEqual(['added']);
    expect(stories[0]?.before).toEqual({ fired: 0, incidents: 0, pages: [], otherMessages: 0 });
    expect(stories[0]?.after).toMatchObject({ fired: 1 });
  });

  test('the same settings can behave otherwise, as where a mute rule holds the actions back', async () => {
    const rule = {
      Type: 'AWS::CloudWatch::AlarmMuteRule',
      Properties: {
        Name: 'Mornings',
        Rule: { Schedule: { Expression: 'cron(0 9 * * *)', Duration: 'PT1H' } },
        MuteTargets: { AlarmNames: ['Failures'] },
      },
    };
    const { alarms, stories } = await compared({ A: watch() }, { A: watch(), Nights: rule }, PEAK);
    expect(alarms).toMatchObject([
      {
        change: 'behaves otherwise',
        settings: [],
        behaviour: [{ after: [{ heldBack: expect.stringMatching(/^muted by .* until 2026-01-05T10:00Z$/) }] }],
      },
    ]);
    expect(stories[0]?.after).toMatchObject({ fired: 1, pages: [] });
  });

  test('settings alike and ALARM at the same times, but back to OK at another time: it behaves otherwise', async () => {
    const [before, after] = [await side({ A: watch() }, PEAK), await side({ A: watch() }, PEAK)];
    const [played] = after.stories;
    if (!played || !('report' in played)) throw new Error('it was not played');
    const alarms = played.report.alarms.map((one) => ({
      ...one,
      states: one.states.map((state, index) => (index === 3 ? { ...state, atMs: state.atMs + 60_000 } : state)),
    }));
    const later = { ...after, stories: [{ ...played, report: { ...played.report, alarms } }] };
    const comparison = compareAlarms(before, later);
    expect(comparison).toMatchObject({ unchanged: 0, alarms: [{ change: 'behaves otherwise', settings: [] }] });
    const [told] = comparison.alarms[0]?.behaviour ?? [];
    expect(told?.before?.map(({ what }) => what)).toEqual(['OK', 'ALARM', 'OK']);
    expect((told?.after?.[2]?.atMs ?? 0) - (told?.before?.[2]?.atMs ?? 0)).toBe(60_000);
  });

  test('the same states, but another message sent: it behaves otherwise', async () => {
    const [before, after] = [await side({ A: watch() }, PEAK), await side({ A: watch() }, PEAK)];
    const [played] = after.stories;
    if (!played || !('report' in played)) throw new Error('it was not played');
    const alarms = played.report.alarms.map((one) => ({ ...one, actionsRun: [] }));
    const silent = { ...after, stories: [{ ...played, report: { ...played.report, alarms } }] };
    const comparison = compareAlarms(before, silent);
    expect(comparison).toMatchObject({ unchanged: 0, alarms: [{ change: 'behaves otherwise' }] });
    expect(comparison.alarms[0]?.behaviour).toEqual([
      {
        story: 'A peak',
        before: [{ what: expect.stringMatching(/^action of ALARM to \S*pager$/), atMs: expect.any(Number) }],
        after: [],
      },
    ]);
  });

  test('a story that one side cannot play says so, and the others go on', async () => {
    const [before, after] = [
      await side({ A: watch() }, PEAK, PEAK),
      await side({ A: watch({ Threshold: 10 }) }, PEAK, PEAK),
    ];
    const stories = [{ file: 'a.scenario', problem: 'no such queue' }, before.stories[1] as PlayedStory];
    const comparison = compareAlarms({ ...before, stories }, after);
    expect(comparison.stories[0]).toMatchObject({ before: { problem: 'no such queue' }, after: { fired: 1 } });
    expect(comparison.stories[1]).toMatchObject({ before: { fired: 1 } });
    expect(comparison.alarms[0]?.behaviour).toHaveLength(1);
  });
});

describe('pairing', () => {
  const described = (name: string, path: string, subject: string): DescribedAlarm => ({
    name,
    path,
    subject,
    label: name,
    condition: '',
    settings: {},
  });
  const names = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
  const list = names.chain((taken) =>
    fc.tuple(
      ...taken.map((name) =>
        fc
          .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 }))
          .map(([path, subject]) => described(`n${name}`, `p${path}`, `m${subject}`)),
      ),
    ),
  );

  test('property: every alarm of either side is in one pair, and whoever shares a name is in the same', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const pairs = pairByName(before, after);
        const side = (which: 'before' | 'after') => pairs.flatMap((pair) => pair[which] ?? []).map(({ name }) => name);
        expect(side('before').sort()).toEqual(before.map(({ name }) => name).sort());
        expect(side('after').sort()).toEqual(after.map(({ name }) => name).sort());
        for (const alarm of after) {
          if (!before.some(({ name }) => name === alarm.name)) continue;
          expect(pairs.find((pair) => pair.after === alarm)?.before?.name).toBe(alarm.name);
        }
      }),
    );
  });
});
