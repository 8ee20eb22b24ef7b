/** Objectives over days of virtual time: what their evaluation measures, and whom it tells. */
import type { Stack } from 'aws-cdk-lib';
import { Channel } from '../../lib/constructs/incident/channel';
import { IncidentResponse } from '../../lib/constructs/incident/incident-response';
import { SloEvaluation } from '../../lib/constructs/slo/slo-evaluation';
import type { IndicatorQuery, SloDefinition } from '../../lib/core/slo/definition';
import { type Rehearsal, rehearse } from '../../lib/rehearsal/rehearsal';
import { sloOf } from '../../lib/rehearsal/slo-of';
import type { RehearsalReport } from '../../lib/view/report/model';
import { ensureBundles, newStack } from '../constructs/template';

// Two days of play, and a synth, on a machine that may be busy.
jest.setTimeout(180_000);

const MINUTE_MS = 60_000;

/** 99 % of a service's requests, in whatever window. */
function objective(service: string, change: Partial<SloDefinition>): SloDefinition {
  const counted = (id: string, name: string): IndicatorQuery => ({
    id,
    metric: { namespace: 'Shop', name, dimensions: { service } },
    statistic: 'Sum',
  });
  return {
    schemaVersion: 1,
    name: 'Availability',
    service,
    environment: 'prod',
    kind: 'availability',
    description: '99 % of the requests succeed.',
    objective: '99',
    window: '1d',
    alertThresholdPercent: 80,
    indicator: {
      budgeting: 'events',
      queries: [
        counted('total', 'Requests'),
        counted('failed', 'Faults'),
        { id: 'bad', expression: 'FILL(failed, 0)' },
      ],
    },
    rules: [],
    minTotal: 1,
    minBad: 1,
    exclusions: [],
    namespace: 'Sightline',
    tier: 1,
    ...change,
  };
}

function stackWithObjectives(): Stack {
  const stack = newStack('Shop');
  const incidents = new IncidentResponse(stack, 'Incidents', { channels: [Channel.email('oncall@example.com')] });
  const evaluation = new SloEvaluation(stack, 'Evaluation', { name: 'shop', incidents });
  evaluation.register(stack, 'Rolling', objective('checkout', {}));
  evaluation.register(stack, 'Weekly', objective('search', { name: 'Week', window: 'calendar week' }));
  return stack;
}

let rehearsal: Rehearsal;
beforeAll(() => {
  ensureBundles();
  rehearsal = rehearse(stackWithObjectives());
});

/** Minutes from the start. */
function minutesOf(night: RehearsalReport, atMs: number | undefined): number {
  return ((atMs ?? Number.NaN) - night.startMs) / MINUTE_MS;
}

/** When people were told that a budget is used up, and that it no longer is: `page 735`. */
function toldOfBudget(night: RehearsalReport): string[] {
  const told = night.notifications.filter(({ subject }) => subject.includes('is used up'));
  return told.map(({ kind, atMs }) => `${kind} ${Math.floor(minutesOf(night, atMs))}`);
}

async function play(...lines: readonly string[]): Promise<RehearsalReport> {
  const night = await rehearsal.playText(lines.join('\n'));
  expect(night.notRehearsed).toEqual([]);
  return night;
}

