/** Which resources of synthesized templates somebody watches, whoever made the alarms. */
import { readAlarmDescription } from '../core/alarm/description';
import type { CatalogEntry } from '../core/catalog/entry';
import { EntryIndex, type LocatedResource, locate } from '../core/catalog/locate';
import { readProperties } from '../core/catalog/properties';
import { resolveAlarms } from '../core/catalog/resolve';
import { isDeployHelper, isWithoutMetrics } from '../core/catalog/without-metrics';
import {
  ALARM_TAG,
  DEFAULT_NAMESPACE,
  DIMENSION,
  ENV,
  FUNCTION_METADATA,
  SELF_WATCHING_METADATA,
  SLO_METRIC,
  sloPath,
} from '../core/conventions';
import { readDashboardBody } from '../core/dashboard/read';
import type { MetricId } from '../core/signal/metric';
import { parseSloDefinitions } from '../core/slo/read-definition';
import { type CoverageGap, type CoverageReport, percentMonitored, type WatchedService } from '../view/coverage-model';
import type { Assembly } from './assembly';
import { dashboardBodies } from './dashboard-bodies';
import { readAlarms, type TemplateAlarm } from './platform/alarms/definition';
import { TemplateSource } from './template-source';
import { type Resource, Templates } from './templates';

/** @param catalog the built-in entries and those of the user */
export function watchedResources(assembly: Assembly, catalog: readonly CatalogEntry[]): CoverageReport {
  const templates = new Templates(assembly);
  const notRehearsed = new Map<string, string>();
  const alarms = readAlarms({ templates, notRehearsed });
  const alarmed = new DimensionIndex(alarms.flatMap(metricsOf));
  const drawn = new DimensionIndex(drawnMetrics(templates, notRehearsed));
  const index = new EntryIndex(catalog);
  const report = emptyReport();
  for (const resource of templates.undecided) {
    const { path, type, reason } = resource;
    if (isDeployHelper(path)) report.withoutMetrics += 1;
    else if (index.discovers(type) || whyElsewhere(resource, assembly) !== undefined)
      report.resourcesNotRead.push(gapOf(resource, reason));
    else if (isWithoutMetrics(type)) report.withoutMetrics += 1;
    else report.unknown.push(gapOf(resource, NO_ENTRY));
  }
  for (const resource of templates.resources) {
    if (isDeployHelper(resource.path)) {
      report.withoutMetrics += 1;
      continue;
    }
    const elsewhere = whyElsewhere(resource, assembly);
    if (elsewhere !== undefined) {
      report.resourcesNotRead.push(gapOf(resource, elsewhere));
      continue;
    }
    if (!index.discovers(resource.type)) {
      if (isWithoutMetrics(resource.type)) report.withoutMetrics += 1;
      else report.unknown.push(gapOf(resource, NO_ENTRY));
      continue;
    }
    const found = subjectsOf(resource, templates, index);
    if (found.length === 0 && isWithoutMetrics(resource.type)) report.withoutMetrics += 1;
    else judge(resource, found, { alarmed, drawn }, report);
  }
  return {
    ...report,
    percent: Math.floor(percentMonitored(report)),
    services: servicesOf(templates, alarms),
    withoutRunbook: alarms.filter((alarm) => !hasRunbook(alarm)).map(({ resource }) => resource.name),
    alarms: alarms.length,
    notRead: [...notRehearsed].map(([path, reason]) => ({ path, reason })),
  };
}

type Placed = Pick<Resource, 'stackName' | 'logicalId' | 'path' | 'type'>;

const NO_ENTRY = 'the catalog has no entry for its type';

const ELSEWHERE = 'give the template as it is deployed (get-template --template-stage Processed)';

/** Why what a template makes of a resource does not stand in the template; `undefined` where it does. */
function whyElsewhere({ type, stackName, logicalId }: Placed, { stacks }: Assembly): string | undefined {
  if (type === 'AWS::CloudFormation::Stack') {
    const isRead = stacks.some(({ parent }) => parent?.stackName === stackName && parent.logicalId === logicalId);
    return isRead ? undefined : `the template of the nested stack '${logicalId}' is not here; look at it by itself`;
  }
  if (type === 'Fn::Transform') return `'${logicalId}' is what a macro writes at the deploy; ${ELSEWHERE}`;
  if (type.endsWith('::MODULE')) return `'${logicalId}' is a module that CloudFormation expands; ${ELSEWHERE}`;
  if (type === 'Fn::ForEach') return `'${logicalId}' is a loop that CloudFormation expands; ${ELSEWHERE}`;
  return type.startsWith('AWS::Serverless::') && !isWithoutMetrics(type)
    ? `SAM makes the resources of '${logicalId}' at the deploy; ${ELSEWHERE}`
    : undefined;
}

