import { CfnResource, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { LAMBDA_FUNCTION } from '../../core/catalog/lambda-function';
import type { AlarmTunings } from '../../core/catalog/resolve';
import type { DashboardResource } from '../../core/dashboard/content';
import type { AlarmSet } from './alarm-set';
import { type AlarmStyle, type CatalogPlan, planSubject } from './catalog-plan';
import { conditionProblems, refuseConditional } from './deploy-condition';
import { refuseElsewhere } from './elsewhere';
import { connectFunction } from './function';
import type { FoundResource, Monitorable, ResourceFinder, Subject } from './resource';
import { friendliest } from './scope';
import { serviceSubject } from './service';
import { Target } from './target';
import { checkTunings, tuningOf } from './tuning';

interface Tuning {
  /** For messages. */
  readonly label: string;
  readonly alarms: AlarmTunings;
}

/** What an Observability monitors: each resource once, with the alarms and graphs that the catalog has for it. */
export class WatchedResources {
  /** What is drawn, in the order it came. */
  readonly drawn: DashboardResource[] = [];
  /** Construct paths of those whose handlers are metered. */
  readonly functions: string[] = [];
  readonly handlers: LambdaFunction[] = [];
  /** Template resources, imported constructs and targets that have their alarms. */
  private readonly watched = new Set<object>();
  /** Watched along with another one. */
  private readonly companions = new Set<object>();
  private readonly seen = new Set<string>();
  private readonly tunings = new Map<object, Tuning>();

  /** @param onHandler hears of each function whose code is the service's */
  constructor(
    private readonly observability: Construct,
    private readonly finder: ResourceFinder,
    private readonly alarmSet: AlarmSet,
    private readonly style: AlarmStyle,
    private readonly onHandler: (handler: LambdaFunction) => void,
  ) {}

  has(identity: object): boolean {
    return this.watched.has(identity) || this.companions.has(identity);
  }

  constructs(): Construct[] {
    return [...this.watched].filter(Construct.isConstruct);
  }

  /** Resources whose deployment hangs on a condition that their alarms do not have. */
  conditionProblems(): string[] {
    return conditionProblems(this.observability, [...this.watched, ...this.companions]);
  }

  /** @throws Error where it is no alarm of the resource, or the resource has its alarms already */
  tune(resource: Monitorable | Construct, alarms: AlarmTunings): void {
    const identity = resource === this.observability ? resource : this.finder.find(resource as Monitorable).identity;
    const label = nameOf(resource);
    checkTunings(`'tune' of '${label}'`, alarms);
    if (this.watched.has(identity)) {
      throw new Error(`The alarms of '${label}' exist already; call 'tune' before 'monitor'`);
    }
    this.tunings.set(identity, { label, alarms: { ...this.tunings.get(identity)?.alarms, ...alarms } });
  }

  /** What was tuned and never came. */
  unusedTunings(): string[] {
    return [...this.tunings]
      .filter(([identity]) => !this.watched.has(identity))
      .map(([, { label }]) => `'tune' was called for '${label}', which Observability never monitored`);
  }

  /** @throws Error where it is not in the catalog, out of reach, deployed under a condition, or monitored already */
  add(resource: Monitorable): void {
    const found = this.finder.find(resource);
    this.refuseTwice(found, resource);
    this.watch(resource, found, {});
  }

  /** As `add`, for what is known not to be monitored yet. */
  watch(resource: Monitorable, found: FoundResource, tuning: AlarmTunings): void {
    refuseElsewhere(resource, found, this.observability);
    refuseConditional(found, this.observability);
    const alarms = { ...tuning, ...this.tunings.get(found.identity)?.alarms };
    const shared = found.companions.some((one) => this.companions.has(one));
    const subjects = shared ? found.subjects.map(withoutCompanion) : found.subjects;
    // All that can fail comes first: what fails leaves nothing behind.
    const plans = subjects
      .filter((subject) => !this.seen.has(seriesOf(subject)))
      .map((subject) => this.planOf(resource, subject, tuningOf(subject.entry, subjects, alarms)));
    if (subjects.some(({ entry }) => entry.title === LAMBDA_FUNCTION.title) && !(resource instanceof Target)) {
      this.connect(resource);
    }
    this.watched.add(found.identity);
    for (const companion of found.companions) this.companions.add(companion);
    for (const subject of subjects) this.seen.add(seriesOf(subject));
    for (const plan of plans) this.follow(plan);
  }

  private connect(resource: IConstruct): void {
    const fn = friendly(resource);
    connectFunction(fn, this.style.identity);
    this.functions.push(resource.node.path);
    if (fn instanceof LambdaFunction) {
      this.handlers.push(fn);
      this.onHandler(fn);
    }
    this.watchService();
  }

  /** The first function brings the alarms on the service's own metrics. */
  private watchService(): void {
    const { observability } = this;
    if (this.watched.has(observability)) return;
    this.watched.add(observability);
    const tuning = this.tunings.get(observability)?.alarms ?? {};
    const { path } = observability.node;
    const subject = serviceSubject(this.style.identity);
    this.follow(planSubject({ subject, path, owner: SERVICE_OWNER, shown: 'service', tuning }, this.style));
  }

  private planOf(resource: Monitorable, subject: Subject, tuning: AlarmTunings): CatalogPlan {
    const path = resource instanceof Target ? `Targets/${resource.entry.title}/${resource.label}` : resource.node.path;
    const { label } = subject.resource;
    return planSubject({ subject, path, owner: this.ownerOf(resource, subject), shown: label, tuning }, this.style);
  }

  private follow({ pending, drawn }: CatalogPlan): void {
    this.alarmSet.add(pending);
    this.drawn.push(drawn);
  }

  private refuseTwice({ identity, companions }: FoundResource, resource: Monitorable): void {
    const known = companions.find((companion) => this.watched.has(companion));
    if (!known && !this.has(identity)) return;
    throw new Error(
      `Observability '${this.observability.node.path}' monitors '${known ? friendly(known).node.path : nameOf(resource)}' ` +
        'already; pass each resource once, and a queue without its dead-letter queue, which comes along with it',
    );
  }

  private ownerOf(resource: Monitorable, { entry }: Subject): string {
    if (resource instanceof Target) return `Targets/${entry.title}/${resource.label}`;
    const stack = Stack.of(this.observability);
    const { path } = resource.node;
    return Stack.of(resource) === stack ? path.slice(stack.node.path.length + 1) : `/${path}`;
  }
}

/** No construct path begins with a dot, so no resource has this owner. */
const SERVICE_OWNER = '.service';

/** Several resources can share one set of metrics, such as the schedules of a group: they get one set of alarms. */
function seriesOf({ entry, resource }: Subject): string {
  return JSON.stringify([entry.title, resource.dimensions]);
}

function nameOf(resource: Monitorable | Construct): string {
  return resource instanceof Target ? resource.label : resource.node.path;
}

/** An L1 function whose L2 is in the app is that L2. */
function friendly(resource: IConstruct): IConstruct {
  return CfnResource.isCfnResource(resource) ? friendliest(resource) : resource;
}

/** Without the alarms of a dead-letter queue that another queue has brought along. */
function withoutCompanion(subject: Subject): Subject {
  const set = subject.entry.resource?.companion?.dimensionSet;
  const dimensions = Object.entries(subject.resource.dimensions).filter(([name]) => name !== set);
  return { ...subject, resource: { ...subject.resource, dimensions: Object.fromEntries(dimensions) } };
}
