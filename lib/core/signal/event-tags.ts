/** Tags in events: a map, or a list of key and value in either case. */
import { type Fields, optionalFields, optionalText } from './fields';

/** Most tags that an AWS resource can have: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MAX_TAGS = 50;

/** Anything else is no tags; values that are no texts are left out, and so is what is beyond an AWS resource's limit. */
export function readTags(value: unknown): Record<string, string> {
  const pairs = Array.isArray(value)
    ? value.map((tag) => pairOf(optionalFields(tag)))
    : Object.entries(optionalFields(value) ?? {});
  const texts = pairs.filter(([key, tag]) => typeof key === 'string' && typeof tag === 'string');
  return Object.fromEntries(texts.slice(0, MAX_TAGS));
}

function pairOf(tag: Fields | undefined): readonly [unknown, unknown] {
  return [optionalText(tag?.key ?? tag?.Key), optionalText(tag?.value ?? tag?.Value)];
}
