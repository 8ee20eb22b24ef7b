/** The objectives of a synthesized app, as its templates tell evaluations of them. */
import { closest } from '../../core/closest';
import { sloPath } from '../../core/conventions';
import type { SloAlarmOptions } from '../../core/slo/alarm-plan';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import { parseSloDefinitions, type SloProblem } from '../../core/slo/read-definition';
import type { Assembly } from '../../rehearsal/assembly';
import { type Resource, Templates } from '../../rehearsal/templates';
import { plain } from '../../view/escape';
import { UsageError } from '../usage-error';

export interface Objectives {
  readonly slos: readonly SloDefinition[];
  readonly composites: readonly CompositeSloDefinition[];
  readonly problems: readonly SloProblem[];
}

export interface AssemblyObjectives extends Objectives {
  /** Who evaluates it, by the objective's key. */
  readonly evaluations: ReadonlyMap<string, string>;
  readonly alarms: AlarmLookup;
}

/** What the templates say of an objective's alarms. */
export interface AlarmLookup {
  nameOf(slo: SloDefinition, id: string): string | undefined;
  optionsOf(slo: SloDefinition): SloAlarmOptions;
}

const BELOW = sloPath('');

export function objectivesOf(assembly: Assembly): AssemblyObjectives {
  const templates = new Templates(assembly);
  const problems: SloProblem[] = [];
  const documents = templates.ofType('AWS::SSM::Parameter').flatMap((resource) => {
    try {
      return resource.name.startsWith(BELOW) ? [{ name: resource.name, text: String(resource.properties.Value) }] : [];
    } catch (error) {
      // One whose very name cannot be resolved may be anything; an objective's name is a plain text.
      if (isObjective(resource)) problems.push({ name: resource.path, problem: (error as Error).message });
      return [];
    }
  });
  const parsed = parseSloDefinitions(documents);
  const evaluations = new Map(documents.map(({ name }) => splitName(name)));
  return { ...parsed, problems: [...problems, ...parsed.problems], evaluations, alarms: alarmLookup(templates) };
}

/** Those of the name, or of the key `service/environment/name`. */
export function chosenSlos<T extends SloDefinition | CompositeSloDefinition>(
  all: readonly T[],
  name?: string,
): readonly T[] {
  if (name === undefined) return all;
  const chosen = all.filter((one) => one.name === name || sloKey(one) === name);
  if (chosen.length > 0) return chosen;
  const known = [...new Set(all.flatMap((one) => [one.name, sloKey(one)]))];
  const meant = closest(name, known);
  const hint = meant === undefined ? '.' : `; did you mean '${meant}'?`;
  throw new UsageError(
    `there is no objective '${name}'${hint} Objectives are: ${all.map(sloKey).slice(0, 20).join(', ') || 'none'}`,
  );
}

/** Warns of objectives that cannot be read; they are no obstacle to the others. */
export function warnOf(problems: readonly SloProblem[]): void {
  for (const { name, problem } of problems) {
    process.stderr.write(`sightline slo: ${plain(`left out '${name}': ${problem}`)}\n`);
  }
}

/** `<path><evaluation>/<service>/<environment>/<name>` */
function splitName(name: string): [string, string] {
  const [evaluation = '', ...key] = name.slice(BELOW.length).split('/');
  return [key.join('/'), evaluation];
}

function isObjective(resource: Resource): boolean {
  try {
    return resource.name.startsWith(BELOW);
  } catch {
    return false;
  }
}

/** Alarms by name: `<service>-<environment>-<objective>-<id>-<hash>`, as the constructs give it. */
function alarmLookup(templates: Templates): AlarmLookup {
  const alarms = templates.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm');
  const named = new Map(alarms.flatMap((resource) => nameOf(resource).map((name) => [name, resource] as const)));
  const find = ({ service, environment, name }: SloDefinition, id: string) => {
    const prefix = `${service}-${environment}-`;
    const suffix = `-${id}-`;
    const shown = name.replace(/[^A-Za-z0-9._-]/g, '-');
    return [...named.keys()].find((one) => {
      const rest = one.startsWith(prefix) ? one.slice(prefix.length - 1).replace(/[0-9a-f]{8}$/, '') : '';
      return rest.endsWith(`-${shown}${suffix}`) || rest.endsWith(`/${shown}${suffix}`);
    });
  };
  return {
    nameOf: find,
    optionsOf: (slo) => {
      const silent = named.get(find(slo, 'NoTelemetry') ?? '')?.properties.EvaluationPeriods;
      return typeof silent === 'number' ? { noTelemetryMinutes: silent } : {};
    },
  };
}

function nameOf(resource: Resource): string[] {
  try {
    return [resource.name];
  } catch {
    return [];
  }
}