describe('an outage in a rolling window', () => {
  let night: RehearsalReport;
  beforeAll(async () => {
    night = await play(
      'scenario An outage uses a small budget up, and a day later it is forgotten',
      'start    2026-01-05T00:00:00Z',
      'alarm    Overdrawn Sightline/ErrorBudgetRemaining:service=checkout,environment=prod,slo=Availability Minimum < 0 in 1 of 1 x 5m',
      'series   Shop/Requests:service=checkout 100x2880',
      'series   Shop/Faults:service=checkout 0x720 100x30 0x2130',
      'end      2d',
    );
  });

  test('tells people once that the budget is gone, and once that it is back', () => {
    // A run looks back on data that have settled: what happens until 12:15 is measured at 12:20. Of the first day, half is
    // still to come: gone is what the whole day will have, which is more than the half day so far.
    expect(toldOfBudget(night)).toEqual(['page 740', 'resolved 2185']);
    expect(night.incidents.map(({ service, environment, status }) => [service, environment, status])).toContainEqual([
      'checkout',
      'prod',
      'resolved',
    ]);
    expect(night.incidents.filter(({ status }) => status !== 'resolved')).toEqual([]);
  });

  test('is measured every five minutes, once', () => {
    const { slo, history, last } = sloOf(night, 'Availability');
    expect(slo).toBe('checkout/prod/Availability');
    const moments = history.map(({ atMs }) => minutesOf(night, atMs));
    expect(moments).toEqual(Array.from({ length: 575 }, (_, index) => 5 * index));
    expect(last).toBe(history.at(-1));
  });

  test('stands in the measurements as the requests say', () => {
    const { history } = sloOf(night, 'checkout/prod/Availability');
    const at = (minute: number) => history.find(({ atMs }) => minutesOf(night, atMs) === minute);
    expect(at(720)).toMatchObject({ status: 'compliant', total: 72_000, bad: 0, sli: 1 });
    expect(at(725)).toMatchObject({ status: 'compliant', total: 72_500, bad: 500, budgetEvents: 725 });
    expect(at(730)).toMatchObject({ status: 'violated', total: 73_000, bad: 1_000, budgetRemainingEvents: -270 });
    expect(at(1_440 + 745)).toMatchObject({ status: 'compliant', total: 144_000, bad: 500 });
    expect(at(1_440 + 750)).toMatchObject({ status: 'compliant', total: 144_000, bad: 0, budgetRemaining: 1 });
  });

  test('is published at the time that was measured, where alarms find it', () => {
    const alarm = night.alarms.find(({ name }) => name === 'Overdrawn');
    const changes = alarm?.states.map(({ state, atMs }) => `${state} ${Math.floor(minutesOf(night, atMs))}`);
    expect(changes).toEqual(['INSUFFICIENT_DATA 0', 'OK 10', 'ALARM 735', 'OK 2185']);
  });
});

test('in a calendar window the budget comes back with the new week', async () => {
  const night = await play(
    'scenario A Sunday uses up what is left of the week',
    'start    2026-01-11T00:00:00Z',
    'series   Shop/Requests:service=search 100x1800',
    'series   Shop/Faults:service=search 0x720 100x60 0x1020',
    'end      30h',
  );
  // Five minutes later than a budget of the day would be: the rest of the week is still to come.
  expect(toldOfBudget(night)).toEqual(['page 740', 'resolved 1450']);
  expect(night.incidents.filter(({ status }) => status !== 'resolved')).toEqual([]);
  const { history, last } = sloOf(night, 'Week');
  const before = history.findLast(({ atMs }) => minutesOf(night, atMs) < 1_440);
  expect(before).toMatchObject({ status: 'violated', total: 143_500, bad: 6_000 });
  expect(last).toMatchObject({ status: 'compliant', bad: 0 });
});

test('half a day with few failures is quiet, and one without data is no news', async () => {
  const night = await play(
    'scenario A healthy day',
    'start    2026-01-05T00:00:00Z',
    'series   Shop/Requests:service=checkout 100x720',
    'series   Shop/Faults:service=checkout every 5m 1x144',
    'end      12h',
  );
  expect(night.incidents).toEqual([]);
  expect(night.notifications).toEqual([]);
  expect(sloOf(night, 'Availability').last).toMatchObject({ status: 'compliant', bad: 142 });
  expect(sloOf(night, 'Week').last).toMatchObject({ status: 'no_data', total: 0 });
});

describe('sloOf', () => {
  test.each([
    ['Availabilty', "sloOf: there is no objective 'Availabilty'; did you mean 'Availability'?"],
    ['x', "sloOf: there is no objective 'x'; there are: checkout/prod/Availability, search/prod/Week"],
  ])("says what there is instead of '%s'", async (name, message) => {
    const night = await play('scenario Short', 'series Shop/Requests:service=checkout 1', 'end 1m');
    expect(() => sloOf(night, name)).toThrow(message);
    expect(() => sloOf({ ...night }, 'Availability')).toThrow('must be the object that play(...) answered');
    expect(sloOf(night, 'Availability')).toEqual({ slo: 'checkout/prod/Availability', history: [] });
  });

  test('knows none where nothing is evaluated', async () => {
    const night = await rehearse().playText('scenario S\nalarm X App/X Sum > 1 in 1 of 1 x 1m\nseries App/X 1\nend 1m');
    const message = "there is no objective 'Week': the templates have no evaluation with objectives";
    expect(() => sloOf(night, 'Week')).toThrow(message);
  });
});
