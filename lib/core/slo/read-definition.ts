import type { ConfigDocument } from '../config';
import { SCHEMA_VERSION } from '../conventions';
import { readRule } from './burn-rate-rule';
import {
  type CompositePart,
  type CompositeSloDefinition,
  SLO_KINDS,
  type SloDefinition,
  type SloTier,
  sloKey,
} from './definition';
import { parseObjective } from './objective';
import { readExclusion } from './read-definition/exclusion';
import { Fields } from './read-definition/fields';
import { readIndicator } from './read-definition/indicator';
import { SloError } from './slo-error';
import { parseSloWindow } from './window';

/** Every objective of an evaluation. One whose document cannot be read is a problem, and no obstacle to the others. */
export interface SloDefinitions {
  readonly slos: readonly SloDefinition[];
  readonly composites: readonly CompositeSloDefinition[];
  readonly problems: readonly SloProblem[];
}

export interface SloProblem {
  /** Of the document. */
  readonly name: string;
  /** What is wrong in which field, what it holds and what is allowed. */
  readonly problem: string;
}

interface Entry {
  readonly name: string;
  readonly definition: SloDefinition | CompositeSloDefinition;
}

const TIERS: readonly SloTier[] = [1, 2, 3];
const COMBINATIONS = ['worst', 'weighted'] as const;
/** An advanced SSM parameter holds 8 KB: whatever is longer came from elsewhere, and is not worth parsing. */
const MAX_TEXT = 65_536;

/**
 * Reads the definitions of an evaluation, one document each. Unknown fields are left out, a newer schema version is
 * refused, and of two documents on the same objective the first counts. Never throws.
 */
export function parseSloDefinitions(documents: readonly ConfigDocument[]): SloDefinitions {
  const problems: SloProblem[] = [];
  const entries = documents.flatMap((document): Entry[] => {
    try {
      return [{ name: document.name, definition: readDocument(document) }];
    } catch (error) {
      problems.push({ name: document.name, problem: error instanceof Error ? error.message : String(error) });
      return [];
    }
  });
  const distinct = withoutRepeated(entries, problems);
  const slos = distinct.flatMap(({ definition }) => (isComposite(definition) ? [] : [definition]));
  return { slos, composites: compositesOfSlos(distinct, problems), problems };
}

/** @throws {SloError} */
function readDocument({ name, text }: ConfigDocument): SloDefinition | CompositeSloDefinition {
  const where = `SLO document '${name}'`;
  const fields = Fields.of(where, parseJson(where, text));
  const schemaVersion = fields.number('schemaVersion', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0);
  if (schemaVersion > SCHEMA_VERSION) {
    throw new SloError(
      `${where} has schemaVersion ${schemaVersion}, this code reads up to ${SCHEMA_VERSION}; deploy the SloEvaluation ` +
        'with the newer Sightline first',
    );
  }
  const kind = fields.oneOf('kind', [...SLO_KINDS, 'composite'] as const);
  const common = {
    schemaVersion,
    name: fields.word('name'),
    service: fields.word('service'),
    environment: fields.word('environment'),
    description: fields.text('description'),
    objective: parseObjective(where, fields.text('objective')).percent,
    namespace: fields.text('namespace'),
    tier: fields.oneOf('tier', TIERS),
    ...fields.optionalTexts('owner', 'team'),
  };
  return kind === 'composite' ? readComposite(fields, common) : { kind, ...common, ...readRest(where, fields) };
}

type Common = Omit<CompositeSloDefinition, 'kind' | 'combine' | 'parts'>;
type Rest = Omit<SloDefinition, keyof Common | 'kind'>;

