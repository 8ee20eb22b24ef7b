import { REDACTED, type SecretFilter } from './log/secrets';
import { isPersonalName, isSecretName, wordsOf } from './redact/keys';
import { hidePairs } from './redact/pairs';
import { COMMON_RULES, ownRule, PERSONAL_RULES } from './redact/rules';

/** What to keep out of logs, beside the secrets that are always kept out. */
export interface RedactionOptions {
  /**
   * Names of further fields whose values are secret. Case and punctuation do not count, and a name counts inside a
   * longer one: `tenant id` hides `tenantId`, `X-Tenant-ID` and `oldTenantId`. @default - none
   */
  readonly keys?: readonly string[];
  /** What further texts are secret, wherever they stand; flags `g` and `y` make no difference. @default - none */
  readonly patterns?: readonly RegExp[];
  /** Whether to hide what tells who a person is: names, addresses, phone and account numbers. @default false */
  readonly personalData?: boolean;
  /** Whether to hide nothing at all. @default false */
  readonly off?: boolean;
}

/** What `redactor` answers, for the option `redact`. */
export type Redactor = SecretFilter;

/** A text is searched up to here, in UTF-16 code units. Nobody looked at the rest, so that it counts as secret. */
const MAX_TEXT = 65_536;
const MAX_KEY = 256;
const MAX_KNOWN_KEYS = 1_000;

/**
 * Finds secrets by the names of fields and by their looks in texts. What does not belong in a log is the list of
 * https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude
 */
export function redactor(options: RedactionOptions = {}): Redactor {
  checkOptions(options);
  const { keys = [], patterns = [], personalData, off } = options;
  const named = new RegExp(`(^| )(${keys.map((key) => wordsOf(key).replaceAll(' ', ' ?')).join('|')})( |$)`);
  const rules = [...patterns.map(ownRule), ...COMMON_RULES, ...(personalData ? PERSONAL_RULES : [])];
  const known = new Map<string, boolean>();

  function isSecret(words: string): boolean {
    const isNamed = isSecretName(words) || (keys.length > 0 && named.test(words));
    return isNamed || (personalData === true && isPersonalName(words));
  }

  function isSecretKey(key: string): boolean {
    if (off) return false;
    const found = known.get(key);
    if (found !== undefined) return found;
    const start = key.slice(0, MAX_KEY);
    const secret = isSecret(wordsOf(start));
    if (known.size >= MAX_KNOWN_KEYS) known.clear();
    // As a copy: the name may be a slice that would keep a long text alive.
    if (start === key) known.set([...key].join(''), secret);
    return secret;
  }

  function redactText(text: string): string {
    if (off || (text.length < 6 && patterns.length === 0)) return text;
    try {
      let shown = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
      for (const [pattern, hidden] of rules) {
        // Most texts have no secret: a search costs a quarter of a replacement that finds none.
        if (shown.search(pattern) >= 0) shown = shown.replace(pattern, hidden as string);
      }
      shown = hidePairs(shown, isSecretKey);
      return text.length > MAX_TEXT ? shown + REDACTED : shown;
    } catch {
      // A pattern can exhaust the stack of V8's regular expressions: a text that cannot be searched is not shown.
      return REDACTED;
    }
  }

  return { isSecretKey, redactText };
}

function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [undefined];
    const fits =
      value === undefined ||
      (name === 'keys' && items.every((item) => typeof item === 'string' && wordsOf(item))) ||
      (name === 'patterns' && items.every((item) => item instanceof RegExp)) ||
      (/^(personalData|off)$/.test(name) && typeof value === 'boolean');
    if (fits) continue;
    throw new Error(
      'redaction: keys is a list of names, patterns one of regular expressions, personalData and off are true or false; ' +
        `got ${name}: '${String(value).slice(0, 40)}'`,
    );
  }
}
