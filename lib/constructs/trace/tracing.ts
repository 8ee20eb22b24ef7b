import { CfnGroup } from 'aws-cdk-lib/aws-xray';
import { Construct } from 'constructs';
import { DIMENSION } from '../../core/conventions';
import { annotationFilter } from '../../core/trace/filter-expression';
import { checkKeys, demand, type Keys } from '../check';
import { checkName, outermostStackName, shortHash } from '../names';
import { type Traceable, traceActively } from './active-tracing';
import type { SamplingRule } from './sampling-rule';

/** Which resources of a service are traced, and what X-Ray makes of their traces. */
export interface TracingProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /** Get active tracing where it is not set: functions, REST APIs and their stages, state machines. @default - none */
  readonly resources?: readonly Traceable[];
  /** Of the account and Region, for whatever they match; the first that matches counts. @default - X-Ray's own: 1 a second and 5 % */
  readonly samplingRules?: readonly SamplingRule[];
  /** An X-Ray group of the service's traces, with metrics and a map of its own. @default true */
  readonly group?: boolean;
  /** X-Ray looks for unusual faults in the group, at a price per recorded trace. @default true */
  readonly insights?: boolean;
  /** Insights are told as EventBridge events. Needs `insights`. @default false */
  readonly notifications?: boolean;
}

const OPTIONS: Keys<TracingProps> = {
  service: true,
  environment: true,
  resources: true,
  samplingRules: true,
  group: true,
  insights: true,
  notifications: true,
};

/** @see https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html */
const MAX_NAME_LENGTH = 32;

/**
 * X-Ray for the resources of a service.
 *
 * ```ts
 * new Tracing(this, 'Tracing', {
 *   service: 'checkout',
 *   environment: 'prod',
 *   resources: [placeOrder, chargePayment],
 *   samplingRules: [SamplingRule.of({ path: '/health*', rate: 0, reservoir: 0, priority: 100 })],
 * });
 * ```
 */
export class Tracing extends Construct {
  /** Missing with `group: false`. */
  readonly group?: CfnGroup;

  constructor(scope: Construct, id: string, props: TracingProps) {
    super(scope, id);
    const caller = `Tracing '${this.node.path}'`;
    checkKeys(caller, props, OPTIONS);
    const { service, environment, group = true, notifications = false } = props;
    const { insights = group, resources = [], samplingRules = [] } = props;
    checkName('service', service);
    checkName('environment', environment);
    demand(caller, group || !insights, "'insights' needs the group; leave out 'group: false'");
    demand(caller, insights || !notifications, "'notifications' needs 'insights'; switch both on, or neither");
    checkPriorities(caller, samplingRules);
    for (const resource of resources) traceActively(this, resource);
    const path = this.node.path;
    samplingRules.forEach((rule) => {
      const key = `${rule.options.priority}`;
      rule.render(this, `Rule${key}`, shortName(service, outermostStackName(this), path, key));
    });
    if (group) this.group = this.addGroup(props, { insightsEnabled: insights, notificationsEnabled: notifications });
  }

  private addGroup(
    { service, environment }: TracingProps,
    insightsConfiguration: CfnGroup.InsightsConfigurationProperty,
  ) {
    return new CfnGroup(this, 'Group', {
      groupName: groupName(service, environment),
      filterExpression: annotationFilter({ [DIMENSION.service]: service, [DIMENSION.environment]: environment }),
      insightsConfiguration,
    });
  }
}

function checkPriorities(caller: string, rules: readonly SamplingRule[]): void {
  const priorities = rules.map(({ options }) => options.priority);
  const twin = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  demand(caller, twin === undefined, `two of 'samplingRules' have the priority ${twin}; give each its own`);
}

/** `Default` is X-Ray's own; ours always has a hyphen. */
function groupName(service: string, environment: string): string {
  const name = `${service}-${environment}`;
  return name.length <= MAX_NAME_LENGTH ? name : shortName(name);
}

function shortName(name: string, ...parts: readonly string[]): string {
  const hash = shortHash(name, ...parts);
  return `${name.slice(0, MAX_NAME_LENGTH - hash.length - 1)}-${hash}`;
}