interface Watch {
  readonly alarmed: DimensionIndex;
  readonly drawn: DimensionIndex;
}

/** What an entry sees of a resource, and whether it would have an alarm by default. */
interface Subject {
  readonly series: readonly Series[];
  readonly hasDefaults: boolean;
}

interface Series {
  readonly dimensions: Readonly<Record<string, string>>;
  /** Which metrics are meant: dimension sets beside the default one may be those of other resources, too. @default - all */
  readonly metrics?: ReadonlySet<string>;
}

function judge(
  resource: Resource,
  found: readonly Subject[] | string,
  { alarmed, drawn }: Watch,
  report: MutableReport,
): void {
  if (typeof found === 'string') report.resourcesNotRead.push(gapOf(resource, found));
  else if (found.length === 0) report.unknown.push(gapOf(resource, 'the catalog has no entry for this kind of it'));
  else if (found.some(({ series }) => series.some((one) => alarmed.has(one))))
    report.monitored.push(gapOf(resource, ''));
  else if (resource.metadata[SELF_WATCHING_METADATA] === true) {
    report.withoutDefaults.push(gapOf(resource, "Sightline's own, watched by what it does: its queues and functions"));
  } else if (!found.some(({ hasDefaults }) => hasDefaults)) {
    report.withoutDefaults.push(gapOf(resource, 'no alarm is worth having by default, and none reads it'));
  } else if (found.some(({ series }) => series.some((one) => drawn.has(one)))) {
    report.alarmless.push(gapOf(resource, 'drawn on a dashboard, but no alarm reads it'));
  } else report.unmonitored.push(gapOf(resource, 'neither an alarm nor a dashboard reads it'));
}

/** A reason where its properties or its name cannot be told, such as for one that another app exports. */
function subjectsOf(resource: Resource, templates: Templates, index: EntryIndex): readonly Subject[] | string {
  return attempt(
    () => {
      const source = new TemplateSource(resource, templates);
      const entries = index.of(resource.type, readProperties(source.properties));
      return entries.flatMap((entry) => locate(entry, source).map((located) => subjectOf(entry, located)));
    },
    (reason) => reason,
  );
}

function subjectOf(entry: CatalogEntry, { facts, dimensions }: LocatedResource): Subject {
  const alarms = resolveAlarms(entry, { label: '', namespace: DEFAULT_NAMESPACE, facts, dimensions });
  const others = Object.entries(dimensions).filter(
    ([set]) => set !== 'default' && set !== entry.resource?.companion?.dimensionSet,
  );
  const series = others.map(([set, values]) => ({ dimensions: values, metrics: metricsOn(entry, set) }));
  return { series: [{ dimensions: dimensions.default ?? {} }, ...series], hasDefaults: alarms.length > 0 };
}

function metricsOn({ metrics }: CatalogEntry, set: string): ReadonlySet<string> {
  const own = Object.values(metrics).filter(({ dimensionSet }) => dimensionSet === set);
  return new Set(own.map(({ namespace, name }) => `${namespace} ${name}`));
}

/** Properties are resolved when they are read, which may fail. */
function attempt<T, U>(work: () => T, otherwise: (reason: string) => U): T | U {
  try {
    return work();
  } catch (error) {
    return otherwise((error as Error).message);
  }
}

/** Whether some metric has all of these dimensions, and maybe more. */
class DimensionIndex {
  private readonly byPair = new Map<string, MetricId[]>();

  constructor(metrics: readonly MetricId[]) {
    for (const metric of metrics) {
      for (const [name, value] of Object.entries(metric.dimensions)) {
        const key = pairKey(name, value);
        const known = this.byPair.get(key);
        if (known) known.push(metric);
        else this.byPair.set(key, [metric]);
      }
    }
  }

  has({ dimensions, metrics }: Series): boolean {
    const [first, ...rest] = Object.entries(dimensions);
    if (!first) return false;
    const candidates = this.byPair.get(pairKey(...first)) ?? [];
    return candidates.some(
      (metric) =>
        (metrics?.has(`${metric.namespace} ${metric.name}`) ?? true) &&
        rest.every(([name, value]) => metric.dimensions[name] === value),
    );
  }
}

