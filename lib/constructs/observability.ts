import { Annotations, AspectPriority, Aspects, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { CATALOG } from '../core/catalog/catalog';
import type { AlarmTunings } from '../core/catalog/resolve';
import { cloudWatchConsole } from '../core/console';
import { DEFAULT_NAMESPACE } from '../core/conventions';
import type { Row } from '../core/dashboard/body';
import type { HealthFacts } from '../core/health/plan-inputs';
import { SEVERITIES, type Severity } from '../core/incident/severity';
import type { Pack } from '../core/pack/pack';
import { type ShownCost, shownCost } from '../core/price/shown-cost';
import { type ActionsBySeverity, AlarmAction, actionsBySeverity } from './alarm/action';
import type { AlarmReference } from './alarm/alarm-reference';
import { type AlertPolicyOptions, addAlertPolicy } from './alarm/alert-policy';
import type { AlarmCondition } from './alarm/condition';
import { DEFAULT_ALARM_NAMING, nameAlarm } from './alarm/naming';
import type { ActionArns, AlarmOptions } from './alarm/options';
import { type CompositeOptions, renderComposite } from './alarm/render-composite';
import { renderCondition } from './alarm/render-condition';
import type { MuteOptions } from './alarm/render-mute';
import type { AlarmRule } from './alarm/rule';
import type { AnomalyDetection } from './anomaly/anomaly-detection';
import { type DetectAnomaliesOptions, watchService } from './anomaly/service-series';
import type { CustomWidgets } from './dashboard/custom-widgets';
import { renderDashboards } from './dashboard/dashboards';
import type { ErrorTracking } from './error/error-tracking';
import { type TrackErrorsOptions, TrackedLogs } from './error/tracked-logs';
import { checkHubPlace } from './incident/hub-place';
import { refuseNamesake } from './judge/judge-check';
import { conditionOf, type LogRule, type LogRuleOptions } from './log/log-rule';
import { AlarmSet, type MonitoredAlarm } from './monitor/alarm-set';
import { announceCost, costOf } from './monitor/cost-note';
import { OwnAlarms } from './monitor/own-alarms';
import { exportProblems } from './monitor/quotas';
import { type Monitorable, ResourceFinder } from './monitor/resource';
import { checkScopeOptions, type MonitorScopeOptions, type ScopeReport } from './monitor/scope';
import { announce, warnOfLate } from './monitor/scope-report';
import { ScopeSweep } from './monitor/scope-sweep';
import type { ServiceIdentity } from './monitor/service';
import { WatchedResources } from './monitor/watched-resources';
import { dashboardName, outermostStackName, shortHash } from './names';
import { checkObservabilityProps, dependencyNames, type ObservabilityProps } from './observability-props';
import { publishServiceConfig } from './service-config';
import { Objectives } from './slo/objectives';
import { type PackOptions, readPack } from './slo/pack';
import type { ServiceObjective } from './slo/service-objective';
import type { Slo } from './slo/slo';

/**
 * Dashboards and alarms for the resources of one service in one environment, with defaults that are meant to be kept.
 *
 * ```ts
 * const obs = new Observability(this, 'Observability', { service: 'checkout', environment: 'prod', incidents });
 * obs.monitor(charge, api, orders, queue);
 * ```
 */
export class Observability extends Construct {
  /** Name of the service. */
  readonly service: string;
  /** Name of the dashboard. */
  readonly dashboardName: string;

  private readonly identity: ServiceIdentity;
  private readonly stackName: string;
  private readonly props: ObservabilityProps;
  private readonly actionsFor: (severity: Severity) => ActionArns;
  private readonly finder: ResourceFinder;
  private readonly alarmSet: AlarmSet;
  private readonly ownAlarms: OwnAlarms;
  private readonly objectives: Objectives;
  private readonly resources: WatchedResources;
  private readonly sweeps: ScopeSweep[] = [];
  private trackedLogs?: TrackedLogs;
  private prepared = false;
  /** By `HealthScores`. */
  private scored = false;
  private customWidgets?: CustomWidgets;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    checkObservabilityProps(`Observability '${this.node.path}'`, props);
    this.warnOfSilence(props);
    checkHubPlace(this, props.incidents);
    const { service, environment, namespace = DEFAULT_NAMESPACE, release } = props;
    this.service = service;
    this.identity = { service, environment, namespace, release };
    this.refuseSecond();
    this.stackName = outermostStackName(this);
    this.props = props;
    const told = props.notify ? everySeverity(AlarmAction.topic(props.notify)) : (props.actions ?? {});
    this.actionsFor = actionsBySeverity(this, told, `'actions' of '${this.node.path}'`);
    this.finder = new ResourceFinder([...(props.catalog ?? []), ...CATALOG], namespace);
    // Apart from our own children: a monitored resource may have any id.
    const alarmScope = new Construct(this, 'Alarms');
    this.alarmSet = new AlarmSet(alarmScope, [this.stackName, this.node.path], props.shards);
    this.dashboardName = dashboardName(service, environment, shortHash(this.stackName, this.node.path));
    this.resources = this.resourcesOf(props);
    this.ownAlarms = new OwnAlarms(this, {
      service,
      environment,
      actionsFor: this.actionsFor,
      nameOf: (id) => this.nameOf('own', id, shortHash(this.stackName, this.node.path, id)),
      // As with those of the catalog: where they speak for themselves.
      ...((props.notify || props.actions) && { links: { dashboard: this.dashboardLink() } }),
    });
    this.objectives = this.objectivesOf(props, namespace);
    if (props.incidents) {
      const { stackName, dashboardName } = this;
      const dependsOn = dependencyNames(`Observability '${this.node.path}'`, props);
      const facts = { ...this.identity, stackName, dashboardName, dependsOn };
      publishServiceConfig(this, 'Config', props.incidents.hub, facts);
    }
    this.node.addValidation({ validate: () => this.findUnused() });
    Aspects.of(this).add({ visit: (node) => this.prepare(node) }, { priority: AspectPriority.MUTATING });
  }

  /**
   * All alarms so far: complete before synth, but for resources that `monitorScope` meets at synth only. Asking settles
   * whether they lie in nested stacks, since their names depend on it: ask when most is monitored.
   */
  createdAlarms(): readonly MonitoredAlarm[] {
    return [...this.alarmSet.all(), ...this.ownAlarms.all()];
  }

  /**
   * Adds alarms and graphs for resources of all types in the catalog (docs/reference/catalog.md): L2 and L1 constructs,
   * imported ones, and `Target`s. A queue brings its dead-letter queue along. Functions also get the `SIGHTLINE_*`
   * environment variables that are not set yet and a filter that counts ERROR lines of their log. The first function
   * brings the alarms on the service's own metrics.
   *
   * Throws for what is not in the catalog, lies in another account or Region, is deployed under a condition, or is monitored
   * here already.
   */
  monitor(...resources: readonly Monitorable[]): this {
    this.refuseLate('monitor');
    for (const resource of resources) this.resources.add(resource);
    return this;
  }

  /**
   * Monitors everything below a construct that the catalog knows, also what is added to it until synth, and says at
   * synth what it does not cover.
   *
   * ```ts
   * obs.monitorScope(this, { exclude: [{ type: 'AWS::S3::Bucket' }] });
   * ```
   * @returns what is monitored and what is not, kept up to date until synth
   */
  monitorScope(scope: IConstruct, options: MonitorScopeOptions = {}): ScopeReport {
    checkScopeOptions(options);
    this.refuseLate('monitorScope');
    const sweep = new ScopeSweep(scope, options, {
      finder: this.finder,
      isWatched: (identity) => this.resources.has(identity),
      watch: (construct, found, tuning) => this.resources.watch(construct, found, tuning),
    });
    this.sweeps.push(sweep);
    sweep.run();
    return sweep.report;
  }

  /**
   * Changes default alarms of a resource, by alarm id; what is omitted stays. Call it before `monitor`. Pass the
   * Observability itself for the alarms on the service's own metrics, before the first function is monitored.
   *
   * ```ts
   * obs.tune(charge, { FaultRate: { threshold: 0.01 }, Throttles: { enabled: false } });
   * ```
   */
  tune(resource: Monitorable | Observability, alarms: AlarmTunings): this {
    this.resources.tune(resource, alarms);
    return this;
  }

  /**
   * An alarm of your own, with the tags, actions and description of the service's.
   *
   * ```ts
   * obs.addAlarm('Slow', AlarmCondition.percentile({ metric: api.metricLatency(), percentile: 99, threshold: 800 }), {
   *   severity: 'high',
   *   summary: 'Checkout is slow.',
   * });
   * ```
   */
  addAlarm(id: string, condition: AlarmCondition, options: AlarmOptions): MonitoredAlarm {
    return this.ownAlarms.add(id, options, (scope, context) => renderCondition(scope, id, condition, options, context));
  }

  /**
   * An alarm whose condition is a line of text, with what else an alert policy says. An objective that it names comes
   * first.
   *
   * ```ts
   * obs.addPolicy('HighCpu', { condition: 'cpu > 80% for 3 of 5 x 1m', metrics: { cpu }, severity: 'high' });
   * ```
   */
  addPolicy(id: string, options: AlertPolicyOptions): MonitoredAlarm {
    const { ownAlarms, identity } = this;
    const objectives = this.objectives.definitions();
    return addAlertPolicy(id, options, { path: this.node.path, namespace: identity.namespace, ownAlarms, objectives });
  }

  /**
   * An alarm on what lines of logs say: how many there are, which share of others, or that there are none any more.
   * @param options as of `addAlarm`, and the log groups whose lines count together
   */
  addLogRule(id: string, rule: LogRule, options: LogRuleOptions): MonitoredAlarm {
    const { logGroups, ...alarm } = { ...options };
    return this.addAlarm(id, conditionOf(this, id, rule, logGroups, this.identity), alarm);
  }

  /** A composite alarm: `AlarmRule` combines alarms of `createdAlarms()`, of `addAlarm`, and CDK's own. */
  addCompositeAlarm(id: string, rule: AlarmRule, options: CompositeOptions): MonitoredAlarm {
    if (options?.suppressor && this.props.incidents) {
      throw new Error(
        `Composite alarm '${id}' in '${this.node.path}' has a 'suppressor', which holds back actions, and with 'incidents' ` +
          'alarms have none: the hub would take it for suppressed and tell nobody. Put the condition into the rule: ' +
          'AlarmRule.all(..., AlarmRule.not(other))',
      );
    }
    return this.ownAlarms.add(id, options, (scope, context) => {
      const made = renderComposite(scope, id, rule, options, context);
      this.alarmSet.deployAfter(made.resource, [
        ...rule.alarms.map(({ name }) => name),
        ...namesOf(options.suppressor ? [options.suppressor.alarm] : []),
      ]);
      return made;
    });
  }

  /** Mutes alarms in a window of time; without `alarms` all that are there so far. */
  muteAlarms(id: string, options: Omit<MuteOptions, 'alarms'> & Partial<Pick<MuteOptions, 'alarms'>>): this {
    const alarms = options?.alarms ?? this.createdAlarms();
    const { resources } = this.ownAlarms.mute(id, { ...options, alarms });
    for (const resource of resources) this.alarmSet.deployAfter(resource, namesOf(alarms));
    return this;
  }

  /**
   * An objective of the service: its burn-rate alarms, and its budget, evaluated every five minutes. The id is its name,
   * unique in service and environment.
   * What it is about need not be monitored.
   *
   * ```ts
   * obs.slo('Availability', Slo.availability(api, { objective: '99.9' }));
   * ```
   */
  slo(id: string, slo: Slo): ServiceObjective {
    this.refuseLate('slo');
    return this.objectives.add(id, slo);
  }

  /**
   * Metrics, alarms and objectives for one line of work: what `monitor` and `slo` make of the pack's data. The service has
   * to emit the metrics (docs/reference/packs.md). Throws where the service has an objective of the same name: `prefix`
   * tells them apart.
   *
   * ```ts
   * obs.addPack(Packs.serviceMesh, { operations: ['GET /orders'] });
   * ```
   */
  addPack(pack: Pack, options: PackOptions = {}): readonly ServiceObjective[] {
    const { target, slos } = readPack(pack, options, this.identity);
    const names = slos.map(({ id }) => id);
    this.objectives.refuseTaken(pack.id, names);
    if (options.tune) this.tune(target, options.tune);
    this.monitor(target);
    return slos.map(({ id, slo }) => this.objectives.add(id, slo, pack.id));
  }

  /**
   * Has the errors in the logs of the functions that are monitored here, until synth, tracked by what they are
   * (docs/how-to/track-errors.md). Each log group gets a subscription, of which it may have two.
   *
   * ```ts
   * obs.trackErrors(new ErrorTracking(this, 'Errors', { incidents }));
   * ```
   * @param options other log groups of the service, and another filter pattern of the lines that are looked at
   */
  trackErrors(tracking: ErrorTracking, options: TrackErrorsOptions = {}): this {
    this.refuseLate('trackErrors');
    if (this.trackedLogs) throw new Error(`'trackErrors' was called before for '${this.node.path}'; call it once`);
    this.trackedLogs = new TrackedLogs(this, 'TrackedLogs', this.identity, tracking, options);
    this.trackedLogs.add(this.resources.handlers);
    return this;
  }

  /**
   * Watches requests, fault ratio and p99 latency of the service's handlers for behaviour they never showed before
   * (docs/how-to/detect-anomalies.md). Anomalies are evidence in incidents; `role` makes them open some.
   *
   * ```ts
   * obs.detectAnomalies({ timeZone: 'Europe/Berlin' });
   * ```
   * @returns what watches them, for further series
   */
  detectAnomalies(options: DetectAnomaliesOptions = {}): AnomalyDetection {
    this.refuseLate('detectAnomalies');
    const { incidents, notify } = this.props;
    return watchService(this, this.identity, options, { ...(incidents && { incidents }), ...(notify && { notify }) });
  }

  /**
   * For `HealthScores`: shows the score on the dashboard from now on.
   * @returns what it is made of, to be asked when all is monitored
   * @internal
   */
  _scoreHealth(): () => Omit<HealthFacts, 'dependencies'> {
    this.refuseLate('HealthScores');
    this.scored = true;
    const { service, environment, namespace } = this.identity;
    const dependsOn = dependencyNames(`Observability '${this.node.path}'`, this.props);
    return () => ({
      ...{ service, environment, namespace, dependsOn },
      objectives: this.props.slos === false ? [] : [...this.objectives.definitions().values()],
      resources: this.resources.drawn,
      handlers: this.resources.functions.length > 0,
    });
  }

  /**
   * For `CustomWidgets`: shows them on the dashboard from now on.
   * @internal
   */
  _showWidgets(widgets: CustomWidgets): void {
    this.refuseLate('CustomWidgets');
    if (this.customWidgets) {
      const known = this.customWidgets.node.path;
      throw new Error(`'${this.node.path}' shows the widgets of '${known}' already; name it in one CustomWidgets only`);
    }
    this.customWidgets = widgets;
  }

  private resourcesOf({ runbooks, customizeAlarm }: ObservabilityProps): WatchedResources {
    const style = {
      identity: this.identity,
      actionsFor: this.actionsFor,
      nameOf: (resource: string, alarm: string, hash: string) => this.nameOf(resource, alarm, hash),
      dashboardLink: () => this.dashboardLink(),
      runbooks,
      customizeAlarm,
    };
    return new WatchedResources(this, this.finder, this.alarmSet, style, (handler) => this.trackedLogs?.add([handler]));
  }

  private objectivesOf(props: ObservabilityProps, namespace: string): Objectives {
    const { service, environment, incidents, notify, actions, slos, customizeAlarm } = props;
    return new Objectives(this, {
      ...{ service, environment, namespace, finder: this.finder, alarmSet: this.alarmSet, actionsFor: this.actionsFor },
      nameOf: (objective, alarm, hash) => this.nameOf(objective, alarm, hash),
      ...(incidents && { incidents }),
      ...(notify && { notify }),
      ...(slos !== undefined && { evaluation: slos }),
      ...((notify || actions) && { dashboardLink: this.dashboardLink() }),
      ...(customizeAlarm && { customizeAlarm }),
      hasHandlers: () => this.resources.functions.length > 0,
    });
  }

  /**
   * In one stack both would watch and draw the same, and of those that join one hub the deployment of the second would
   * meet the parameter that tells the hub of the service.
   */
  private refuseSecond(): void {
    const stage = Stage.of(this);
    const meets = (other: Observability) => {
      const [ours, theirs] = [this.props.incidents?.hub, other.props.incidents?.hub];
      const sharesStack = Stage.of(other) === stage && other.stackName === this.stackName;
      return sharesStack || (ours !== undefined && ours === theirs);
    };
    const isSuch = (other: IConstruct): other is Observability => other instanceof Observability && meets(other);
    const nameOf = ({ identity: { service, environment } }: Observability) => `${service}/${environment}`;
    const todo =
      'a stack has one of a service, and so have all that join a hub: monitor everything with it, or give the other ' +
      "another 'service' or 'environment'";
    refuseNamesake<Observability>(this, isSuch, nameOf, 'Observabilities of one service and environment', todo);
  }

  private refuseLate(method: string): void {
    if (!this.prepared) return;
    throw new Error(
      `'${method}' was called when the alarms of '${this.node.path}' were in the template already; call it before synth, ` +
        'or from an Aspect on a construct that the Observability lies in, such as the app',
    );
  }

  /** Before synth writes anything: resources that came late, then alarms, which wait until their place is known. */
  private prepare(node: IConstruct): void {
    // A tree that is synthesized again, as by tests, has everything already.
    if (node !== this || this.prepared) return;
    this.prepared = true;
    for (const sweep of this.sweeps) sweep.run();
    this.alarmSet.render();
    this.renderDashboards();
    for (const { scope, report } of this.sweeps) announce(scope, report);
    this.objectives.announce();
    announceCost(this, this.identity.service, this.resources.functions);
  }

  private nameOf(resource: string, alarm: string, hash: string): string {
    const { service, environment } = this.identity;
    return nameAlarm(this.props.alarmNames ?? DEFAULT_ALARM_NAMING, { service, environment, resource, alarm, hash });
  }

  /** Where alarms speak for themselves; a hub's messages have the link anyway. */
  private dashboardLink(): string {
    return `${cloudWatchConsole(Stack.of(this).region)}#dashboards/dashboard/${this.dashboardName}`;
  }

  private renderDashboards(): void {
    const { service, environment, release } = this.identity;
    const { dashboards, dashboardRows, dashboardAnnotations, dashboardEnvironments } = this.props;
    // Their composites are there, and say what they mean together.
    const parts = this.objectives.partNames();
    const alarms = this.createdAlarms().filter(({ name }) => !parts.has(name));
    renderDashboards(this, {
      name: this.dashboardName,
      service,
      environment,
      header: `# ${service} · ${environment}\n${release === undefined ? 'Monitored by Sightline' : `Release ${release}`}`,
      alarms: alarms.map(({ alarmArn, severity }) => ({ arn: alarmArn, severity })),
      resources: this.resources.drawn,
      objectives: this.objectives.dashboard(),
      ...(this.scored && { healthNamespace: this.identity.namespace }),
      ...(this.customWidgets && { widgets: this.widgetRows(this.customWidgets) }),
      ...(dashboards && { templates: dashboards }),
      ...(dashboardRows && { rows: dashboardRows }),
      ...(dashboardAnnotations && { annotations: dashboardAnnotations }),
      ...(dashboardEnvironments && { environments: dashboardEnvironments }),
    });
  }

  /** The cost is known once the dashboards, which are part of it, are there. */
  private widgetRows(widgets: CustomWidgets): Row[] {
    const { service, environment } = this.identity;
    const cost = Lazy.any({ produce: () => shownCost(costOf(this, service, this.resources.functions)) });
    return widgets._rowsOf(service, environment, cost as unknown as ShownCost);
  }

  private warnOfSilence({ service, environment, incidents, notify, actions }: ObservabilityProps): void {
    if (incidents || notify || actions) return;
    Annotations.of(this).addWarningV2(
      'sightline:alarmsWithoutActions',
      `The alarms of '${service}' (${environment}) tell nobody; pass 'incidents', 'notify' or 'actions'`,
    );
  }

  private findUnused(): string[] {
    for (const sweep of this.sweeps) warnOfLate(sweep.scope, sweep.late());
    return [
      ...this.resources.unusedTunings(),
      ...this.sweeps.flatMap((sweep) => sweep.problems()),
      ...this.resources.conditionProblems(),
      ...exportProblems(this, this.resources.constructs()),
    ];
  }
}

/** Names of references to alarms. */
function namesOf(alarms: readonly AlarmReference[]): string[] {
  return alarms.map((alarm) => ('name' in alarm ? alarm.name : alarm.alarmName));
}

function everySeverity(action: AlarmAction): ActionsBySeverity {
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, [action]]));
}
