import type { Runtime } from '../runtime';
import { attempt } from '../text';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** Names of fields whose values are kept out of logs, wherever in the name the word stands. */
const SECRET_KEY =
  /passw|passphrase|pwd|secret(?!ary)|api.?key|(access|private|signing).?key|credential|authorization|cookie|token$|(^|[_.-])pass$|^session.?id$/i;

/**
 * Access keys of AWS; what follows `Bearer` or `Basic` and is no word, as it has a digit or an inner capital; JSON Web
 * Tokens; user and password in URLs; private keys. What may repeat is bounded, or starts at the start of a run only, so
 * the time is linear.
 */
const SHAPES =
  /\b(?:A[KS]IA[A-Z\d]{16}\b|(?:[Bb]earer|[Bb]asic) (?=\S*(?:\d|[a-z][A-Z]|=))[\w.~+/=-]{8,})|(?<![\w-])eyJ[\w-]{8,}\.[\w.-]+|(:\/\/)[^\s/?#"'<>]{1,200}(?=@)|-----BEGIN [A-Z ]{0,20}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,20}KEY-----|$)/g;

/** `password=value`, `api-key: value` and `"token":"value"`, also where quotes are escaped. */
const PAIRS =
  /((?:passw(?:or)?d|pwd|secret(?:_?(?:access_?)?key)?|token|api[_-]?key)\\{0,3}["']?\s?[=:]\s?\\{0,3})(?:(")[^"]*|(')[^']*|[^\s"'&,;]+)/gi;

/** Each text that has a secret has one of these: one quick look is all that most texts cost. */
const HINT = /[:=]|A[KS]IA|eyJ|earer |asic |-----B/;

/** Finds secrets by the names of fields and by their looks in texts. */
export interface SecretFilter {
  isSecretKey(key: string): boolean;
  redactText(text: string): string;
}

const common: SecretFilter = {
  isSecretKey: (key) => SECRET_KEY.test(key),
  redactText: (text) =>
    HINT.test(text) ? text.replace(SHAPES, `$1${REDACTED}`).replace(PAIRS, `$1$2$3${REDACTED}`) : text,
};

/** What hides secrets for a wrapped handler. */
export function secretsOf({ settings }: Runtime): SecretFilter {
  return settings.redact ?? common;
}

/** The text without its secrets. One that a filter of the user fails to search is not shown. */
export function hideSecrets(runtime: Runtime, text: string): string {
  return attempt(() => String(secretsOf(runtime).redactText(text))) ?? REDACTED;
}
