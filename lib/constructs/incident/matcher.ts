import type { Matcher } from '../../core/config';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkOneOf, checkText, demand } from '../check';

/** One value, or a list of which any will do. */
export type OneOrMore<T> = T | readonly T[];

/** Every given part must fit; of a list, one. Texts may have `*` for any characters. */
export interface MatchOptions {
  /** Names of services. */
  readonly service?: OneOrMore<string>;
  readonly environment?: OneOrMore<string>;
  readonly severity?: OneOrMore<Severity>;
  /** Whether the alarm pages or opens a ticket. */
  readonly role?: OneOrMore<'page' | 'ticket'>;
  /** Of the alarm's tag `sightline:team`. */
  readonly team?: OneOrMore<string>;
  /** Other tags of the alarm. */
  readonly tags?: Readonly<Record<string, OneOrMore<string>>>;
}

/** As the functions read it. Throws where a part does not fit. */
export function matcherOf(where: string, match: MatchOptions): Matcher {
  checkKeys(where, match, { service: true, environment: true, severity: true, role: true, team: true, tags: true });
  const { service, environment, severity, role, team, tags } = match;
  return {
    ...(service !== undefined && { service: textsOf(where, 'service', service) }),
    ...(environment !== undefined && { environment: textsOf(where, 'environment', environment) }),
    ...(severity !== undefined && {
      severity: listOf(where, 'severity', severity).map((one) => checkOneOf(where, 'severity', one, SEVERITIES)),
    }),
    ...(role !== undefined && {
      role: listOf(where, 'role', role).map((one) => checkOneOf(where, 'role', one, ['page', 'ticket'])),
    }),
    ...(team !== undefined && { team: textsOf(where, 'team', team) }),
    ...(tags !== undefined && {
      tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, textsOf(`${where} tags`, key, value)])),
    }),
  };
}

/** Longest value of a tag: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MAX_TEXT = 256;

function textsOf(where: string, name: string, value: OneOrMore<string>): readonly string[] {
  return listOf(where, name, value).map((text) => checkText(where, name, text, MAX_TEXT));
}

function listOf<T>(where: string, name: string, value: OneOrMore<T>): readonly T[] {
  const list = (Array.isArray(value) ? value : [value]) as readonly T[];
  demand(
    where,
    list.length > 0,
    `'${name}' must have at least one value, got an empty list; leave it out to match all`,
  );
  return list;
}