function readRest(where: string, fields: Fields): Rest {
  const window = fields.text('window');
  const timezone = fields.optionalTexts('timezone');
  parseSloWindow(where, window, timezone.timezone);
  return {
    window,
    ...timezone,
    alertThresholdPercent: fields.number('alertThresholdPercent', 'above 0 and at most 100', (v) => v > 0 && v <= 100),
    indicator: readIndicator(fields.object('indicator')),
    rules: readRules(where, fields),
    minTotal: fields.number('minTotal', 'a number of at least 0', (v) => v >= 0),
    minBad: fields.number('minBad', 'a number of at least 0', (v) => v >= 0),
    ...fields.optionalNumber('minBadOfTickets', 'a number of at least 0', (v) => v >= 0),
    exclusions: fields.list('exclusions').map(readExclusion),
    ...fields.optionalTexts('runbook'),
  };
}

function readRules(where: string, fields: Fields): SloDefinition['rules'] {
  const rules = fields.list('rules').map((rule) => {
    const read = {
      id: rule.text('id'),
      severity: rule.oneOf('severity', ['page', 'ticket'] as const),
      long: rule.text('long'),
      short: rule.text('short'),
      factor: rule.text('factor'),
    };
    readRule(where, read);
    return read;
  });
  fields.refuseRepeated(
    'rules',
    rules.map(({ id }) => id),
  );
  return rules;
}

function readComposite(fields: Fields, common: Common): CompositeSloDefinition {
  const parts = fields.list('parts').map(
    (part): CompositePart => ({
      service: part.word('service'),
      environment: part.word('environment'),
      slo: part.word('slo'),
      weight: part.number('weight', 'a number above 0', (v) => v > 0),
    }),
  );
  if (parts.length === 0) throw fields.wrong('parts', 'a list of at least one objective');
  fields.refuseRepeated('parts', parts.map(partKey));
  const combine = fields.oneOf('combine', COMBINATIONS);
  const own = fields.has('ownObjectives') && readOwnObjectives(fields, combine);
  return { kind: 'composite', ...common, combine, ...own, parts };
}

function readOwnObjectives(
  fields: Fields,
  combine: CompositeSloDefinition['combine'],
): { readonly ownObjectives: true } {
  if (combine === 'worst' && fields.isTrue('ownObjectives')) return { ownObjectives: true };
  throw fields.wrong('ownObjectives', "true where 'combine' is worst, and missing else");
}

/** Parts may be unknown, which is no data; but composites of composites would wait for each other. */
function compositesOfSlos(entries: readonly Entry[], problems: SloProblem[]): CompositeSloDefinition[] {
  const keys = new Set(entries.flatMap(({ definition }) => (isComposite(definition) ? [sloKey(definition)] : [])));
  return entries.flatMap(({ name, definition }) => {
    if (!isComposite(definition)) return [];
    const index = definition.parts.findIndex((part) => keys.has(partKey(part)));
    if (index < 0) return [definition];
    const problem =
      `SLO document '${name}': 'parts[${index}]' must be an objective with an indicator of its own, got the ` +
      `composite '${partKey(definition.parts[index] as CompositePart)}'; name that composite's parts instead`;
    problems.push({ name, problem });
    return [];
  });
}

function withoutRepeated(entries: readonly Entry[], problems: SloProblem[]): Entry[] {
  const seen = new Map<string, string>();
  return entries.filter(({ name, definition }) => {
    const key = sloKey(definition);
    const first = seen.get(key);
    if (first === undefined) return seen.set(key, name);
    const problem =
      `SLO document '${name}': 'name' must be unique in its service and environment, got '${key}', which is in ` +
      `'${first}' already; rename one of them`;
    problems.push({ name, problem });
    return false;
  });
}

function isComposite(definition: SloDefinition | CompositeSloDefinition): definition is CompositeSloDefinition {
  return definition.kind === 'composite';
}

/** `sloKey` of the objective that a part names. */
export function partKey({ service, environment, slo }: CompositePart): string {
  return sloKey({ service, environment, name: slo });
}

function parseJson(where: string, text: string): unknown {
  if (text.length > MAX_TEXT) {
    throw new SloError(
      `${where} has ${text.length} characters, at most ${MAX_TEXT} are read; no definition needs more`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SloError(`${where} is not JSON (${(error as Error).message.slice(0, 200)}); deploy its stack again`);
  }
}
