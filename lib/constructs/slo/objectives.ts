import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DashboardObjective } from '../../core/dashboard/content';
import { dashboardObjective } from '../../core/dashboard/objective';
import type { Severity } from '../../core/incident/severity';
import { planSloAlarms, type SloAlarmPlan } from '../../core/slo/alarm-plan';
import type { CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import { SloError } from '../../core/slo/slo-error';
import { sloLints } from '../../core/slo/slo-lints';
import type { CustomizeAlarm } from '../alarm/customize';
import type { ActionArns } from '../alarm/options';
import { shown } from '../check';
import type { IIncidentResponse } from '../incident/incident-response';
import type { AlarmSet, PendingAlarm } from '../monitor/alarm-set';
import type { ResourceFinder } from '../monitor/resource';
import { checkName } from '../names';
import { renderNativeSlo } from './application-signals';
import { compositeLints, compositeProblems } from './composite-check';
import { warnWithoutHandlers } from './handler-source';
import { publishSloDefinition } from './publish-definition';
import type { ResolvedServiceSlo, ResolvedSlo } from './resolved-slo';
import { type ServiceObjective, serviceObjective } from './service-objective';
import type { Slo } from './slo';
import { sloAlarms } from './slo-alarms';
import { type ISloEvaluation, SloEvaluation } from './slo-evaluation';
import { announceComposite, announceSlo } from './slo-note';
import { MadeSlo, repeatedSlos, slosOfApp } from './slos-of-app';
import { toldWhere } from './told-where';

/** What objectives take from their Observability. */
export interface ObjectivesOptions {
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace of the service's own metrics. */
  readonly namespace: string;
  readonly finder: ResourceFinder;
  readonly alarmSet: AlarmSet;
  readonly incidents?: IIncidentResponse;
  readonly notify?: ITopic;
  /** `false`: nothing evaluates them. @default - the evaluation of the stack */
  readonly evaluation?: ISloEvaluation | false;
  /** For descriptions. @default - none */
  readonly dashboardLink?: string;
  readonly customizeAlarm?: CustomizeAlarm;
  /** Whether the Observability monitors a function. */
  hasHandlers(): boolean;
  actionsFor(severity: Severity): ActionArns;
  nameOf(objective: string, alarm: string, hash: string): string;
}

/** The objectives of an Observability: their alarms, what their evaluation is told, and what dashboards show of them. */
export class Objectives {
  private readonly made = new Map<string, Objective>();
  private scope: Construct | undefined;

  constructor(
    private readonly observability: Construct,
    private readonly options: ObjectivesOptions,
  ) {
    observability.node.addValidation({ validate: () => this.problems() });
  }

  /**
   * @param pack whose objective it is. @default - no pack's
   * @throws for a name that is taken, and for what the objective refuses
   */
  add(id: string, slo: Slo, pack?: string): ServiceObjective {
    const where = `'slo' of '${this.observability.node.path}'`;
    toldWhere(where, () => checkName('name', id));
    if (this.made.has(id)) {
      throw new Error(`${where}: there is an objective '${id}' already; give each its own name`);
    }
    if (typeof slo?.resolve !== 'function') {
      throw new Error(`${where}: pass an Slo such as Slo.availability(api, { objective: '99.9' }), got ${shown(slo)}`);
    }
    const { service, environment, namespace, finder, evaluation } = this.options;
    const own = { service, environment, namespace, name: id, where: `${where} '${id}'` };
    const resolved = slo.resolve({ ...own, finder, scope: this.observability });
    if (evaluation === false) refuseUnevaluated(`${where} '${id}'`, resolved);
    const parts = resolved.kind === 'service' ? this.partsOf(id, resolved) : NO_PARTS;
    const published = this.evaluationName();
    const { definition } = resolved;
    const scope = new MadeSlo(this.parent(), id, definition, published);
    if (published !== undefined) publishSloDefinition(scope, 'Published', published, definition);
    if (resolved.kind === 'service' && resolved.alarms.applicationSignals) {
      renderNativeSlo(scope, 'ApplicationSignals', resolved.definition);
    }
    this.options.alarmSet.add(parts.pending);
    this.made.set(id, { ...parts, scope, definition, pack });
    return serviceObjective(definition, parts.pending, this.options.alarmSet);
  }

  /** By name. */
  definitions(): ReadonlyMap<string, SloDefinition | CompositeSloDefinition> {
    return new Map([...this.made].map(([name, { definition }]) => [name, definition]));
  }

  /** @throws where objectives of a pack have names that are taken, with what to write */
  refuseTaken(pack: string, names: readonly string[]): void {
    const taken = names.filter((name) => this.made.has(name));
    const [first] = taken;
    if (first === undefined) return;
    const other = this.made.get(first)?.pack;
    const owner =
      other === undefined ? "which 'slo' has made already" : `which the pack '${other}' has brought already`;
    const quoted = taken.map((name) => `'${name}'`).join(', ');
    throw new Error(
      `'addPack' of '${this.observability.node.path}': the pack '${pack}' has ${quoted}, ${owner}; tell them apart by ` +
        `addPack(pack, { prefix: '${prefixOf(pack)}' }), or leave them out by { objectives: { '${first}': false } }`,
    );
  }

  /** Rows of the dashboards; none where nothing is published. */
  dashboard(): DashboardObjective[] {
    if (this.options.evaluation === false) return [];
    return [...this.made.values()].map(({ definition }) => dashboardObjective(definition));
  }

  /** Names of the alarms that are evidence for others of the same objective. */
  partNames(): ReadonlySet<string> {
    const parts = [...this.made.values()].flatMap(({ pending }) => pending.filter(({ role }) => role === 'signal'));
    return new Set(parts.map((part) => this.options.alarmSet.about(part).name));
  }

  /** Says at synth what there is and what it costs. */
  announce(): void {
    const { alarmSet, evaluation } = this.options;
    for (const { scope, definition, plan, pending, lints } of this.made.values()) {
      if (definition.kind === 'composite') {
        announceComposite(scope, definition, compositeLints(definition, slosOfApp(scope)));
        continue;
      }
      const names = new Map(pending.map((alarm) => [alarm.id, alarmSet.about(alarm).name]));
      const nameOf = (id: string) => names.get(id) ?? id;
      announceSlo(scope, { definition, plan, lints, nameOf, evaluated: evaluation !== false });
      if (!this.options.hasHandlers()) warnWithoutHandlers(scope, definition);
    }
  }

  private problems(): string[] {
    if (this.made.size === 0) return [];
    const own = new Set<Construct>([...this.made.values()].map(({ scope }) => scope));
    const all = slosOfApp(this.observability);
    const ofOwn = all.filter((one) => own.has(one)).flatMap((one) => compositeProblems(one, all));
    return [...repeatedSlos(all, (one) => own.has(one)), ...ofOwn];
  }

  private partsOf(id: string, slo: ResolvedServiceSlo): ObjectiveParts {
    const plan = planSloAlarms(slo.definition, slo.alarms);
    return { plan, pending: this.pendingOf(id, slo.definition, plan), lints: lintsOf(slo) };
  }

  private pendingOf(id: string, definition: SloDefinition, plan: SloAlarmPlan): PendingAlarm[] {
    const { actionsFor, dashboardLink, customizeAlarm, incidents } = this.options;
    return sloAlarms(definition, plan, {
      // No construct path begins with a dot, so no resource has this owner.
      owner: `.slo/${id}`,
      resource: this.observability.node.path,
      hub: incidents !== undefined,
      actionsFor,
      nameOf: (alarm, hash) => this.options.nameOf(id, alarm, hash),
      ...(dashboardLink !== undefined && { dashboardLink }),
      ...(customizeAlarm && { customizeAlarm }),
    });
  }

  private evaluationName(): string | undefined {
    const { evaluation, incidents, notify } = this.options;
    if (evaluation === false) return undefined;
    if (evaluation) return evaluation.evaluationName;
    const made = SloEvaluation.defaultOf(this.observability, {
      ...(incidents && { incidents }),
      ...(notify && { notify }),
    });
    return made.evaluationName;
  }

  /** Apart from the Observability's other children: an objective may have any id. */
  private parent(): Construct {
    this.scope ??= new Construct(this.observability, 'Objectives');
    return this.scope;
  }
}

interface ObjectiveParts {
  readonly plan: SloAlarmPlan;
  readonly pending: readonly PendingAlarm[];
  readonly lints: readonly string[];
}

interface Objective extends ObjectiveParts {
  readonly scope: Construct;
  readonly pack: string | undefined;
  readonly definition: SloDefinition | CompositeSloDefinition;
}

/** A combination of objectives has no alarms of its own. */
const NO_PARTS: ObjectiveParts = { plan: { parts: [], composites: [] }, pending: [], lints: [] };

function lintsOf({ definition, alarms, lints }: ResolvedServiceSlo): string[] {
  return [...lints, ...sloLints(definition, alarms)];
}

/** What reads metrics that only `evaluate-slos` publishes. */
function refuseUnevaluated(where: string, slo: ResolvedSlo): void {
  const what = whatNeedsEvaluation(slo);
  if (what === undefined) return;
  throw new SloError(
    `${where}: ${what} needs the evaluation, and 'slos' is false; leave 'slos' out or pass a SloEvaluation`,
  );
}

function whatNeedsEvaluation(slo: ResolvedSlo): string | undefined {
  if (slo.kind === 'composite') return 'a combination of objectives';
  if (slo.alarms.longWindowSource === 'published') return 'a published burn rate';
  if (slo.definition.exclusions.length > 0) return "what 'exclusions' leave out of the budget";
  return slo.definition.indicator.budgeting === 'timeslices' ? 'an objective on timeslices' : undefined;
}

/** `SaasFrontEnd` of `saas-front-end`. */
function prefixOf(pack: string): string {
  return pack.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