function pairKey(name: string, value: string): string {
  return `${name}\n${value}`;
}

function metricsOf(alarm: TemplateAlarm): MetricId[] {
  if (alarm.kind === 'composite') return [];
  return alarm.queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
}

function drawnMetrics(templates: Templates, notRead: Map<string, string>): MetricId[] {
  return dashboardBodies(templates, notRead).flatMap(({ body }) => {
    const { widgets } = readDashboardBody(body);
    return widgets.flatMap((widget) =>
      widget.type === 'metric' ? widget.rows.flatMap((row) => ('metric' in row ? [row.metric] : [])) : [],
    );
  });
}

/** Every service that functions or alarms name, and whether it has an objective. Sightline's own workflow is none of them. */
function servicesOf(templates: Templates, alarms: readonly TemplateAlarm[]): WatchedService[] {
  const functions = templates.ofType('AWS::Lambda::Function');
  const isOwn = ({ metadata }: Resource) => metadata[FUNCTION_METADATA] !== undefined;
  const own = new Set(functions.filter(isOwn).flatMap(serviceOfFunction));
  const fromFunctions = functions.filter((resource) => !isOwn(resource)).flatMap(serviceOfFunction);
  const fromAlarms = alarms.flatMap(({ tags }) => tags[ALARM_TAG.service] ?? []).filter((name) => !own.has(name));
  const objectives = new Set(alarms.flatMap(servicesWithObjective));
  for (const { service } of definedObjectives(templates)) objectives.add(service);
  const native = templates.ofType('AWS::ApplicationSignals::ServiceLevelObjective').map(({ properties }) =>
    attempt(
      () => JSON.stringify(properties),
      () => '',
    ),
  );
  return [...new Set([...fromFunctions, ...fromAlarms])].sort().map((name) => ({
    name,
    hasObjective: objectives.has(name) || native.some((text) => text.includes(JSON.stringify(name))),
  }));
}

function serviceOfFunction({ properties }: Resource): string[] {
  const read = () => readProperties(properties).text(`Environment.Variables.${ENV.service}`);
  return [attempt(read, () => undefined) ?? []].flat();
}

/** The services whose objective an alarm watches: that in the dimensions of what was published, and that of its tag. */
function servicesWithObjective(alarm: TemplateAlarm): string[] {
  const published = metricsOf(alarm).filter(({ name }) => (Object.values(SLO_METRIC) as string[]).includes(name));
  const tagged = published.length > 0 ? alarm.tags[ALARM_TAG.service] : undefined;
  return [...published.map(({ dimensions }) => dimensions[DIMENSION.service]), tagged].filter(
    (name) => name !== undefined,
  );
}

/** As constructs write them for `evaluate-slos`. */
function definedObjectives(templates: Templates) {
  const documents = templates.ofType('AWS::SSM::Parameter').flatMap((resource) =>
    attempt(
      () =>
        resource.name.startsWith(SLO_ROOT) ? [{ name: resource.name, text: String(resource.properties.Value) }] : [],
      () => [],
    ),
  );
  const { slos, composites } = parseSloDefinitions(documents);
  return [...slos, ...composites];
}

/** Below it lie the objectives of every evaluation. */
const SLO_ROOT = sloPath('');

/** A link or steps, as Sightline's descriptions have them; other people's alarms may just name theirs. */
function hasRunbook(alarm: TemplateAlarm): boolean {
  const { properties } = alarm.resource;
  const text = attempt(
    () => String(properties.AlarmDescription ?? ''),
    () => '',
  );
  const { role } = readAlarmDescription(text);
  // Ours may have a link to a dashboard only.
  if (role !== undefined) return role === 'signal' || /^(First|Runbook): /m.test(text);
  return /runbook|https?:\/\//i.test(text);
}

type MutableReport = ReturnType<typeof emptyReport>;

function emptyReport() {
  return {
    monitored: [] as CoverageGap[],
    alarmless: [] as CoverageGap[],
    unmonitored: [] as CoverageGap[],
    unknown: [] as CoverageGap[],
    resourcesNotRead: [] as CoverageGap[],
    withoutDefaults: [] as CoverageGap[],
    withoutMetrics: 0,
  };
}

function gapOf({ path, type }: Placed, reason: string): CoverageGap {
  return { path: path.replace(/\/(Resource|Default)$/, ''), type, reason };
}
