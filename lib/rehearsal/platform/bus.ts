/** EventBridge: matches events against the templates' rules, runs their schedules, and delivers to their targets. */
import { compileEventPattern } from '../../core/signal/event-pattern';
import { parseSchedule, type Schedule } from '../../core/signal/schedule-expression';
import type { Place } from '../hubs';
import { partitionOf } from '../partitions';
import type { Resource } from '../templates';
import type { World } from '../world';
import { AsyncFunctions } from './async-functions';
import { type BusEvent, type RuleTarget, readRuleTarget } from './bus-target';
import { destinationsOf, serviceOf } from './destinations';
import type { Functions } from './functions';
import { LATENCY } from './latency';
import { nameUnsimulated, readEach } from './not-rehearsed';
import { Schedules } from './schedules';

interface Rule {
  readonly arn: string;
  readonly name: string;
  /** ARN of the bus it listens on. */
  readonly bus: string;
  readonly matches?: (event: BusEvent) => boolean;
  readonly schedule?: Schedule;
  readonly targets: readonly { readonly arn: string; readonly take: RuleTarget }[];
}

/** Rules that forward in a circle would otherwise play for ever. */
const MAX_HOPS = 5;

export class Bus {
  private readonly rules: readonly Rule[];
  private readonly schedules: Schedules;
  private serial = 0;

  constructor(
    private readonly world: World,
    functions: Functions,
  ) {
    const invoked = new AsyncFunctions(world, functions);
    destinationsOf(world).add('lambda', (arn, text) => invoked.take(arn, text));
    destinationsOf(world).add('events', (arn, text) => this.put(arn, JSON.parse(text) as BusEvent));
    this.rules = readEach(world, world.templates.ofType('AWS::Events::Rule'), 'rule', (rule) => this.readRule(rule));
    this.schedules = new Schedules(world, () => this.nextEventId());
    nameUnsimulated(world);
  }

  /**
   * Puts an event on a bus: its ARN, or its name in the account and Region that the event is of. It reaches the targets
   * of the rules on that bus after the platform's delay.
   */
  put(bus: string, event: BusEvent, hops = 0): void {
    this.world.recorder.count('events on a bus');
    for (const rule of this.rulesFor(bus, event)) this.deliver(rule, event, hops);
  }

  /** Whether an event that is put on a bus gets to the default bus of a place, by itself or over rules that forward it. */
  leads(bus: string, event: BusEvent, to: Place, hops = 0): boolean {
    if (busArn(bus, this.placeOf(event)) === busArn('default', to)) return true;
    if (hops === MAX_HOPS) return false;
    const targets = this.rulesFor(bus, event).flatMap((rule) => rule.targets);
    return targets.some(({ arn }) => serviceOf(arn) === 'events' && this.leads(arn, event, to, hops + 1));
  }

  nextEventId(): string {
    this.serial += 1;
    return `rehearsal-${String(this.serial).padStart(6, '0')}`;
  }

  /** Starts the scheduled rules, a rate one interval after `startMs`, and the schedules of EventBridge Scheduler. */
  startSchedules(startMs: number): void {
    for (const rule of this.rules) if (rule.schedule) this.fireNext(rule, rule.schedule, startMs);
    this.schedules.start(startMs);
  }

  private rulesFor(bus: string, event: BusEvent): Rule[] {
    const arn = busArn(bus, this.placeOf(event));
    return this.rules.filter((rule) => rule.bus === arn && rule.matches?.(event));
  }

  private fireNext(rule: Rule, schedule: Schedule, afterMs: number): void {
    const atMs = schedule.next(afterMs);
    if (atMs === undefined) return;
    this.world.clock.at(atMs, () => {
      this.deliver(rule, this.scheduledEvent(rule, atMs), 0);
      this.fireNext(rule, schedule, atMs);
    });
  }

  private scheduledEvent(rule: Rule, atMs: number): BusEvent {
    const [, , , region, account] = rule.arn.split(':');
    return {
      version: '0',
      id: this.nextEventId(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account,
      time: new Date(atMs).toISOString(),
      region,
      resources: [rule.arn],
      detail: {},
    };
  }

  private deliver(rule: Rule, event: BusEvent, hops: number): void {
    const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionMs: this.world.clock.now() };
    this.world.clock.after(LATENCY.eventBridge.ms, () => {
      for (const { take } of rule.targets) take(event, context, hops);
    });
  }

  private forward(bus: string, event: BusEvent, hops: number): void {
    if (hops <= MAX_HOPS) {
      this.put(bus, event, hops);
      return;
    }
    const told = `An event went through ${MAX_HOPS} buses and is not forwarded to ${busName(bus)}: rules in a circle?`;
    this.world.recorder.tell(this.world.clock.now(), 'warning', told);
  }

  private readRule(resource: Resource): Rule[] {
    const { properties, name } = resource;
    if (properties.State === 'DISABLED') return [];
    const bus = busArn(String(properties.EventBusName ?? 'default'), this.world.templates.placeOf(resource));
    const onDefault = busName(bus) === 'default';
    const targets = (properties.Targets ?? []) as readonly Readonly<Record<string, unknown>>[];
    return [
      {
        name,
        bus,
        arn: onDefault ? resource.arn : resource.arn.replace(/:rule\//, `:rule/${busName(bus)}/`),
        matches: this.readPattern(resource),
        schedule: this.readSchedule(resource),
        targets: targets.flatMap((target) => this.readTarget(resource, target)),
      },
    ];
  }

  /** An event that does not say where it is from is of the first stack's place. */
  private placeOf({ account, region }: BusEvent): Place {
    const first = this.world.templates.assembly.stacks[0]?.environment;
    return { account: String(account ?? first?.account), region: String(region ?? first?.region) };
  }

  private readPattern({ path, properties }: Resource): Rule['matches'] {
    if (properties.EventPattern === undefined) return undefined;
    try {
      const pattern = compileEventPattern(properties.EventPattern);
      return (event) => pattern.matches(event);
    } catch (error) {
      this.world.notRehearsed.set(path, `event pattern: ${(error as Error).message}`);
      return undefined;
    }
  }

  private readSchedule({ path, properties }: Resource): Schedule | undefined {
    if (properties.ScheduleExpression === undefined) return undefined;
    try {
      return parseSchedule(String(properties.ScheduleExpression), { service: 'rule' });
    } catch (error) {
      this.world.notRehearsed.set(path, (error as Error).message);
      return undefined;
    }
  }

  private readTarget(rule: Resource, target: Readonly<Record<string, unknown>>): Rule['targets'] {
    try {
      const take = readRuleTarget(this.world, target, (bus, event, hops) => this.forward(bus, event, hops));
      return [{ arn: String(target.Arn), take }];
    } catch (error) {
      this.world.notRehearsed.set(`${rule.path} target ${String(target.Id)}`, (error as Error).message);
      return [];
    }
  }
}

function busArn(bus: string, { account, region }: Place): string {
  return bus.startsWith('arn:') ? bus : `arn:${partitionOf(region).name}:events:${region}:${account}:event-bus/${bus}`;
}

function busName(bus: string): string {
  return bus.split('/').at(-1) as string;
}
