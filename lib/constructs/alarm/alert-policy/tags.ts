import { type CfnResource, TagManager } from 'aws-cdk-lib';
import { TEAM_TAG } from '../../../core/incident/signal';
import { checkPlain, checkText, demand, shown } from '../../check';

/** By which routes of a hub tell alarms apart. */
export interface PolicyTags {
  readonly team?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Of tags, Sightline has five of the 50.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html
 */
const MOST_TAGS = 45;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const ALLOWED = /^[\p{L}\p{Zs}\p{N}_.:/=+\-@]*$/u;
const TAKEN = ['aws:', 'sightline:'];

export function checkTags(where: string, { team, tags = {} }: PolicyTags): void {
  if (team !== undefined) checkTagText(where, 'team', team, MAX_VALUE);
  const isRecord = typeof tags === 'object' && tags !== null && !Array.isArray(tags);
  demand(where, isRecord, `'tags' must be an object such as { domain: 'orders' }, got ${shown(tags)}`);
  const keys = Object.keys(tags);
  demand(where, keys.length <= MOST_TAGS, `'tags' may be ${MOST_TAGS}, got ${keys.length}; leave some out`);
  for (const key of keys) {
    checkTagText(where, 'key of tags', key, MAX_KEY);
    const taken = TAKEN.find((prefix) => key.toLowerCase().startsWith(prefix));
    demand(
      where,
      !taken,
      `tags that begin with '${taken}' are given by others, got '${key}'; choose another, or 'team'`,
    );
    checkTagText(where, `tags.${key}`, tags[key], MAX_VALUE);
  }
}

export function addTags(alarm: CfnResource, { team, tags = {} }: PolicyTags): void {
  const manager = TagManager.of(alarm);
  for (const [key, value] of Object.entries(tags)) manager?.setTag(key, value);
  if (team !== undefined) manager?.setTag(TEAM_TAG, team);
}

function checkTagText(where: string, name: string, value: unknown, maxLength: number): void {
  checkPlain(where, name, value);
  const text = checkText(where, name, value, maxLength);
  const problem = `'${name}' may have letters, digits, spaces and _ . : / = + - @, got ${shown(text)}; leave others out`;
  demand(where, ALLOWED.test(text), problem);
}
