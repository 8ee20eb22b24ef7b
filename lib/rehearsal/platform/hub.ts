/** Sightline's own functions: the workflows that the templates name, on memory ports. */
import { MemoryIncidentStore } from '../../adapters/memory/incident-store';
import { type ConfigDocument, parseConfig } from '../../core/config';
import { DEFAULT_NAMESPACE, DIMENSION, EVENT, FUNCTION_METADATA, HUB_ENV, SLO_ENV } from '../../core/conventions';
import type { NotificationKind } from '../../core/incident/incident';
import { compileEventPattern } from '../../core/signal/event-pattern';
import { handleSignal } from '../../workflow/handle-signal';
import { notify } from '../../workflow/notify';
import type { LogPort, MetricPort } from '../../workflow/ports';
import type { RehearsedHandler } from '../bindings';
import type { Resource } from '../templates';
import type { World } from '../world';
import type { Bus } from './bus';
import { rehearsedCheckHealth } from './check-health';
import type { Dependencies } from './dependencies';
import type { Functions } from './functions';
import { LATENCY } from './latency';
import { readEach } from './not-rehearsed';
import type { Queues } from './queues';
import { Evaluations } from './slo/evaluate-slos';
import { slowed } from './slowed';
import type { Topics } from './topics';

export interface HubParts {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly bus: Bus;
  readonly dependencies: Dependencies;
}

type Variables = Readonly<Record<string, string>>;
type StreamRecord = Parameters<Parameters<MemoryIncidentStore['onWrite']>[0]>[0][number];

/** Binds each function that carries a workflow's name in its metadata, and connects the tables' streams. */
export class Hub {
  /** Of objectives. */
  readonly evaluations: Evaluations;
  private readonly log = stdoutLog();
  private readonly stores = new Map<string, MemoryIncidentStore>();
  /** The environment variables of each function that runs a workflow. */
  private readonly environments = new Map<string, Variables>();

  constructor(
    private readonly world: World,
    private readonly parts: HubParts,
  ) {
    this.evaluations = new Evaluations(world, parts.bus, this.log);
    for (const resource of world.templates.ofType('AWS::Lambda::Function')) {
      const workflow = resource.metadata[FUNCTION_METADATA];
      if (typeof workflow === 'string') this.bind(resource, workflow);
    }
    readEach(world, world.templates.ofType('AWS::Lambda::EventSourceMapping'), 'event source mapping', (mapping) => {
      this.connectStream(mapping);
      return [];
    });
  }

  /** Every incident store of the templates. */
  incidentStores(): readonly MemoryIncidentStore[] {
    return [...this.stores.values()];
  }

  /** The channels of every hub. */
  channelNames(): string[] {
    const hubs = [...this.environments.values()].filter((variables) => variables[HUB_ENV.configPath] !== undefined);
    return [
      ...new Set(hubs.flatMap((variables) => this.config(variables).hub.channels.map(({ name }) => name))),
    ].sort();
  }

  private bind(resource: Resource, workflow: string): void {
    const variables = ((resource.properties.Environment as { Variables?: Variables } | undefined)?.Variables ??
      {}) as Variables;
    const build = this.workflows()[workflow];
    if (!build) {
      this.world.notRehearsed.set(resource.path, `workflow '${workflow}'`);
      return;
    }
    this.environments.set(resource.arn, variables);
    const evaluation = variables[SLO_ENV.evaluation];
    if (evaluation !== undefined) this.evaluations.open(evaluation);
    this.parts.functions.bind(resource, () => build(variables));
  }

  private workflows(): Readonly<Record<string, (variables: Variables) => RehearsedHandler>> {
    const { log } = this;
    const { clock } = this.world;
    return {
      'check-health': rehearsedCheckHealth(this.world, this.parts.dependencies, log),
      'evaluate-slos': (variables) => this.evaluations.handler(variables),
      'handle-signal': (variables) =>
        handleSignal({
          store: slowed(this.store(variables), clock),
          bus: {
            publish: async (detailType, detail) =>
              this.parts.bus.put(String(variables[HUB_ENV.bus]), {
                source: EVENT.source,
                'detail-type': detailType,
                time: new Date(clock.now()).toISOString(),
                detail,
              }),
          },
          deadLetters: {
            send: async (body, reason) => {
              const url = String(variables[HUB_ENV.deadLetterUrl]);
              const queue = this.parts.queues.byIdentity(url);
              if (!queue) throw new Error(`there is no queue ${url}`);
              queue.send(body, { reason });
            },
          },
          config: { load: async () => this.config(variables) },
          metrics: this.metrics(variables),
          clock,
          log,
          random: () => 0.5,
        }),
      notify: (variables) =>
        notify({
          store: slowed(this.store(variables), clock),
          topics: {
            publish: async (topicArn, message) => {
              const channels = this.config(variables).hub.channels;
              const channel = channels.find((candidate) => candidate.topicArn === topicArn);
              return this.parts.topics.publish(topicArn, {
                channel: channel?.name ?? 'fallback',
                kind: channel ? (message.attributes.kind as NotificationKind) : 'fallback',
                subject: message.subject,
                body: message.body,
                attributes: message.attributes,
              });
            },
          },
          config: { load: async () => this.config(variables) },
          metrics: this.metrics(variables),
          clock,
          log,
          region: this.world.templates.assembly.stacks[0]?.environment.region ?? '',
        }),
    };
  }

