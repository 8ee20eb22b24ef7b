import { closest } from '../../core/closest';
import { AUDIENCES, PROGRESS } from '../../core/incident/audience';
import { COMMAND_ACTIONS, type CommandAction } from '../../core/incident/command';
import { parseSeverity, SEVERITIES } from '../../core/incident/severity';
import { plainBlock } from '../../view/escape';

/** A request of the API that cannot be understood; the message is for whoever sent it. */
export class BadRequest extends Error {}

/** Characters of a text, and names of affected systems. */
const MAX_TEXT = 4_000;
const MAX_NAME = 200;
const MAX_SYSTEMS = 50;

type Action = CommandAction['action'];

const FIELDS: Readonly<Record<Action, readonly string[]>> = {
  acknowledge: [],
  note: ['text'],
  update: ['text', 'audience', 'progress'],
  assign: ['to'],
  severity: ['severity'],
  affected: ['systems'],
  resolve: ['resolution', 'rootCause', 'force'],
  close: ['rootCause'],
  approve: ['runbook'],
  run: ['runbook'],
};

/** The command that the API's path and JSON body ask for. Throws `BadRequest` where it is none. */
export function readAction(name: string, body: Readonly<Record<string, unknown>>): CommandAction {
  const action = COMMAND_ACTIONS.find((known) => known === name);
  if (!action) {
    throw new BadRequest(
      `there is no action '${shown(name)}'${meant(name, COMMAND_ACTIONS)}; use ${list(COMMAND_ACTIONS)}`,
    );
  }
  const unknown = Object.keys(body).find((key) => !FIELDS[action].includes(key));
  if (unknown !== undefined) {
    const known = FIELDS[action].length > 0 ? `it takes ${list(FIELDS[action])}` : 'it takes none';
    throw new BadRequest(`'${action}' has no field '${shown(unknown)}'${meant(unknown, FIELDS[action])}; ${known}`);
  }
  switch (action) {
    case 'acknowledge':
      return { action };
    case 'note':
      return { action, text: text(body, 'text', MAX_TEXT) };
    case 'update':
      return {
        action,
        text: text(body, 'text', MAX_TEXT),
        ...choice(body, 'audience', AUDIENCES),
        ...choice(body, 'progress', PROGRESS),
      };
    case 'assign':
      return { action, to: text(body, 'to', MAX_NAME) };
    case 'severity':
      return { action, severity: severity(body.severity) };
    case 'affected':
      return { action, systems: systems(body.systems) };
    case 'resolve': {
      const words = { ...optional(body, 'resolution'), ...optional(body, 'rootCause') };
      return { action, ...words, ...(flag(body.force) ? { force: true } : {}) };
    }
    case 'close':
      return { action, ...optional(body, 'rootCause') };
    case 'approve':
    case 'run':
      return { action, runbook: text(body, 'runbook', MAX_NAME) };
  }
}

function optional<Name extends string>(body: Readonly<Record<string, unknown>>, name: Name) {
  return (body[name] === undefined ? {} : { [name]: text(body, name, MAX_TEXT) }) as {
    readonly [key in Name]?: string;
  };
}

/** Without what no store takes and what could mislead a reader: lone surrogates, control and bidi characters. */
function text(body: Readonly<Record<string, unknown>>, name: string, max: number): string {
  const value = body[name];
  const clean = typeof value === 'string' && value.length <= max ? plainBlock(value).trim() : '';
  if (clean !== '') return clean;
  const got = typeof value === 'string' ? `${value.length} characters` : kindOf(value);
  throw new BadRequest(`'${name}' must be a text of 1 to ${max} characters that is not blank, got ${got}`);
}

function severity(value: unknown) {
  const parsed = parseSeverity(value);
  if (parsed) return parsed;
  const got = typeof value === 'string' ? `'${shown(value)}'` : kindOf(value);
  throw new BadRequest(`'severity' must be one of ${list(SEVERITIES)}, or SEV1 to SEV4, got ${got}`);
}

function systems(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_SYSTEMS) {
    const got = Array.isArray(value) ? `${value.length}` : kindOf(value);
    throw new BadRequest(`'systems' must be a list of 1 to ${MAX_SYSTEMS} names, got ${got}`);
  }
  return value.map((_, index) => text({ [`systems[${index}]`]: value[index] }, `systems[${index}]`, MAX_NAME));
}

/** `{}` without the field. */
function choice<Name extends string, Word extends string>(
  body: Readonly<Record<string, unknown>>,
  name: Name,
  allowed: readonly Word[],
) {
  const value = body[name];
  const found = allowed.find((word) => word === value);
  if (value !== undefined && found === undefined) {
    const got = typeof value === 'string' ? `'${shown(value)}'${meant(value, allowed)}` : kindOf(value);
    throw new BadRequest(`'${name}' must be one of ${list(allowed)}, got ${got}`);
  }
  return (found === undefined ? {} : { [name]: found }) as { readonly [key in Name]?: Word };
}

function flag(value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw new BadRequest(`'force' must be true or false, got ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'none';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function meant(word: string, allowed: readonly string[]): string {
  const guess = closest(shown(word), allowed);
  return guess === undefined ? '' : ` (did you mean '${guess}'?)`;
}

function list(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** Enough to recognise it. */
function shown(word: string): string {
  return word.slice(0, 60);
}
