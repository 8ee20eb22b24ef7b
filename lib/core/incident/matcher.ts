import type { Matcher } from '../config/types';
import { matchesParts } from '../signal/filter-pattern/wildcard';
import type { Facts } from './response-plan';

/** Whether a matcher fits, and why, in words: the values are those of alarms, so make them harmless before showing. */
export interface Verdict {
  readonly fits: boolean;
  readonly why: string;
}

/** Stops at the first part that does not fit. */
export function judge(match: Matcher, facts: Facts): Verdict {
  const parts = partsOf(match, facts).map(judgePart);
  const misfit = parts.find(({ fits }) => !fits);
  if (misfit) return misfit;
  return { fits: true, why: parts.length === 0 ? 'it matches everything' : parts.map(({ why }) => why).join(', ') };
}

interface Part {
  readonly name: string;
  readonly value: string | undefined;
  readonly allowed: readonly string[];
}

function partsOf({ tags = {}, ...match }: Matcher, facts: Facts): Part[] {
  const keys = ['service', 'environment', 'severity', 'role', 'team'] as const;
  const own = keys.flatMap((name) => {
    const allowed = match[name];
    return allowed === undefined ? [] : [{ name, value: facts[name], allowed }];
  });
  const tagged = Object.entries(tags).map(([tag, allowed]) => ({
    name: `tag ${tag}`,
    value: tagOf(facts, tag),
    allowed,
  }));
  return [...own, ...tagged];
}

/** The value of a tag; never what every object inherits. */
export function tagOf({ tags }: Pick<Facts, 'tags'>, tag: string): string | undefined {
  return tags && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
}

function judgePart({ name, value, allowed }: Part): Verdict {
  const list = allowed.map((pattern) => `'${pattern}'`).join(', ');
  if (value === undefined) return { fits: false, why: `it has no ${name}, which must be ${list}` };
  const pattern = allowed.find((candidate) => matchesParts(candidate.split('*'))(value));
  if (pattern === undefined) return { fits: false, why: `${name} '${value}' is not ${list}` };
  return { fits: true, why: pattern === value ? `${name} is '${value}'` : `${name} '${value}' fits '${pattern}'` };
}
