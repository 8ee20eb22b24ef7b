/** Combinations of objectives against the objectives of the app. Those of other apps are not known here. */
import { closest } from '../../core/closest';
import { type CompositePart, type CompositeSloDefinition, sloKey } from '../../core/slo/definition';
import { partKey } from '../../core/slo/read-definition';
import type { SloOfApp } from './slos-of-app';

/** Why parts of a combination can never count. */
export function compositeProblems(one: SloOfApp, all: readonly SloOfApp[]): string[] {
  const { definition, evaluation } = one;
  if (definition.kind !== 'composite') return [];
  return definition.parts.flatMap((part) => {
    const known = all.filter((other) => sloKey(other.definition) === partKey(part));
    const where = `the objective '${sloKey(definition)}' (${one.node.path}) has the part '${partKey(part)}'`;
    const [first] = known;
    if (!first) return [];
    if (known.every((other) => other.definition.kind === 'composite')) {
      return [`${where}, which is a combination itself; name the parts of that one instead`];
    }
    if (known.some((other) => other.evaluation === evaluation)) return [];
    return [
      `${where}, which ${evaluatedBy(first)}, and is evaluated by '${evaluation}' itself, which knows nothing of that part; ` +
        "pass one SloEvaluation to both as 'slos'",
    ];
  });
}

/** What of a combination works and may not be what was meant. */
export function compositeLints(definition: CompositeSloDefinition, all: readonly SloOfApp[]): string[] {
  return [...definition.parts.flatMap((part) => unknownPart(part, all)), ...mixedWindows(definition, all)];
}

/** Another app may make it; where this one has objectives of that service, it is more likely misspelt. */
function unknownPart({ service, environment, slo }: CompositePart, all: readonly SloOfApp[]): string[] {
  const siblings = all
    .map(({ definition }) => definition)
    .filter((one) => one.service === service && one.environment === environment);
  const names = siblings.map(({ name }) => name);
  if (names.length === 0 || names.includes(slo)) return [];
  const meant = closest(slo, names);
  return [
    `this app has objectives of ${service} (${environment}), and its part '${slo}' is none of them: ` +
      `${meant === undefined ? `they are ${names.join(', ')}` : `did you mean '${meant}'?`} Until there is one, it is made ` +
      'of the others',
  ];
}

function mixedWindows({ parts }: CompositeSloDefinition, all: readonly SloOfApp[]): string[] {
  const keys = new Set(parts.map(partKey));
  const windows = all.flatMap(({ definition }) =>
    'window' in definition && keys.has(sloKey(definition)) ? [definition.window] : [],
  );
  const calendar = windows.find((window) => window.startsWith('calendar'));
  const rolling = windows.find((window) => !window.startsWith('calendar'));
  if (calendar === undefined || rolling === undefined) return [];
  return [
    `its parts have windows of two kinds, such as '${calendar}' and '${rolling}': on the first day of a calendar window one ` +
      'day stands beside weeks of the others; give all parts one kind',
  ];
}

function evaluatedBy({ evaluation }: SloOfApp): string {
  return evaluation === undefined ? "nothing evaluates ('slos' is false)" : `is evaluated by '${evaluation}'`;
}
