import { InputTemplateError } from './error';

type Step = (values: readonly unknown[]) => readonly unknown[];

/**
 * Reads the JSONPath of EventBridge: `$`, members by dot (`$.detail.instance-id`), elements (`[0]`) and the wildcards
 * `.*` and `[*]`, which give a list. Answers `undefined` for what the event does not have.
 */
export function compileEventPath(text: string): (event: unknown) => unknown {
  const parts = /^\$((?:\.[\w\-/]+|\.\*|\[(?:\d+|\*)\])*)$/.exec(text)?.[1]?.match(/\.[\w\-/]+|\.\*|\[[^\]]+\]/g);
  if (parts === undefined) {
    throw new InputTemplateError(
      `the path '${text.slice(0, 80)}'`,
      'write $, members by dot ($.detail.state), elements ([0]) and wildcards (.* or [*])',
    );
  }
  const steps = (parts ?? []).map(readStep);
  const many = text.includes('*');
  return (event) => {
    const found = steps.reduce<readonly unknown[]>((values, step) => step(values), [event]);
    if (many) return found.length > 0 ? found : undefined;
    return found[0];
  };
}

function readStep(part: string): Step {
  if (part === '.*' || part === '[*]') return (values) => values.flatMap(children);
  const key = part.startsWith('.') ? part.slice(1) : Number(part.slice(1, -1));
  return (values) => values.flatMap((value) => child(value, key));
}

function children(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function child(value: unknown, key: string | number): unknown[] {
  const fits = typeof value === 'object' && value !== null && Array.isArray(value) === (typeof key === 'number');
  return fits && Object.hasOwn(value, key) ? [(value as Readonly<Record<string | number, unknown>>)[key]] : [];
}
