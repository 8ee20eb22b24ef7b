import { checkOneOf, demand, shown } from '../check';
import { checkName } from '../names';

/** Somebody who can be told by name: a person, or whoever is on call in a schedule. */
export interface IResponder {
  /** A person is told; of a schedule, whoever has the turn. */
  readonly kind: 'person' | 'schedule';
  /** Unique among those of its kind in the hub. */
  readonly name: string;
}

/** Name of a channel of the hub, or what `addPerson` and `addSchedule` answered. */
export type EscalationTarget = string | IResponder;

/** As incidents name targets: `channel:<name>`, `person:<name>`, `schedule:<name>`. */
export function targetsOf(
  where: string,
  name: string,
  value: EscalationTarget | readonly EscalationTarget[],
): readonly string[] {
  const targets: readonly unknown[] = Array.isArray(value) ? value : [value];
  demand(where, targets.length > 0, `'${name}' must name somebody, got an empty list`);
  return [...new Set(targets.map((target) => targetOf(where, name, target)))];
}

/** Name of a person, who may be given by it. */
export function personOf(where: string, name: string, value: string | IResponder): string {
  const person = typeof value === 'string' ? { kind: 'person', name: value } : value;
  demand(where, isResponder(person), `'${name}' must be what addPerson answered, got ${shown(value)}`);
  demand(where, person.kind === 'person', `'${name}' must be a person, got the schedule '${person.name}'`);
  checkName(name, person.name);
  return person.name;
}

function targetOf(where: string, name: string, target: unknown): string {
  if (typeof target === 'string') {
    const todo = 'for a person or a schedule pass what addPerson or addSchedule answered';
    demand(where, !target.includes(':'), `'${name}' must be the name of a channel, got '${target}'; ${todo}`);
    checkName(name, target);
    return `channel:${target}`;
  }
  const problem = `'${name}' must be the name of a channel, or what addPerson or addSchedule answered`;
  demand(where, isResponder(target), `${problem}, got ${shown(target)}`);
  const { kind, name: responder } = target as IResponder;
  checkName(name, responder);
  return `${checkOneOf(where, `kind of ${name}`, kind, ['person', 'schedule'])}:${responder}`;
}

function isResponder(value: unknown): value is IResponder {
  return typeof value === 'object' && value !== null && 'kind' in value && 'name' in value;
}
