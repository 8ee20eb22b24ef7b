/** EventBridge Scheduler: rates, crons and one-time schedules, in their time zone, to their target. */
import { parseSchedule, type Schedule } from '../../core/signal/schedule-expression';
import type { Resource } from '../templates';
import type { World } from '../world';
import { type DestinationService, destinationsOf, serviceOf } from './destinations';
import { LATENCY } from './latency';
import { readEach } from './not-rehearsed';

interface TimedTarget {
  readonly arn: string;
  readonly schedule: Schedule;
  readonly startMs: number;
  readonly endMs: number;
  /** The text for the target; the time is when it was due. */
  readonly input: (atMs: number) => string;
  readonly target: string;
}

interface TargetProperties {
  readonly Arn?: string;
  readonly Input?: string;
  readonly EventBridgeParameters?: { readonly DetailType: string; readonly Source: string };
}

const PLAYED: readonly DestinationService[] = ['sqs', 'lambda', 'sns', 'events'];

export class Schedules {
  private readonly timed: readonly TimedTarget[];

  constructor(
    private readonly world: World,
    private readonly nextEventId: () => string,
  ) {
    const resources = world.templates.ofType('AWS::Scheduler::Schedule');
    this.timed = readEach(world, resources, 'schedule', (resource) => this.read(resource));
  }

  /** A rate without start date begins at once, as if the schedule were created at `startMs`. */
  start(startMs: number): void {
    for (const timed of this.timed) this.fire(timed, firstTime(timed, startMs));
  }

  private fire(timed: TimedTarget, atMs: number | undefined): void {
    if (atMs === undefined || atMs > timed.endMs) return;
    const { clock } = this.world;
    clock.at(atMs, () => {
      const text = timed.input(atMs);
      clock.after(LATENCY.eventBridge.ms, () => destinationsOf(this.world).deliver(timed.target, text));
      this.fire(timed, timed.schedule.next(atMs));
    });
  }

  private read(resource: Resource): TimedTarget[] {
    const { properties } = resource;
    if (properties.State === 'DISABLED') return [];
    const schedule = parseSchedule(String(properties.ScheduleExpression), {
      timezone: properties.ScheduleExpressionTimezone as string | undefined,
    });
    const target = (properties.Target ?? {}) as TargetProperties;
    const refusal = destinationsOf(this.world).refusal(String(target.Arn), PLAYED);
    if (refusal) throw new Error(`target ${refusal}`);
    if ((properties.FlexibleTimeWindow as { Mode?: string } | undefined)?.Mode === 'FLEXIBLE') {
      const why = 'flexible time window: the schedule plays at the start of its window';
      this.world.notRehearsed.set(`${resource.path} window`, why);
    }
    const arn = scheduleArn(resource);
    return [
      {
        arn,
        schedule,
        // A one-time schedule ignores both dates.
        startMs: schedule.kind === 'at' ? Number.NaN : Date.parse(String(properties.StartDate)),
        endMs: (schedule.kind !== 'at' && Date.parse(String(properties.EndDate))) || Number.POSITIVE_INFINITY,
        target: String(target.Arn),
        input: (atMs) => this.inputOf(arn, target, atMs),
      },
    ];
  }

  private inputOf(arn: string, target: TargetProperties, atMs: number): string {
    const id = this.nextEventId();
    const given = target.Input && fillContext(target.Input, { arn, id, atMs });
    if (serviceOf(String(target.Arn)) !== 'events') {
      return (
        given ??
        JSON.stringify(eventOf(arn, id, atMs, { type: 'Scheduled Event', source: 'aws.scheduler', detail: '{}' }))
      );
    }
    const { DetailType: type = '', Source: source = '' } = target.EventBridgeParameters ?? {};
    return JSON.stringify(eventOf(arn, id, atMs, { type, source, detail: JSON.parse(given ?? '{}') }));
  }
}

export const SCHEDULE_RULES = [
  {
    what: 'Scheduled rules',
    value: 'a rate comes first one interval after the start of the story; cron in UTC',
    source: 'docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html',
  },
  {
    what: 'EventBridge Scheduler',
    value:
      'to the second it is due, a flexible window at its start; a rate without start date begins with the story; local ' +
      'times that daylight saving skips are skipped, those that come twice count once',
    source: 'docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
  },
] as const;

/** A start date fixes the beat of a rate; a cron only begins with it. */
function firstTime({ schedule, startMs: given }: TimedTarget, startMs: number): number | undefined {
  const fromMs = Number.isNaN(given) ? startMs : Math.max(given, startMs);
  if (schedule.kind !== 'rate') return schedule.next(fromMs - 1);
  if (Number.isNaN(given) || given >= startMs) return fromMs;
  const intervalMs = (schedule.next(given) as number) - given;
  return given + Math.ceil((startMs - given) / intervalMs) * intervalMs;
}

interface EventContent {
  readonly type: string;
  readonly source: string;
  readonly detail: unknown;
}

function eventOf(
  arn: string,
  id: string,
  atMs: number,
  { type, source, detail }: EventContent,
): Record<string, unknown> {
  const [, , , region, account] = arn.split(':');
  const time = new Date(atMs).toISOString();
  return { version: '0', id, 'detail-type': type, source, account, time, region, resources: [arn], detail };
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function fillContext(input: string, { arn, id, atMs }: { arn: string; id: string; atMs: number }): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', new Date(atMs).toISOString().replace('.000Z', 'Z'))
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

function scheduleArn({ arn, properties }: Resource): string {
  return arn.replace('/default/', `/${String(properties.GroupName ?? 'default')}/`);
}
