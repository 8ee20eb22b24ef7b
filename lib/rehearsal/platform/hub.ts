/** Sightline's own functions: the workflows that the templates name, on memory ports. */
import { MemoryIncidentStore } from '../../adapters/memory/incident-store';
import { parseConfig, type SightlineConfig } from '../../core/config';
import { configPath, FUNCTION_METADATA, HUB_ENV, SLO_ENV } from '../../core/conventions';
import type { CommandAction } from '../../core/incident/command';
import { imageOf } from '../../core/incident/stream-image';
import { compileEventPattern } from '../../core/signal/event-pattern';
import type { LogPort } from '../../workflow/ports';
import type { RehearsedHandler } from '../bindings';
import { hubsOf, type Place, type TemplateHub } from '../hubs';
import type { Resource } from '../templates';
import type { World } from '../world';
import { WorstSeverities } from '../worst-severities';
import type { Alarms } from './alarms/alarms';
import { rehearsedDetection } from './anomaly/detect-anomalies';
import { declareAutomations } from './automations';
import type { Bus } from './bus';
import { rehearsedCheckHealth } from './check-health';
import type { Dependencies } from './dependencies';
import { ErrorTrackings } from './errors/track-errors';
import type { Functions } from './functions';
import { commandOpenIncidents, incidentWorkflows } from './incident-workflows';
import { LATENCY } from './latency';
import { readEach } from './not-rehearsed';
import type { Queues } from './queues';
import { rehearsedWidgets } from './render-widget';
import { rehearsedScoreHealth } from './score-health';
import { Evaluations } from './slo/evaluate-slos';
import type { Topics } from './topics';
import { TraceAnalyses } from './traces/analyze-traces';

export interface HubParts {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly bus: Bus;
  readonly dependencies: Dependencies;
  /** There when the first handler runs. */
  readonly alarms: Pick<Alarms, 'states'>;
}

export type Variables = Readonly<Record<string, string>>;
type StreamRecord = Parameters<Parameters<MemoryIncidentStore['onWrite']>[0]>[0][number];

/** Binds each function that carries a workflow's name in its metadata, and connects the tables' streams. */
export class Hub {
  /** Of objectives. */
  readonly evaluations: Evaluations;
  /** Of errors in logs. */
  readonly errorTrackings: ErrorTrackings;
  /** Of traces. */
  readonly traceAnalyses: TraceAnalyses;
  readonly worstSeverities = new WorstSeverities();
  private readonly log = stdoutLog();
  private readonly stores = new Map<string, MemoryIncidentStore>();
  /** The environment variables of each function that runs a workflow. */
  private readonly environments = new Map<string, Variables>();
  private readonly templateHubs: readonly TemplateHub[];

  constructor(
    private readonly world: World,
    private readonly parts: HubParts,
  ) {
    this.templateHubs = hubsOf(world.templates);
    this.evaluations = new Evaluations(world, parts.bus, this.log);
    this.errorTrackings = new ErrorTrackings(world, parts.bus, this.log);
    this.traceAnalyses = new TraceAnalyses(world, parts.bus, this.log);
    for (const resource of world.templates.ofType('AWS::Lambda::Function')) {
      const workflow = resource.metadata[FUNCTION_METADATA];
      if (typeof workflow === 'string') this.bind(resource, workflow);
    }
    for (const { kind, name } of this.configs().flatMap(({ hub }) => hub.channels)) {
      // Scenarios fail and slow a provider by the name of its channel.
      if (kind !== 'topic') parts.dependencies.declare(name, LATENCY.provider.ms);
    }
    for (const config of this.configs()) declareAutomations(parts, config);
    readEach(world, world.templates.ofType('AWS::Lambda::EventSourceMapping'), 'event source mapping', (mapping) => {
      this.connectStream(mapping);
      return [];
    });
  }

  /** Every incident store of the templates. */
  incidentStores(): readonly MemoryIncidentStore[] {
    return [...this.stores.values()];
  }

  /** The channels of every hub, and `@<name>` for everybody who can be told by name. */
  channelNames(): string[] {
    const names = this.configs().flatMap(({ hub, people }) => [
      ...hub.channels.map(({ name }) => name),
      ...people.map(({ name }) => `@${name}`),
    ]);
    return [...new Set(names)].sort();
  }

  /** Names of the runbooks of every hub that run something. */
  automatedRunbooks(): string[] {
    const named = this.configs().flatMap(({ runbooks = [] }) => runbooks.filter(({ automation }) => automation));
    return [...new Set(named.map(({ name }) => name))].sort();
  }

