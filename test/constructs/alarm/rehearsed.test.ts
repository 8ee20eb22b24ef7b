/** Every kind of alarm that can be rehearsed goes to ALARM in a fault, and stays OK, or quiet, beside one. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlarmAction, actionArns } from '../../../lib/constructs/alarm/action';
import { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import { MuteWindow } from '../../../lib/constructs/alarm/mute-window';
import { renderComposite } from '../../../lib/constructs/alarm/render-composite';
import { renderCondition } from '../../../lib/constructs/alarm/render-condition';
import { renderMute } from '../../../lib/constructs/alarm/render-mute';
import { AlarmRule } from '../../../lib/constructs/alarm/rule';
import { Threshold } from '../../../lib/constructs/alarm/threshold';
import { AlarmWindow } from '../../../lib/constructs/alarm/window';
import { rehearse } from '../../../lib/rehearsal';
import { newStack } from '../template';
import { contextOf, metric, OPTIONS } from './support';

jest.setTimeout(60_000);

const MINUTE = { period: Duration.minutes(1) };
const ABOVE_5 = { comparison: 'GreaterThanThreshold', threshold: 5 } as const;

async function play(stack: Stack, ...lines: readonly string[]) {
  const report = await rehearse(stack).playText(['scenario Any night', ...lines].join('\n'));
  return { report, failed: report.expectations.filter(({ passed }) => !passed) };
}

function add(stack: Stack, id: string, condition: AlarmCondition, more = {}, context = contextOf()) {
  return renderCondition(stack, id, condition, { ...OPTIONS, ...more }, context);
}

const WORK = 'normal(100,10)x14d';

test.each<[string, AlarmCondition, readonly string[], readonly string[], string]>([
  [
    'a threshold',
    AlarmCondition.threshold({
      metric: metric('Errors'),
      ...ABOVE_5,
      ...MINUTE,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    }),
    ['series Shop/Errors 0x10 9 0 9 0x10'],
    ['series Shop/Errors 0x10 5 9 0 0x10'],
    '14m',
  ],
  [
    'a percentile of many samples',
    AlarmCondition.percentile({ metric: metric('Latency'), percentile: 90, threshold: 500, minSamples: 10, ...MINUTE }),
    ['series Shop/Latency [100*20]x10 [100*16 900*4]x5'],
    ['series Shop/Latency [100*20]x10 [100*5 900*4]x5 [100*19 900*1]x5'],
    '12m',
  ],
  [
    'a percentile whose low samples are ignored',
    AlarmCondition.percentile({
      metric: metric('Latency'),
      percentile: 50,
      threshold: 500,
      lowSamples: 'ignore',
      ...MINUTE,
    }),
    ['series Shop/Latency [100*40]x10 [900*40]x5'],
    ['series Shop/Latency [100*40]x10 [900*10]x5'],
    '12m',
  ],
  [
    'a rate, whose counter is silent while all is well',
    AlarmCondition.rate({ of: metric('Errors'), per: metric('Requests'), threshold: 0.05, ...MINUTE }),
    ['series Shop/Requests 100x20', 'series Shop/Errors _x10 6x3 _x7'],
    ['series Shop/Requests 100x10 19x10', 'series Shop/Errors _x5 5x3 _x2 10x10'],
    '12m',
  ],
  [
    'metric math',
    AlarmCondition.math({
      expression: 'in - out',
      metrics: { in: metric('In'), out: metric('Out') },
      ...ABOVE_5,
      ...MINUTE,
    }),
    ['series Shop/In 10x20', 'series Shop/Out 10x10 1x10'],
    ['series Shop/In 10x20', 'series Shop/Out 10x10 5x10'],
    '12m',
  ],
  [
    'an anomaly band with a detector of its own',
    AlarmCondition.anomalyBand({
      metric: metric('Orders'),
      deviations: 3,
      direction: 'below',
      evaluationPeriods: 3,
      detector: { periodicSpikes: true },
    }),
    [`series Shop/Orders from -14d every 5m seed 7 ${WORK}`, 'series Shop/Orders every 5m 100x1h 0x1h'],
    [`series Shop/Orders from -14d every 5m seed 7 ${WORK}`, 'series Shop/Orders every 5m 100x1h 200x1h'],
    '76m',
  ],
  [
    'a learned threshold',
    AlarmCondition.threshold({
      metric: metric('Orders'),
      comparison: 'GreaterThanThreshold',
      threshold: Threshold.learned({ deviations: 3 }),
      evaluationPeriods: 3,
    }),
    [`series Shop/Orders from -14d every 5m seed 7 ${WORK}`, 'series Shop/Orders every 5m 100x1h 200x1h'],
    [`series Shop/Orders from -14d every 5m seed 7 ${WORK}`, 'series Shop/Orders every 5m 100x1h 0x1h'],
    '76m',
  ],
  [
    'no telemetry',
    AlarmCondition.noTelemetry({ metric: metric('Heartbeat'), ...MINUTE }),
    ['series Shop/Heartbeat 0x10', 'end 20m'],
    ['series Shop/Heartbeat (0 _ _)x8'],
    '16m',
  ],
])('%s', async (_, condition, fault, calm, by) => {
  const stack = newStack();
  add(stack, 'Watched', condition);
  expect((await play(stack, ...fault, `expect alarm Watched by ${by}`)).failed).toEqual([]);
  expect((await play(stack, ...calm, 'expect quiet Watched')).failed).toEqual([]);
});

test('a window of the clock counts the hour, and a sliding one any hour', async () => {
  const stack = newStack();
  const hourly = AlarmCondition.threshold({
    metric: metric('Errors'),
    comparison: 'GreaterThanThreshold',
    threshold: 100,
    period: Duration.hours(1),
  });
  add(stack, 'Clock', hourly, { window: AlarmWindow.wallClock() });
  add(stack, 'Sliding', hourly);
  const burst = ['series Shop/Errors 0x50 6x20 0x80', 'expect alarm Sliding', 'expect quiet Clock'];
  expect((await play(stack, ...burst)).failed).toEqual([]);
  const within = ['series Shop/Errors 0x10 6x20 0x60', 'expect alarm Clock by 61m', 'expect alarm Sliding'];
  expect((await play(stack, ...within)).failed).toEqual([]);
});

test('a warm-up keeps a new alarm from judging before its window is full', async () => {
  const stack = newStack();
  const counts = { evaluationPeriods: 3, datapointsToAlarm: 1 };
  const condition = AlarmCondition.threshold({ metric: metric('Errors'), ...ABOVE_5, ...MINUTE, ...counts });
  add(stack, 'Warm', condition, { warmUp: Duration.minutes(10) });
  add(stack, 'Cold', condition);
  const start = ['series Shop/Errors 9x15', 'expect state Cold ALARM at 2m', 'expect transitions Warm ALARM 3m'];
  expect((await play(stack, ...start)).failed).toEqual([]);
});

test('a new alarm on silence waits for its window to fill, and no longer', async () => {
  const stack = newStack();
  const silence = AlarmCondition.noTelemetry({ metric: metric('Heartbeat'), ...MINUTE, evaluationPeriods: 5 });
  add(stack, 'Silent', silence);
  const never = [
    'series Shop/Other 0x15',
    'expect state Silent INSUFFICIENT_DATA at 4m',
    'expect state Silent ALARM at 6m',
  ];
  expect((await play(stack, ...never)).failed).toEqual([]);
  const late = ['series Shop/Heartbeat _ _ 0x18', 'expect quiet Silent', 'expect state Silent OK at 7m'];
  expect((await play(stack, ...late)).failed).toEqual([]);
});

test('a composite follows its children, is held back by its suppressor, and tells its topic', async () => {
  const stack = newStack();
  const on = (name: string) => AlarmCondition.threshold({ metric: metric(name), ...ABOVE_5, ...MINUTE });
  const [one, two, three, deploying] = ['One', 'Two', 'Three', 'Deploying'].map((id) => add(stack, id, on(id)));
  const told = actionArns(stack, [AlarmAction.topic(new Topic(stack, 'Pager', { topicName: 'pager' }))], 'here');
  const suppressor = {
    alarm: deploying as never,
    waitPeriod: Duration.minutes(1),
    extensionPeriod: Duration.minutes(1),
  };
  const rule = AlarmRule.any(
    AlarmRule.atLeast(2, one as never, two as never),
    AlarmRule.all(three as never, AlarmRule.not(one as never)),
  );
  renderComposite(stack, 'Page', rule, { ...OPTIONS, suppressor }, contextOf({ actionsFor: () => told }));
  const quiet = (...names: readonly string[]) => names.map((name) => `series Shop/${name} 0x30`);
  const both = ['series Shop/One 0x10 9x10 0x10', 'series Shop/Two 0x10 9x10 0x10', ...quiet('Three')];
  const pages = await play(stack, ...both, ...quiet('Deploying'), 'expect alarm Page by 13m', 'expect action pager 3');
  expect(pages.failed).toEqual([]);
  const held = await play(
    stack,
    ...both,
    'series Shop/Deploying 0x9 9x21',
    'expect alarm Page by 13m',
    'expect action pager 1',
  );
  expect(held.failed).toEqual([]);
  const alone = ['series Shop/One 0x10 9x10 0x10', ...quiet('Two', 'Three', 'Deploying')];
  expect((await play(stack, ...alone, 'expect quiet Page', 'expect action pager 1')).failed).toEqual([]);
  const third = ['series Shop/Three 0x10 9x10 0x10', ...quiet('One', 'Two', 'Deploying')];
  expect((await play(stack, ...third, 'expect alarm Page by 13m', 'expect action pager 3')).failed).toEqual([]);
});

test('a mute window holds the message back until it ends', async () => {
  const stack = newStack();
  const told = actionArns(stack, [AlarmAction.topic(new Topic(stack, 'Pager', { topicName: 'pager' }))], 'here');
  const condition = AlarmCondition.threshold({ metric: metric('Errors'), ...ABOVE_5, ...MINUTE });
  const errors = add(stack, 'Errors', condition, {}, contextOf({ actionsFor: () => ({ ...told, ok: [] }) }));
  const window = MuteWindow.cron('5 9 * * *', { duration: Duration.minutes(20) });
  renderMute(stack, 'Maintenance', { window, alarms: [errors] }, contextOf());
  const fault = ['start 2026-01-05T09:00:00Z', 'series Shop/Errors 0x10 9x30', 'expect alarm Errors by 12m'];
  expect((await play(stack, ...fault, 'expect action pager 1 within 10s of 25m')).failed).toEqual([]);
});

test('log and PromQL alarms, and the settings of detectors, are named as not rehearsed', async () => {
  const stack = newStack();
  add(
    stack,
    'Log',
    AlarmCondition.log({ logGroups: [new LogGroup(stack, 'Group')], query: 'fields @message', ...ABOVE_5 }),
  );
  add(stack, 'Prom', AlarmCondition.promQl({ query: 'up == 0' }));
  add(stack, 'Band', AlarmCondition.anomalyBand({ metric: metric('Orders'), detector: { timezone: 'Europe/Berlin' } }));
  const { report } = await play(stack, 'series Shop/Orders 1x5');
  const named = JSON.stringify(report.notRehearsed);
  for (const reason of ['log alarm', 'PromQL', 'anomaly detector']) expect(named).toContain(reason);
});
