/** The simulated platform: every part, wired as the templates say. */
import type { RehearsalBindings } from '../bindings';
import type { World } from '../world';
import { ALARM_RULES, Alarms, type TemplateAlarm } from './alarms';
import { Bus } from './bus';
import { Dependencies } from './dependencies';
import { FUNCTION_RULES, Functions } from './functions';
import { HTTP_API_RULES, HttpApis } from './http-apis';
import { Hub } from './hub';
import { LATENCY } from './latency';
import { Logs } from './logs';
import type { OutputCapture } from './output-capture';
import { QUEUE_RULES, Queues } from './queues';
import { rehearsedTable, TABLE_RULES } from './tables';
import { Topics } from './topics';

const MINUTE_MS = 60_000;

export class Platform {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly bus: Bus;
  readonly apis: HttpApis;
  readonly alarms: Alarms;
  readonly hub: Hub;
  readonly dependencies: Dependencies;

  constructor(
    private readonly world: World,
    output: OutputCapture,
    alarms: readonly TemplateAlarm[],
    bindings: RehearsalBindings,
  ) {
    this.functions = new Functions(world, new Logs(world), output);
    this.queues = new Queues(world, this.functions);
    this.topics = new Topics(world);
    this.bus = new Bus(world, this.queues, this.functions);
    this.apis = new HttpApis(world, this.functions);
    this.dependencies = new Dependencies(world, bindings.dependencies ?? {});
    this.hub = new Hub(world, this);
    this.bind(bindings);
    this.functions.reportUnbound();
    this.alarms = new Alarms(world, this.bus, this.topics, alarms);
  }

  /** Starts everything that happens every minute. `onMinute` is called after each evaluation. */
  start(startMs: number, onMinute: () => void): void {
    this.bus.startSchedules(startMs);
    this.minute(startMs + MINUTE_MS, onMinute);
  }

  private minute(endMs: number, onMinute: () => void): void {
    this.world.clock.at(endMs, () => {
      this.queues.sample();
      this.minute(endMs + MINUTE_MS, onMinute);
    });
    this.world.clock.at(endMs + LATENCY.evaluation.ms, () => {
      this.alarms.evaluate(endMs);
      onMinute();
    });
  }

  private bind(bindings: RehearsalBindings): void {
    const { templates } = this.world;
    const code = bindings.functions({
      queue: (id) => {
        const queue = this.queues.find(id);
        return {
          send: async (body, attributes) => {
            await this.world.clock.sleep(LATENCY.queueSend.ms);
            queue.send(body, attributes);
          },
        };
      },
      table: (id) => rehearsedTable(this.world, id),
      dependency: (name) => this.dependencies.port(name),
    });
    for (const [id, factory] of Object.entries(code))
      this.functions.bind(templates.find(id, 'AWS::Lambda::Function'), factory);
  }
}

/** How everything above is simulated: one line each, for the report. */
export const ASSUMPTIONS: readonly { readonly what: string; readonly value: string; readonly source: string }[] = [
  ...ALARM_RULES,
  ...FUNCTION_RULES,
  ...HTTP_API_RULES,
  ...QUEUE_RULES,
  ...TABLE_RULES,
  ...Object.values(LATENCY).map(({ ms, what, source }) => ({ what, value: `${ms} ms`, source })),
];