  private store(variables: Variables): MemoryIncidentStore {
    const table = this.world.templates.byIdentity(
      String(variables[HUB_ENV.table]),
      'AWS::DynamoDB::Table',
      'AWS::DynamoDB::GlobalTable',
    );
    if (!table) throw new Error(`there is no table '${variables[HUB_ENV.table]}' in the templates`);
    const known = this.stores.get(table.arn);
    if (known) return known;
    const store = new MemoryIncidentStore({ now: () => this.world.clock.now() });
    this.stores.set(table.arn, store);
    this.world.recorder.count('incident tables');
    return store;
  }

  private config(variables: Variables) {
    const path = `${variables[HUB_ENV.configPath]}/`;
    const documents: ConfigDocument[] = this.world.templates
      .ofType('AWS::SSM::Parameter')
      .filter(({ name }) => name.startsWith(path))
      .map(({ name, properties }) => ({ name, text: String(properties.Value) }));
    return parseConfig(documents);
  }

  private metrics(variables: Variables): MetricPort {
    const put = (name: string, value: number) =>
      this.world.metrics.put(
        { namespace: DEFAULT_NAMESPACE, name, dimensions: { [DIMENSION.hub]: String(variables[HUB_ENV.hub]) } },
        value,
        this.world.clock.now(),
      );
    return { count: (name, value = 1) => put(name, value), duration: put };
  }

  /** DynamoDB Streams: new records reach the mapped function, filtered, and are tried again when it reports them failed. */
  private connectStream(mapping: Resource): void {
    const { templates, notRehearsed } = this.world;
    const source = String(mapping.properties.EventSourceArn);
    const table = templates
      .ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
      .find(({ arn }) => source.startsWith(`${arn}/stream/`));
    if (!table) {
      if (source.includes(':dynamodb:'))
        notRehearsed.set(mapping.path, `event source ${source}: the templates do not have it`);
      return;
    }
    const target = templates.byIdentity(String(mapping.properties.FunctionName), 'AWS::Lambda::Function');
    const workflow = target?.metadata[FUNCTION_METADATA];
    if (!target || workflow === undefined) {
      notRehearsed.set(mapping.path, 'DynamoDB stream of a table that is not an incident table');
      return;
    }
    const store = this.store({ [HUB_ENV.table]: table.name });
    const stream = readStreamMapping(mapping, target);
    let sequence = 0;
    store.onWrite((records) => {
      const events = records.map((record) => {
        sequence += 1;
        return toStreamRecord(record, sequence);
      });
      const wanted = events.filter((event) => stream.wants(event));
      if (wanted.length > 0) this.world.clock.after(LATENCY.streamPoll.ms, () => this.deliver(stream, wanted, 0));
    });
  }

  private deliver(stream: StreamMapping, records: readonly StreamEvent[], tries: number): void {
    this.parts.functions
      .invoke(stream.target, { Records: records })
      .then((result) => {
        const failures = result.ok
          ? ((result.value as { batchItemFailures?: unknown[] } | undefined)?.batchItemFailures ?? [])
          : records;
        if (failures.length === 0) return;
        if (tries < stream.maxRetries) {
          this.world.clock.after(1_000, () => this.deliver(stream, records, tries + 1));
        } else {
          // What Lambda sends there names the records; it does not hold them.
          this.parts.queues.byIdentity(stream.onFailure)?.send(JSON.stringify({ batchSize: records.length }));
        }
      })
      .catch(this.world.fail);
  }
}

type StreamEvent = Readonly<Record<string, unknown>>;

interface StreamMapping {
  readonly target: Resource;
  readonly wants: (event: StreamEvent) => boolean;
  readonly maxRetries: number;
  /** ARN of the queue for records that failed every time; empty without one. */
  readonly onFailure: string;
}

function readStreamMapping({ properties }: Resource, target: Resource): StreamMapping {
  const { FilterCriteria, MaximumRetryAttempts, DestinationConfig } = properties as {
    FilterCriteria?: { Filters?: { Pattern?: string }[] };
    MaximumRetryAttempts?: number;
    DestinationConfig?: { OnFailure?: { Destination?: string } };
  };
  const filters = (FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
    compileEventPattern(JSON.parse(String(Pattern))),
  );
  const retries = MaximumRetryAttempts ?? -1;
  return {
    target,
    wants: (event) => filters.length === 0 || filters.some((filter) => filter.matches(event)),
    // -1 stands for as long as the record is kept.
    maxRetries: retries < 0 ? Number.POSITIVE_INFINITY : retries,
    onFailure: DestinationConfig?.OnFailure?.Destination ?? '',
  };
}

function toStreamRecord(record: StreamRecord, sequence: number): Record<string, unknown> {
  return {
    eventID: String(sequence),
    eventName: record.eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: {
      Keys: { pk: { S: record.keys.pk }, sk: { S: record.keys.sk } },
      SequenceNumber: String(sequence),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}

/** The workflow's own log lines, as the Lambda's adapter writes them. */
function stdoutLog(): LogPort {
  const write = (level: string) => (message: string, fields?: Readonly<Record<string, unknown>>) =>
    void process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
  return { info: write('INFO'), warn: write('WARN'), error: write('ERROR') };
}
