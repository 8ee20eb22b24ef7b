import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type AddedAlarm, type AlarmTuning, type AlarmTunings, isAddedAlarm } from '../../core/catalog/resolve';
import { refuseUnknownKeys } from '../../core/option-keys';
import { type Candidate, checkSelector, type ResourceSelector, selects } from './selection';

export interface MonitorScopeOptions {
  /** What is left alone; the report names it. @default - nothing */
  readonly exclude?: readonly ResourceSelector[];
  /** Changes to default alarms. Where several mean one resource, later ones win alarm by alarm. @default - none */
  readonly overrides?: readonly ScopeOverride[];
}

export interface ScopeOverride {
  readonly match: ResourceSelector;
  /** By alarm id, as `Observability.tune` takes them; ids that a matching resource lacks are passed over. */
  readonly alarms: AlarmTunings;
}

/** What `monitorScope` made of the resources below a construct. Each resource of the scope is counted once. */
export interface ScopeReport {
  readonly monitored: readonly ReportedResource[];
  /** Not in the catalog, or out of reach: nobody watches these. */
  readonly notCovered: readonly (ReportedResource & { readonly reason: string })[];
  /** Left out on purpose. */
  readonly excluded: readonly (ReportedResource & { readonly reason: string })[];
  /** How many have nothing to watch: permissions, policies, parts of others. */
  readonly withoutMetrics: number;
}

export interface ReportedResource {
  /** Construct path. */
  readonly path: string;
  /** CloudFormation type. */
  readonly type: string;
}

/** @throws where options are unknown, or a selector says nothing */
export function checkScopeOptions(options: MonitorScopeOptions): void {
  refuseUnknownKeys('monitorScope', options, ['exclude', 'overrides']);
  for (const selector of options.exclude ?? []) checkSelector(selector, "A selector of 'exclude'");
  for (const override of options.overrides ?? []) {
    refuseUnknownKeys("An override of 'overrides'", override, ['match', 'alarms']);
    checkSelector(override.match, "'match' of an override");
  }
}

/** Every template resource below a construct, the construct itself included. */
export function resourcesBelow(scope: IConstruct): CfnResource[] {
  return scope.node.findAll().filter(CfnResource.isCfnResource);
}

/** The L2 whose own resource this is, or the resource itself. */
export function friendliest(resource: CfnResource): IConstruct {
  const parent = resource.node.scope;
  return parent && parent.node.defaultChild === resource ? parent : resource;
}

/** Why a resource is passed over that the user did not exclude; `undefined` where it is not. */
export function ownReason(resource: CfnResource): string | undefined {
  if (watchesItself(resource)) return 'Sightline watches it by alarms of its own';
  return isDeployHelper(resource) ? 'it runs at deploys only, for a custom resource of CDK' : undefined;
}

export function excludedBy(options: MonitorScopeOptions, candidate: Candidate): ResourceSelector | undefined {
  return options.exclude?.find((selector) => selects(selector, candidate));
}

export function tuningFor(options: MonitorScopeOptions, candidate: Candidate): AlarmTunings {
  const fits = (id: string, tuning: AlarmTuning | AddedAlarm) =>
    candidate.entries.some((entry) =>
      isAddedAlarm(tuning)
        ? Object.hasOwn(entry.metrics, tuning.metric)
        : entry.alarms.some((alarm) => alarm.id === id),
    );
  const matching = (options.overrides ?? []).filter(({ match }) => selects(match, candidate));
  const all: AlarmTunings = Object.assign({}, ...matching.map((override) => override.alarms));
  return Object.fromEntries(Object.entries(all).filter(([id, tuning]) => fits(id, tuning)));
}

const WATCHES_ITSELF = Symbol.for('sightline.watchesItself');

/** Marks a construct whose resources have alarms of its own making. */
export function markSelfWatching(construct: IConstruct): void {
  Object.defineProperty(construct, WATCHES_ITSELF, { value: true });
}

function watchesItself(resource: IConstruct): boolean {
  return resource.node.scopes.some((scope) => WATCHES_ITSELF in scope);
}

/** Functions of CDK's custom resources, their roles' policies aside: ids that CDK gives them, with a hash of 32 digits. */
const DEPLOY_HELPER =
  /(^|\/)([^/]*CustomResourceProvider|framework-on(Event|Timeout)|framework-isComplete|[^/]*[0-9a-f]{32})(\/|$)/;

function isDeployHelper(resource: CfnResource): boolean {
  return DEPLOY_HELPER.test(resource.node.path);
}
