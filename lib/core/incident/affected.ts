/** Systems that people name as affected: so many that the incident stays small, as each of its writes carries them. */
const MAX_AFFECTED = 50;
/** Characters of a name. */
const MAX_AFFECTED_NAME = 100;

/**
 * Why these may not be named; `undefined`: they may.
 * @param affected all of the incident, with the new ones
 */
export function tooManyAffected(affected: readonly string[], added: readonly string[]): string | undefined {
  const longest = Math.max(0, ...added.map(({ length }) => length));
  if (longest > MAX_AFFECTED_NAME) {
    return `the name of an affected system has ${longest} characters; give at most ${MAX_AFFECTED_NAME}`;
  }
  if (affected.length <= MAX_AFFECTED) return undefined;
  return (
    `an incident names at most ${MAX_AFFECTED} affected systems, and with these it would be ${affected.length}; ` +
    'name a system that stands for several'
  );
}
