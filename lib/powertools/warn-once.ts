import { attempt } from '../middleware/text';

const MAX_WARNINGS = 100;

/** Tells each trouble once in the life of the process, so that it costs no log volume. */
export function warnOnce(): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message) || told.size >= MAX_WARNINGS) return;
    told.add(message);
    attempt(() => console.warn(`Sightline: ${message}`));
  };
}
