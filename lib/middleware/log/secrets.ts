import type { Runtime } from '../runtime';
import { attempt, cut } from '../text';

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** Names of fields whose values are kept out of logs, wherever in the name the word stands. */
const SECRET_KEY =
  /passw|passphrase|pwd|secret(?!ary)|api.?key|(access|private|signing).?key|credential|authorization|cookie|token$|(^|[_.-])pass$|^session.?id$/i;

/**
 * Access keys of AWS; what follows `Bearer` or `Basic` and is no word, as it has a digit or an inner capital; JSON Web
 * Tokens; tokens with a prefix of GitHub, GitLab, npm, Slack, Stripe and others; user and password in URLs, of any length
 * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html); private keys. What may repeat is
 * bounded, or starts at the start of a run only, so the time is linear.
 */
const SHAPES =
  /\b(?:A[KS]IA[A-Z\d]{16}\b|(?:[Bb]earer|[Bb]asic) (?=\S*(?:\d|[a-z][A-Z]|=))[\w.~+/=-]{8,})|(?<![\w-])(?:eyJ[\w-]{8,}\.[\w.-]+|(?:gh\w_|github_pat_|glpat-|npm_|xox\w-|[rs]k_\w{4}_|sk-)[\w-]{16,})|(:\/\/)[^\s/?#"'<>]+(?=@)|-----BEGIN [A-Z ]{0,20}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,20}KEY-----|$)/g;

/**
 * `password=value`, `api-key: value` and `"token":"value"`, also where quotes are escaped, but no `Unexpected token: x` and
 * no `max_token=1`. A text in quotes goes on to a quote that is escaped as its first one.
 */
const PAIRS =
  /((?:passw(?:or)?d|passphrase|[_-]pass|\bpass(?=["=])|pwd|secret(?:_?(?:access_?)?key)?|(?<!max.?|unexpected )token|api[_-]?key)\\{0,3}["']?\s{0,2}[=:]\s{0,2})(?:(\\{0,3}["'])[\s\S]*?(?=(?<!\\)\2|$)|[^\s"'&,;]+)/gi;

/** Each text that has a secret has one of these: one quick look is all that most texts cost. */
const HINT = /[:=]|A[KS]IA|eyJ|earer |asic |-----B|[_-][\w-]{16}/;

/** Finds secrets by the names of fields and by their looks in texts. */
export interface SecretFilter {
  isSecretKey(key: string): boolean;
  redactText(text: string): string;
}

const common: SecretFilter = {
  isSecretKey: (key) => SECRET_KEY.test(key),
  redactText: (text) =>
    HINT.test(text) ? text.replace(SHAPES, `$1${REDACTED}`).replace(PAIRS, `$1$2${REDACTED}`) : text,
};

/** What hides secrets for a wrapped handler. */
export function secretsOf({ settings }: Runtime): SecretFilter {
  return settings.redact ?? common;
}

/** What is searched beyond the part that is shown, in UTF-16 code units: half a secret does not look like one. */
const SLACK = 2_048;

/**
 * The beginning of a text, at most `most` UTF-16 code units, without its secrets. A text that a filter of the user fails
 * to search is not shown.
 */
export function hideSecrets(runtime: Runtime, text: string, most = Number.POSITIVE_INFINITY): string {
  if (!text) return text;
  // User and password of a URL that go on beyond what is read end with the sign that shows them.
  const read = text.length > most + SLACK ? `${text.slice(0, most + SLACK)}@` : text;
  return cut(attempt(() => String(secretsOf(runtime).redactText(read))) ?? REDACTED, most);
}