  /** Has a person do something about every incident that is open. */
  async command(action: CommandAction, by: string): Promise<void> {
    const tables = new Map(this.hubs().map((variables) => [variables[HUB_ENV.table], variables]));
    for (const variables of tables.values()) {
      const at = { store: this.store(variables), config: this.config(variables), variables };
      await commandOpenIncidents(this.world, this.parts, at, action, by);
    }
  }

  /** Of the functions that set timers: they know table, configuration and the queue of wake-ups. */
  private hubs(): Variables[] {
    const known = [HUB_ENV.configPath, HUB_ENV.table, HUB_ENV.wakeQueueUrl];
    return [...this.environments.values()].filter((variables) => known.every((name) => variables[name] !== undefined));
  }

  private configs(): SightlineConfig[] {
    return this.hubs().map((variables) => this.config(variables));
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
    this.parts.functions.bind(resource, () => build(variables, this.world.templates.placeOf(resource)));
  }

  private workflows(): Readonly<Record<string, (variables: Variables, place: Place) => RehearsedHandler>> {
    const { world, parts, log } = this;
    const sources = {
      store: (variables: Variables) => this.store(variables),
      config: (variables: Variables) => this.config(variables),
      objectives: (variables: Variables) => this.evaluations.objectivesOf(variables),
      errors: (variables: Variables) => this.errorTrackings.evidenceOf(variables),
      topology: (variables: Variables) => this.traceAnalyses.topologyOf(String(variables[HUB_ENV.hub])),
    };
    return {
      'check-health': rehearsedCheckHealth(world, parts.dependencies, log),
      'score-health': rehearsedScoreHealth(world, parts, log),
      'evaluate-slos': (variables, place) => this.evaluations.handler(variables, place),
      'detect-anomalies': rehearsedDetection(world, parts, log),
      'track-errors': (variables, place) => this.errorTrackings.handler(variables, place),
      'analyze-traces': (variables, place) => this.traceAnalyses.handler(variables, place),
      'render-widget': rehearsedWidgets(
        world,
        { ...sources, evaluations: this.evaluations, analyses: this.traceAnalyses },
        log,
      ),
      ...incidentWorkflows(world, parts, sources, log),
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
    this.worstSeverities.watch(store);
    this.stores.set(table.arn, store);
    this.world.recorder.count('incident tables');
    return store;
  }

  private config(variables: Variables) {
    const hub = this.templateHubs.find(({ name }) => configPath(name) === variables[HUB_ENV.configPath]);
    return parseConfig(hub?.documents ?? []);
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
      if (wanted.length > 0)
        this.world.clock.after(LATENCY.streamPoll.ms, () => this.deliver(stream, wanted, 0, this.world.clock.now()));
    });
  }

  private deliver(stream: StreamMapping, records: readonly StreamEvent[], tries: number, sinceMs: number): void {
    const { clock } = this.world;
    this.parts.functions
      .invoke(stream.target, { Records: records })
      .then((result) => {
        const failures = result.ok
          ? ((result.value as { batchItemFailures?: unknown[] } | undefined)?.batchItemFailures ?? [])
          : records;
        if (failures.length === 0) return;
        if (tries < stream.maxRetries && clock.now() - sinceMs < stream.maxAgeMs) {
          clock.after(1_000, () => this.deliver(stream, records, tries + 1, sinceMs));
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
  readonly maxAgeMs: number;
  /** ARN of the queue for records that failed every time; empty without one. */
  readonly onFailure: string;
}

function readStreamMapping({ properties }: Resource, target: Resource): StreamMapping {
  const { FilterCriteria, MaximumRetryAttempts, MaximumRecordAgeInSeconds, DestinationConfig } = properties as {
    FilterCriteria?: { Filters?: { Pattern?: string }[] };
    MaximumRetryAttempts?: number;
    MaximumRecordAgeInSeconds?: number;
    DestinationConfig?: { OnFailure?: { Destination?: string } };
  };
  const filters = (FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
    compileEventPattern(JSON.parse(String(Pattern))),
  );
  // -1 stands for as long as the record is kept: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
  const unlimited = (value = -1) => (value < 0 ? Number.POSITIVE_INFINITY : value);
  return {
    target,
    wants: (event) => filters.length === 0 || filters.some((filter) => filter.matches(event)),
    maxRetries: unlimited(MaximumRetryAttempts),
    maxAgeMs: unlimited(MaximumRecordAgeInSeconds) * 1_000,
    onFailure: DestinationConfig?.OnFailure?.Destination ?? '',
  };
}

function toStreamRecord(record: StreamRecord, sequence: number): Record<string, unknown> {
  return {
    eventID: String(sequence),
    eventName: record.eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: {
      Keys: imageOf(record.keys),
      ...(record.newImage && { NewImage: imageOf(record.newImage) }),
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
