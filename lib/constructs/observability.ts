import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { FunctionBase } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import type { AlarmTuning } from '../core/catalog/resolve';
import { DEFAULT_NAMESPACE } from '../core/conventions';
import type { DashboardSection } from '../core/dashboard/body';
import type { AlarmRole, Severity } from '../core/incident/severity';
import { addDashboard } from './dashboard/dashboard';
import type { IIncidentResponse } from './incident/incident-response';
import { renderAlarm } from './monitor/alarm';
import { connectFunction } from './monitor/function';
import { labelOf, type Monitorable, type MonitoredResource, toMonitoredResource } from './monitor/resource';
import { type ServiceIdentity, serviceResource } from './monitor/service';
import { alarmName, checkName, checkNamespace, dashboardName, outermostStackName, shortHash } from './names';
import { publishServiceConfig } from './service-config';

export interface ObservabilityProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /**
   * The hub that turns alarms into incidents and tells people. Not together with `notify`.
   * @default - no incidents
   */
  readonly incidents?: IIncidentResponse;
  /**
   * Topic that each alarm tells of ALARM and of OK itself. Not together with `incidents`. If the topic is encrypted or
   * has a policy, both must admit `cloudwatch.amazonaws.com`.
   * @default - without `incidents` too: alarms change state and tell nobody, with a warning at synth
   */
  readonly notify?: ITopic;
  /** CloudWatch namespace of the service's own metrics. @default 'Sightline' */
  readonly namespace?: string;
  /** Version of the code, for metrics and logs; may be a token. @default - none */
  readonly release?: string;
}

/** An alarm that `Observability` made. */
export interface MonitoredAlarm {
  /** As CloudWatch shows it. */
  readonly name: string;
  /** Which of its resource's alarms, such as `FaultRate`. */
  readonly id: string;
  /** Construct path of the resource; of the Observability for the service's own alarms. */
  readonly resource: string;
  readonly severity: Severity;
  readonly role: AlarmRole;
  readonly alarm: CfnAlarm;
}

/**
 * Dashboards and alarms for the resources of one service in one environment, with defaults that are meant to be kept.
 *
 * ```ts
 * const obs = new Observability(this, 'Observability', { service: 'checkout', environment: 'prod', incidents });
 * obs.monitor(charge, api, orders, queue);
 * ```
 */
export class Observability extends Construct {
  /** Name of the dashboard. */
  readonly dashboardName: string;

