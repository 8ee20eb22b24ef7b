/** Which alarm people mean by words of its name. */
import { closest } from '../core/closest';

export interface NamedAlarm {
  readonly name: string;
  /** Short name, as people call it. */
  readonly label: string;
}

/** More names than this help nobody. */
const MOST_LISTED = 20;

/**
 * The alarm whose name or label is exactly this, else the only one whose name has all the words, in any case; where
 * there is none, or more than one, the reason why.
 */
export function alarmNamed<T extends NamedAlarm>(words: readonly string[], alarms: readonly T[]): T | string {
  const whole = words.join(' ');
  const exact = alarms.filter(({ name, label }) => name === whole || label === whole);
  const found = exact.length > 0 ? exact : alarmsWith(words, alarms);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    return `more than one alarm has '${whole}' in its name; give words of one of: ${listNames(found)}`;
  const meant = suggestion(words, alarms);
  const hint = meant ? ` did you mean '${meant}'?` : '';
  return `no alarm has '${whole}' in its name;${hint} give words of one of: ${listNames(alarms)}`;
}

/** Every alarm whose name has all the words. */
export function alarmsWith<T extends Pick<NamedAlarm, 'name'>>(words: readonly string[], alarms: readonly T[]): T[] {
  return alarms.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word.toLowerCase())));
}

/** The words with misspelt ones put right, where that means an alarm. */
export function suggestion(words: readonly string[], alarms: readonly Pick<NamedAlarm, 'name'>[]): string | undefined {
  const known = [...new Set(alarms.flatMap(({ name }) => name.split(/[^\p{L}\p{N}]+/u)))];
  const meant = words.map((word) =>
    alarmsWith([word], alarms).length > 0 ? word : (closest(word, known) as string | undefined),
  );
  if (meant.some((word) => word === undefined)) return undefined;
  return alarmsWith(meant as string[], alarms).length > 0 ? meant.join(' ') : undefined;
}

function listNames(alarms: readonly NamedAlarm[]): string {
  const listed = alarms.slice(0, MOST_LISTED).map(({ label }) => label);
  const more = alarms.length - listed.length;
  return [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
