import { InputTemplateError } from './error';

/** Values by the names that stand in the template; `undefined` for what the event does not have. */
export type Variables = ReadonlyMap<string, unknown>;

/** Beside JSON itself, a template has `<name>` within strings, and bare where a value stands. */
const PLACEHOLDER = /<([\w.\-/]+)>/g;
/** Stands for a bare placeholder while the template is read as JSON; JSON texts have it only escaped. */
const MARK = '\u0000';

/** Compiles an input template; `known` are the names it may use. */
export function compileTemplate(template: string, known: ReadonlySet<string>): (variables: Variables) => string {
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!known.has(name)) {
      throw new InputTemplateError(`<${name}> is no variable`, `the template may use ${[...known].join(', ')}`);
    }
  }
  return /^\s*(?:[{[]|<[\w.\-/]+>\s*$)/.test(template) ? jsonTemplate(template) : textTemplate(template);
}

/** `"it is <state>"`, also several lines of it. */
function textTemplate(template: string): (variables: Variables) => string {
  const lines = template.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => /^\s*".*"\s*$/.test(line))) {
    throw new InputTemplateError(
      `the template '${template.slice(0, 60)}' is neither JSON nor a text in quotes`,
      'write {"key": <name>} or "a text with <name>"',
    );
  }
  return (variables) => template.replace(PLACEHOLDER, (_match, name: string) => asText(variables.get(name), false));
}

function jsonTemplate(template: string): (variables: Variables) => string {
  const tree = parse(template);
  // A template that is one placeholder has nothing to say where the event has no such value.
  return (variables) => JSON.stringify(fill(tree, variables)) ?? '';
}

function parse(template: string): unknown {
  try {
    return JSON.parse(markBare(template));
  } catch (error) {
    throw new InputTemplateError(
      `the template is not JSON (${(error as Error).message})`,
      'placeholders stand within strings or where a value stands',
    );
  }
}

/** Puts quotes around the placeholders that stand outside of strings, so that the template is JSON. */
function markBare(template: string): string {
  return template.replace(/"(?:[^"\\]|\\.)*"|<([\w.\-/]+)>/gs, (found, name: string | undefined) =>
    name === undefined ? found : JSON.stringify(MARK + name),
  );
}

const LEFT_OUT = Symbol('not in the event');

function fill(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return fillText(node, variables);
  if (Array.isArray(node)) return node.map((item) => fill(item, variables)).filter((item) => item !== LEFT_OUT);
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node).map(([key, value]) => [key, fill(value, variables)] as const);
  return Object.fromEntries(members.filter(([, value]) => value !== LEFT_OUT));
}

function fillText(text: string, variables: Variables): unknown {
  if (text.startsWith(MARK)) return variables.get(text.slice(MARK.length)) ?? LEFT_OUT;
  return text.replace(PLACEHOLDER, (_match, name: string) => asText(variables.get(name), true));
}

/** Within a quoted text, AWS drops the quotes of objects and writes lists as `[a,b]`; within JSON they are JSON. */
function asText(value: unknown, json: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (json) return JSON.stringify(value);
  return Array.isArray(value)
    ? `[${value.map((item) => asText(item, json)).join(',')}]`
    : JSON.stringify(value).replaceAll('"', '');
}
