/** EventBridge: matches events against the templates' rules and delivers them to queues and functions. */
import { compileEventPattern } from '../../core/signal/event-pattern';
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Functions } from './functions';
import { LATENCY } from './latency';
import type { Queues } from './queues';

type Event = Readonly<Record<string, unknown>>;

interface Rule {
  readonly resource: Resource;
  readonly bus: string;
  readonly matches?: (event: Event) => boolean;
  readonly everyMs?: number;
  readonly targets: readonly ((event: Event) => void)[];
}

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

export class Bus {
  private readonly rules: readonly Rule[];
  private serial = 0;

  constructor(
    private readonly world: World,
    private readonly queues: Queues,
    private readonly functions: Functions,
  ) {
    this.rules = world.templates
      .ofType('AWS::Events::Rule')
      .filter(({ properties }) => properties.State !== 'DISABLED')
      .map((resource) => this.readRule(resource));
  }

  /** Puts an event on a bus (`default`, a name or an ARN); it reaches its targets after the platform's delay. */
  put(bus: string, event: Event): void {
    this.world.recorder.count('events on a bus');
    const name = busName(bus);
    for (const rule of this.rules) {
      if (rule.bus === name && rule.matches?.(event)) this.deliver(rule, event);
    }
  }

  nextEventId(): string {
    this.serial += 1;
    return `rehearsal-${String(this.serial).padStart(6, '0')}`;
  }

  /** Starts the scheduled rules; each fires first one interval after `startMs`. */
  startSchedules(startMs: number): void {
    for (const rule of this.rules) if (rule.everyMs) this.fire(rule, startMs + rule.everyMs);
  }

  private fire(rule: Rule, atMs: number): void {
    this.world.clock.at(atMs, () => {
      this.deliver(rule, {
        version: '0',
        id: this.nextEventId(),
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time: new Date(atMs).toISOString(),
        resources: [rule.resource.arn],
        detail: {},
      });
      this.fire(rule, atMs + (rule.everyMs as number));
    });
  }

  private deliver(rule: Rule, event: Event): void {
    this.world.clock.after(LATENCY.eventBridge.ms, () => {
      for (const target of rule.targets) target(event);
    });
  }

  private readRule(resource: Resource): Rule {
    const { properties } = resource;
    const schedule = RATE.exec(String(properties.ScheduleExpression ?? ''));
    if (properties.ScheduleExpression !== undefined && !schedule) {
      this.world.notRehearsed.set(
        resource.path,
        `schedule ${String(properties.ScheduleExpression)}: only rate(...) is played`,
      );
    }
    const pattern = properties.EventPattern === undefined ? undefined : this.readPattern(resource);
    return {
      resource,
      bus: busName(String(properties.EventBusName ?? 'default')),
      matches: pattern && ((event) => pattern.matches(event)),
      everyMs: schedule ? Number(schedule[1]) * (UNIT_MS[schedule[2] as string] as number) : undefined,
      targets: ((properties.Targets ?? []) as readonly Record<string, unknown>[]).flatMap((target) =>
        this.readTarget(resource, target),
      ),
    };
  }

  private readPattern(resource: Resource): ReturnType<typeof compileEventPattern> | undefined {
    try {
      return compileEventPattern(resource.properties.EventPattern);
    } catch (error) {
      this.world.notRehearsed.set(resource.path, `event pattern: ${(error as Error).message}`);
      return undefined;
    }
  }

  private readTarget(rule: Resource, target: Readonly<Record<string, unknown>>): ((event: Event) => void)[] {
    const skip = (why: string) => {
      this.world.notRehearsed.set(`${rule.path} target ${String(target.Id)}`, why);
      return [];
    };
    if (target.InputTransformer ?? target.InputPath ?? target.Input) return skip('rule target that rewrites its input');
    const arn = String(target.Arn);
    const queue = this.queues.byIdentity(arn);
    if (queue) return [(event) => queue.send(JSON.stringify(event))];
    const resource = this.world.templates.byIdentity(arn, 'AWS::Lambda::Function');
    if (!resource) return skip(`rule target ${arn.split(':')[2]}: only queues and functions are played`);
    return [
      (event) => {
        if (this.functions.isBound(resource)) this.functions.invoke(resource, event).catch(this.world.fail);
      },
    ];
  }
}

function busName(bus: string): string {
  return bus.split('/').at(-1) as string;
}
