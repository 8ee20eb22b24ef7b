/**
 * Deletes a person from what is stored of incidents: who was assigned, who acknowledged, who resolved, who did what in
 * the timeline, and the texts that name them, post-mortems too. Channels and plans stay: they are needed to end what they began, and
 * expire with the incident.
 */
import type { Actor } from './incident';
import { incidentFromItem } from './item/incident-item';
import { timelineFromItem } from './item/timeline-item';
import { postmortemFromItem } from './postmortem-draft';
import { KEY_PREFIX, POSTMORTEM_SORT_KEY, type TableItem } from './table';
import type { ConditionalUpdate } from './table-write';

/** What to write in place of an item; `undefined`: the person is not in it. */
export type Forget = (item: TableItem) => ConditionalUpdate | undefined;

/**
 * Replaces a person, exactly as spelt. In texts only whole words are replaced: of `ann`, neither `annex` nor `ann-lee`
 * or `ann@example.com`, which name somebody else.
 * @throws where doing it twice would not be the same as once
 */
export function forgetting(name: string, replacement: string): Forget {
  const person = forgottenPerson(name, replacement);
  return (item) => {
    if (item.sk.startsWith(KEY_PREFIX.timeline)) return inEntry(item, person);
    if (item.sk === POSTMORTEM_SORT_KEY) return inPostmortem(item, person);
    return item.sk === 'META' && item.pk.startsWith(KEY_PREFIX.incident) ? inIncident(item, person) : undefined;
  };
}

interface ForgottenPerson {
  readonly name: string;
  readonly replacement: string;
  text(text: string): string;
}

/** Longer than any name or address, and short enough to be searched for. */
const LONGEST_NAME = 256;

function forgottenPerson(name: string, replacement: string): ForgottenPerson {
  if (name.trim() === '' || name.length > LONGEST_NAME) {
    throw new Error(
      `The person to forget needs a name of 1 to ${LONGEST_NAME} characters, got ${name.length}; give it as it is stored`,
    );
  }
  const word = wholeWord(name);
  const text = (before: string) => before.replace(word, () => replacement);
  if (replacement.trim() === '' || replacement.search(word) >= 0) {
    throw new Error(
      `The replacement of ${JSON.stringify(name)} must be a text without that name, got ` +
        `${JSON.stringify(replacement)}; use one such as 'former responder'`,
    );
  }
  return { name, replacement, text };
}

/** Not beside a letter, a digit or `_`, and not joined to one by `-`, `.`, `@` or `+`; as it is, or escaped in Markdown. */
function wholeWord(name: string): RegExp {
  const letter = '[\\p{L}\\p{M}\\p{N}_]';
  const joint = '(?:[-.@+]|&#64;)';
  const spelt = name.replace(/[!-/:-@[-`{-~]/g, (mark) => {
    const named = NAMED_ENTITIES[mark];
    return `(?:\\\\?\\x${mark.charCodeAt(0).toString(16)}|&#${mark.charCodeAt(0)};${named ? `|${named}` : ''})`;
  });
  return new RegExp(`(?<!${letter}|${letter}${joint})${spelt}(?!${letter}|${joint}${letter})`, 'gu');
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Raises the version: a decision that read the item before is taken again. */
function inIncident(item: TableItem, person: ForgottenPerson): ConditionalUpdate | undefined {
  const { version, assignee, acknowledgements, resolvedBy, rootCause, resolution } = incidentFromItem(item);
  const { name, replacement } = person;
  const set = {
    ...(assignee === name && { assignee: replacement }),
    ...(acknowledgements.some(({ by }) => by === name) && {
      acks: acknowledgements.map(({ by, atMs }) => ({ by: by === name ? replacement : by, ts: atMs })),
    }),
    ...(resolvedBy && is(resolvedBy, name) && { resolvedBy: { ...resolvedBy, id: replacement } }),
    ...reworded('rootCause', rootCause, person),
    ...reworded('resolution', resolution, person),
  };
  return update(item, [{ attribute: 'v', is: '=', value: version }], set, { v: 1 });
}

/** Entries have no version: the text that was read guards them, and only what changes is written. */
function inEntry(item: TableItem, person: ForgottenPerson): ConditionalUpdate | undefined {
  const { actor, text } = timelineFromItem(item);
  const set = {
    ...(is(actor, person.name) && { actor: { ...actor, id: person.replacement } }),
    ...reworded('data', text, person),
  };
  return update(item, [{ attribute: 'data', is: '=', value: text }], set);
}

/** Raises the version: a draft or an edit that was made of the text before is refused. */
function inPostmortem(item: TableItem, person: ForgottenPerson): ConditionalUpdate | undefined {
  const { version, text, editedBy } = postmortemFromItem(item);
  const set = {
    ...(editedBy === person.name && { editedBy: person.replacement }),
    ...reworded('data', text, person),
  };
  return update(item, [{ attribute: 'v', is: '=', value: version }], set, { v: 1 });
}

function update(
  { pk, sk }: TableItem,
  condition: ConditionalUpdate['condition'],
  set: ConditionalUpdate['set'],
  add: ConditionalUpdate['add'] = {},
): ConditionalUpdate | undefined {
  return Object.keys(set).length === 0 ? undefined : { key: { pk, sk }, condition, set, add, remove: [] };
}

function reworded(attribute: string, before: string | undefined, { text }: ForgottenPerson): Record<string, string> {
  const after = before === undefined ? undefined : text(before);
  return after === undefined || after === before ? {} : { [attribute]: after };
}

/** An alarm or a runbook may be called the same. */
function is({ type, id }: Actor, name: string): boolean {
  return type === 'user' && id === name;
}