  private readonly identity: ServiceIdentity;
  private readonly stackName: string;
  private readonly actions: readonly string[];
  /** Apart from our own children: a monitored resource may have any id. */
  private readonly alarmScope: Construct;
  private readonly monitored = new Set<IConstruct>();
  /** Watched along with their source queues. */
  private readonly deadLetters = new Set<IConstruct>();
  private readonly tunings = new Map<IConstruct, Readonly<Record<string, AlarmTuning>>>();
  private readonly made: MonitoredAlarm[] = [];
  private readonly sections: DashboardSection[] = [];
  private serviceMonitored = false;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    checkName('service', props.service);
    checkName('environment', props.environment);
    const namespace = props.namespace ?? DEFAULT_NAMESPACE;
    checkNamespace(namespace);
    if (props.incidents && props.notify) {
      throw new Error(
        `Observability '${this.node.path}' got both 'incidents' and 'notify', and people would be told twice; pass one`,
      );
    }
    if (!props.incidents && !props.notify) {
      Annotations.of(this).addWarningV2(
        'sightline:alarmsWithoutActions',
        `The alarms of '${props.service}' (${props.environment}) tell nobody; pass 'incidents' or 'notify'`,
      );
    }
    this.identity = { service: props.service, environment: props.environment, namespace, release: props.release };
    this.stackName = outermostStackName(this);
    this.actions = props.notify ? [props.notify.topicArn] : [];
    this.alarmScope = new Construct(this, 'Alarms');
    this.dashboardName = dashboardName(props.service, props.environment, shortHash(this.stackName, this.node.path));
    this.addDashboard();
    if (props.incidents) {
      const { stackName, dashboardName } = this;
      publishServiceConfig(this, 'Config', props.incidents.hub, { ...this.identity, stackName, dashboardName });
    }
    this.node.addValidation({ validate: () => this.findUnusedTunings() });
  }

  /** All alarms made so far, complete before synth. */
  get alarms(): readonly MonitoredAlarm[] {
    return [...this.made];
  }

  /**
   * Adds alarms and graphs for resources: Lambda functions, HTTP APIs, DynamoDB tables, SQS queues with their
   * dead-letter queues. Functions also get the `SIGHTLINE_*` environment variables that are not set yet and a filter
   * that counts ERROR lines of their log. The first function brings the alarms on the service's own metrics.
   *
   * Throws for any other construct, and for a resource that is monitored here already.
   */
  monitor(...resources: readonly Monitorable[]): this {
    for (const resource of resources) this.monitorOne(resource);
    return this;
  }

  /**
   * Changes default alarms of a resource, by alarm id; what is omitted stays. Call it before `monitor`. Pass the
   * Observability itself for the alarms on the service's own metrics, before the first function is monitored.
   *
   * ```ts
   * obs.tune(charge, { FaultRate: { threshold: 0.01 }, Throttles: { enabled: false } });
   * ```
   */
  tune(resource: Monitorable | Observability, alarms: Readonly<Record<string, AlarmTuning>>): this {
    if (this.monitored.has(resource) || (resource === this && this.serviceMonitored)) {
      throw new Error(`The alarms of '${resource.node.path}' exist already; call 'tune' before 'monitor'`);
    }
    this.tunings.set(resource, { ...this.tunings.get(resource), ...alarms });
    return this;
  }

  private monitorOne(resource: Monitorable): void {
    const found = toMonitoredResource(resource, this.identity.namespace, this.deadLetters);
    for (const construct of [resource, ...found.deadLetters]) this.refuseTwice(construct);
    this.monitored.add(resource);
    for (const queue of found.deadLetters) this.deadLetters.add(queue);
    if (resource instanceof FunctionBase) {
      connectFunction(resource, this.identity);
      this.monitorService();
    }
    this.render(found, resource, new Construct(this.alarmScope, this.pathFromStack(resource)));
  }

  private refuseTwice(resource: IConstruct): void {
    const paired = this.deadLetters.has(resource);
    if (!paired && !this.monitored.has(resource)) return;
    throw new Error(
      `Observability '${this.node.path}' monitors '${resource.node.path}' already; pass each resource once, and a queue ` +
        'without its dead-letter queue, which comes along with it',
    );
  }

  private monitorService(): void {
    if (this.serviceMonitored) return;
    this.serviceMonitored = true;
    this.render(serviceResource(this.identity), this, new Construct(this, 'Service'));
  }

  private render(found: MonitoredResource, resource: IConstruct, scope: Construct): void {
    const { service, environment } = this.identity;
    const alarms = found.alarms(this.tunings.get(resource) ?? {});
    // The name changes whenever the logical id does: CloudFormation creates before it deletes, and would meet itself.
    const hash = shortHash(this.stackName, this.node.path, resource.node.path);
    for (const alarm of alarms) {
      const name = alarmName(
        `${service}-${environment}`,
        resource === this ? 'service' : labelOf(resource),
        alarm.id,
        hash,
      );
      this.made.push({
        name,
        id: alarm.id,
        resource: resource.node.path,
        severity: alarm.severity,
        role: alarm.role,
        alarm: renderAlarm(scope, alarm.id, {
          alarm,
          alarmName: name,
          service,
          environment,
          alarmActions: this.actions,
          okActions: this.actions,
        }),
      });
    }
    this.sections.push({ heading: `## ${found.title} ${found.label}`, graphs: found.graphs, alarms });
  }

  private addDashboard(): void {
    const { service, environment, release } = this.identity;
    addDashboard(this, 'Dashboard', this.dashboardName, (region) => ({
      name: this.dashboardName,
      header: `# ${service} · ${environment}\n${release === undefined ? 'Monitored by Sightline' : `Release ${release}`}`,
      region,
      alarmArns: this.made.map(({ alarm }) => alarm.attrArn),
      sections: this.sections,
    }));
  }

  /** Unique in this construct, and the same in each stage. */
  private pathFromStack(resource: IConstruct): string {
    const stack = Stack.of(this);
    const { path } = resource.node;
    return Stack.of(resource) === stack ? path.slice(stack.node.path.length + 1) : path;
  }

  private findUnusedTunings(): string[] {
    return [...this.tunings.keys()]
      .filter((resource) => !this.monitored.has(resource) && !(resource === this && this.serviceMonitored))
      .map((resource) => `'tune' was called for '${resource.node.path}', which Observability never monitored`);
  }
}
