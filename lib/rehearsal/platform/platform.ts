/** The simulated platform: every part, wired as the templates say. */

import { DEFAULT_EXTRA_DATAPOINTS } from '../../core/alarm/evaluation';
import type { ReportNotification } from '../../view/report/model';
import type { RehearsalBindings } from '../bindings';
import { wordMissingHub } from '../hubs';
import type { World } from '../world';
import { type AlarmOptions, Alarms } from './alarms/alarms';
import type { TemplateAlarm } from './alarms/definition';
import { alarmRules } from './alarms/rules';
import { ASYNC_RULES } from './async-functions';
import { Bus } from './bus';
import { Dependencies } from './dependencies';
import { FUNCTION_RULES, Functions } from './functions';
import { HTTP_API_RULES, HttpApis } from './http-apis';
import { Hub } from './hub';
import { LATENCY } from './latency';
import { Logs } from './logs';
import type { OutputCapture } from './output-capture';
import { QUEUE_RULES, Queues } from './queues';
import { SCHEDULE_RULES } from './schedules';
import { rehearsedTable, TABLE_RULES } from './tables';
import { Topics } from './topics';
import { tellUnheard } from './unheard';

const ANOTHER_ASSEMBLY = "--assembly once more (in code: rehearse(['cdk.out', '../hub/cdk.out']))";

export interface PlatformOptions extends AlarmOptions {
  /**
   * Bindings may name functions and queues that the templates do not have: they are passed over.
   * @default - such a name is an error, most likely a misspelt one
   */
  readonly skipUnknownBindings?: boolean;
}

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
    private readonly options: PlatformOptions = {},
  ) {
    this.functions = new Functions(world, new Logs(world), output);
    this.queues = new Queues(world, this.functions);
    this.topics = new Topics(world);
    this.bus = new Bus(world, this.functions);
    this.apis = new HttpApis(world, this.functions);
    this.dependencies = new Dependencies(world, bindings.dependencies ?? {});
    this.hub = new Hub(world, this);
    this.bind(bindings);
    this.functions.reportUnbound();
    this.alarms = new Alarms(world, this.bus, this.topics, alarms, options);
    tellUnheard(world, this.bus, alarms);
  }

  /** Starts everything that happens by itself: schedules, queue metrics, the evaluation of alarms. */
  start(startMs: number): void {
    this.bus.startSchedules(startMs);
    this.queues.startSampling();
    this.alarms.start();
  }

  /** @throws naming the channels there are, where nothing of this kind can ever go to that one */
  checkChannel(kind: ReportNotification['kind'], channel: string): void {
    if (kind === 'fallback') return;
    const known = kind === 'alarm-action' ? this.alarms.topicNames() : this.hub.channelNames();
    if (known.some((name) => (kind === 'alarm-action' ? name.includes(channel) : name === channel))) return;
    const what = kind === 'alarm-action' ? 'no alarm acts on a topic' : 'no hub has a channel';
    const missing = wordMissingHub(this.world.templates, ANOTHER_ASSEMBLY);
    throw new Error(
      `${what} '${channel}'; there ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ') || '(none)'}` +
        (missing && kind !== 'alarm-action' ? `; ${missing}` : ''),
    );
  }

  private bind(bindings: RehearsalBindings): void {
    const { templates } = this.world;
    const code = bindings.functions({
      queue: (id) => {
        if (!this.options.skipUnknownBindings) this.queues.find(id);
        return {
          send: async (body, attributes) => {
            await this.world.clock.sleep(LATENCY.queueSend.ms);
            this.queues.find(id).send(body, attributes);
          },
        };
      },
      table: (id) => rehearsedTable(this.world, id),
      dependency: (name) => this.dependencies.port(name),
    });
    for (const [id, factory] of Object.entries(code)) {
      if (this.options.skipUnknownBindings && !templates.has(id, 'AWS::Lambda::Function')) continue;
      this.functions.bind(templates.find(id, 'AWS::Lambda::Function'), factory);
    }
  }
}

/** How everything above is simulated: one line each, for the report. */
export function assumptions(
  extraDatapoints = DEFAULT_EXTRA_DATAPOINTS,
): readonly { readonly what: string; readonly value: string; readonly source: string }[] {
  return [
    ...alarmRules(extraDatapoints),
    ...FUNCTION_RULES,
    ...ASYNC_RULES,
    ...HTTP_API_RULES,
    ...QUEUE_RULES,
    ...SCHEDULE_RULES,
    ...TABLE_RULES,
    ...Object.values(LATENCY).map(({ ms, what, source }) => ({ what, value: `${ms} ms`, source })),
  ];
}
