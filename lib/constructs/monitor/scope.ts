import { Aspects, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isAddedAlarm } from '../../core/catalog/check-tuning';
import type { AddedAlarm, AlarmTuning, AlarmTunings } from '../../core/catalog/resolve';
import { isDeployHelper } from '../../core/catalog/without-metrics';
import { SELF_WATCHING_METADATA } from '../../core/conventions';
import { checkKeys, demand } from '../check';
import { type Candidate, checkSelector, type ResourceSelector, selects } from './selection';
import { defaultChildOf } from './source';
import { checkTunings } from './tuning';

/**
 * What `monitorScope` leaves alone or watches in another way. Without any, everything it knows gets its default alarms.
 */
export interface MonitorScopeOptions {
  /** What is left alone; the report names it. @default - nothing */
  readonly exclude?: readonly ResourceSelector[];
  /** Changes to default alarms. Where several mean one resource, later ones win alarm by alarm. @default - none */
  readonly overrides?: readonly ScopeOverride[];
}

/** Changes to the default alarms of some resources of a scope. */
export interface ScopeOverride {
  /** Which resources of the scope. */
  readonly match: ResourceSelector;
  /**
   * By alarm id, as `Observability.tune` takes them. Resources that lack an id are passed over; an id that all lack fails
   * the synth.
   */
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

/** A resource of the template that the report of `monitorScope` names. */
export interface ReportedResource {
  /** Construct path. */
  readonly path: string;
  /** CloudFormation type. */
  readonly type: string;
}

/** @throws where options are unknown, or a selector says nothing */
export function checkScopeOptions(options: MonitorScopeOptions): void {
  checkKeys('monitorScope', options, { exclude: true, overrides: true });
  const { exclude = [], overrides = [] } = options;
  demand('monitorScope', Array.isArray(exclude), "'exclude' must be a list such as [{ type: 'AWS::S3::Bucket' }]");
  demand('monitorScope', Array.isArray(overrides), "'overrides' must be a list such as [{ match, alarms }]");
  for (const selector of exclude) checkSelector(selector, "A selector of 'exclude'");
  for (const override of overrides) {
    checkKeys("An override of 'overrides'", override, { match: true, alarms: true });
    checkSelector(override.match, "'match' of an override");
    checkTunings("'alarms' of an override", override.alarms);
  }
}

/** Every template resource below a construct, the construct itself included. */
export function resourcesBelow(scope: IConstruct): CfnResource[] {
  return scope.node.findAll().filter(CfnResource.isCfnResource);
}

/** The L2 whose own resource this is, or the resource itself. */
export function friendliest(resource: CfnResource): IConstruct {
  const parent = resource.node.scope;
  return parent && defaultChildOf(parent) === resource ? parent : resource;
}

/** The reason of what `markSelfWatching` marked. */
export const WATCHED_BY_ITSELF = 'it is of a Sightline construct, which has alarms of its own';

/** Why a resource is passed over that the user did not exclude; `undefined` where it is not. */
export function ownReason(resource: CfnResource): string | undefined {
  if (watchesItself(resource)) return WATCHED_BY_ITSELF;
  return isDeployHelper(resource.node.path) ? 'it runs at deploys only, for a custom resource of CDK' : undefined;
}

export function excludedBy(options: MonitorScopeOptions, candidate: Candidate): ResourceSelector | undefined {
  return options.exclude?.find((selector) => selects(selector, candidate));
}

/** The overrides that mean a resource, and of each the changes that it has the alarms or metrics for. */
export function overridesFor(
  options: MonitorScopeOptions,
  candidate: Candidate,
): ReadonlyMap<ScopeOverride, AlarmTunings> {
  const matching = (options.overrides ?? []).filter(({ match }) => selects(match, candidate));
  return new Map(
    matching.map((override) => {
      const fitting = Object.entries(override.alarms).filter(([id, tuning]) => fits(candidate, id, tuning));
      return [override, Object.fromEntries(fitting)];
    }),
  );
}

function fits({ entries }: Candidate, id: string, tuning: AlarmTuning | AddedAlarm): boolean {
  return entries.some((entry) =>
    isAddedAlarm(tuning) ? Object.hasOwn(entry.metrics, tuning.metric) : entry.alarms.some((alarm) => alarm.id === id),
  );
}

const WATCHES_ITSELF = Symbol.for('sightline.watchesItself');

/** Marks a construct whose resources have alarms of its own making, for `monitorScope` and in templates. */
export function markSelfWatching(construct: IConstruct): void {
  Object.defineProperty(construct, WATCHES_ITSELF, { value: true });
  const visit = (node: IConstruct) => {
    if (CfnResource.isCfnResource(node)) node.addMetadata(SELF_WATCHING_METADATA, true);
  };
  Aspects.of(construct).add({ visit });
}

function watchesItself(resource: IConstruct): boolean {
  return resource.node.scopes.some((scope) => WATCHES_ITSELF in scope);
}
