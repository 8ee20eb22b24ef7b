import { REDACTED } from './log/secrets';

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

export interface Redactor {
  /** Whether a field of this name holds a secret. */
  isSecretKey(key: string): boolean;
  /** The same, and the name as JSON text, without what is secret in itself. */
  readKey(key: string): Key;
  /** The text with `[redacted]` in place of each secret in it. Never throws. */
  redactText(text: string): string;
}

export interface Key {
  readonly secret: boolean;
  readonly json: string;
  /** Length of `json` in UTF-8. */
  readonly bytes: number;
}

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
  const rules: readonly Rule[] = [
    ...patterns.map(ownRule),
    [SHAPES, `$1$2${REDACTED}`],
    [CARD, (found) => (isCardNumber(found) ? REDACTED : found)],
    ...(personalData ? PERSONAL_RULES : []),
  ];
  const known = new Map<string, Key>();

  function isSecret(key: string): boolean {
    const words = wordsOf(key);
    if (SESSION_ID.test(words) || (SECRET.test(words) && !HARMLESS.test(words))) return true;
    return (keys.length > 0 && named.test(words)) || (personalData === true && PERSONAL.test(words));
  }

  function readKey(key: string): Key {
    let found = known.get(key);
    if (found) return found;
    const start = key.slice(0, MAX_KEY);
    const json = JSON.stringify(redactText(start));
    found = { secret: !off && isSecret(start), json, bytes: Buffer.byteLength(json) };
    if (known.size >= MAX_KNOWN_KEYS) known.clear();
    // As a copy: the name may be a slice that would keep a long text alive.
    if (start === key) known.set([...key].join(''), found);
    return found;
  }

  function redactText(text: string): string {
    if (off || (text.length < 6 && patterns.length === 0)) return text;
    try {
      let shown = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
      for (const [pattern, hidden] of rules) {
        // Most texts have no secret: a search costs a quarter of a replacement that finds none.
        if (shown.search(pattern) >= 0) shown = shown.replace(pattern, hidden as string);
      }
      shown = hidePairs(shown, readKey);
      return text.length > MAX_TEXT ? shown + REDACTED : shown;
    } catch {
      // A pattern can exhaust the stack of V8's regular expressions: a text that cannot be searched is not shown.
      return REDACTED;
    }
  }

  return { isSecretKey: (key) => readKey(key).secret, readKey, redactText };
}

/** A key as words: `AWSSecretAccess_key` is `aws secret access key`. */
function wordsOf(key: string): string {
  return key
    .replace(/[a-z\d](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g, '$& ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * The tests below read keys as words. A secret may be written together with the word before it (`dbpassword`); a token,
 * a cookie or an authorization is secret itself, not what is told about it (`tokenCount`, `cookieConsent`).
 */
const SECRET =
  /passw(or)?d(?!less)|passphrase|pwd\b|\b(db|user|smtp) ?pass$|credential|secrets?\b(?! manager)|(api|access|private|secret|signing|encryption|master) ?keys?\b|\b(access|auth|refresh|api|session|bearer|id) ?tokens?\b|(?<!\b(next|page|pagination|continuation|idempotency) ?)token\d*( value| hash)?$|(cookies?|authori[sz]ation)( header| code)?$|signature$|\bsig$/;

/** Names that tell something about a secret; those of errors and of source files stand in texts. */
const HARMLESS =
  / (count|type|id|name|arn|length|size|limit|policy|expir\w+|age|at|in|version|status|error|exception|[cm]?[jt]sx?)$/;

const SESSION_ID = /\b[jph]*sess(ion)? ?id$/;

const PERSONAL =
  /\b(e ?mails?|phones?|mobile|card ?(number|no)|pan|cv[cv]|ssn|iban|dob|birth ?da(y|te)|date of birth|passport|(first|last|full|given|family|sur) ?name|street|ip|forwarded for)( ?(address|number|no))?\d*$/;

type Rule = readonly [pattern: RegExp, hidden: string | ((found: string) => string)];

/**
 * Credentials of URLs; what follows `Bearer` or `Basic` and is no word, as it has a digit or an inner capital; private
 * keys; AWS access keys (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html); JSON Web Tokens;
 * tokens with a prefix of GitHub, GitLab, npm, Slack, Stripe, Google and others. What may repeat is bounded, or starts
 * at the start of a run only: so the time is linear.
 */
const SHAPES =
  /(:\/\/)[^\s/?#"'<>]{1,512}(?=@)|(\b(?:[Bb](?:earer|asic)|BEARER|BASIC)\s{1,3})(?=\S{0,99}(?:\d|[a-z][A-Z]|=))[\w.~+/-]{6,}=*|-----BEGIN [A-Z ]{0,20}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,30}-----|$)|(?<![\w-])(?:(?:A[BKS]IA|ACCA)[A-Z\d]{16}(?!\w)|eyJ[\w-]{8,}(?:\.[\w-]*){1,4}|(?:gh[oprsu]_|github_pat_|glpat-|npm_|xox[a-z]-|xapp-|[rs]k_(?:live|test)_|whsec_|sk-|AIza)[\w-]{16,})/g;

const CARD = /(?<![A-Za-z\d.])[2-6]([ -]?\d){12,18}(?![A-Za-z\d])/g;

/** Mail addresses, phone numbers with a country code (ITU-T E.164), IBANs. */
const PERSONAL_RULES: readonly Rule[] = [
  [/[^\s@"'<>()[\],:;=/]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+/g, REDACTED],
  [/(?<![\w+])\+[1-9]([ ().-]{0,2}\d){6,14}(?!\d)/g, REDACTED],
  [/(?<![A-Za-z\d])[A-Z]{2}\d\d( ?[A-Z\d]){11,30}(?![A-Za-z\d])/g, (found) => (isIban(found) ? REDACTED : found)],
];

/** The separator in `name=value`, `name: value`, `"name":"value"` (also escaped) and `<name>value`. */
const SEPARATOR = /[:=>](?<=(?<![\w.-])-{0,2}([A-Za-z_][\w.-]{1,63})\\*["']?\s{0,2}.)>?\s{0,2}/g;
const VALUE =
  /(\\*["'])[\s\S]*?(?:(?<!\\)\1|$)|[[{][^\]}]*[\]}]?|(?:(?:basic|bearer|digest|token|aws4-hmac-sha256) +)?[^\s"'&,;:<>][^\s"'&,;<>]*(?:; ?[^\s"'&,;<>=]+=[^\s"'&,;<>]*)*/iy;

function hidePairs(text: string, readKey: (name: string) => Key): string {
  let shown = '';
  let done = 0;
  for (let at = 0; ; ) {
    // Set each time: to read a key is to search it, too.
    SEPARATOR.lastIndex = at;
    const name = SEPARATOR.exec(text)?.[1];
    if (!name) return shown + text.slice(done);
    at = SEPARATOR.lastIndex;
    if (!readKey(name).secret) continue;
    VALUE.lastIndex = at;
    const [value, quote = ''] = VALUE.exec(text) ?? [''];
    if (/^((true|false|null|undefined)\W*)?$/.test(value)) continue;
    shown += text.slice(done, at) + quote + REDACTED + quote;
    at += value.length;
    done = at;
  }
}

/** By first digits and length, and the check digit of ISO/IEC 7812. */
function isCardNumber(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  let sum = 0;
  for (let index = 1; index <= digits.length; index++) {
    const digit = Number(digits.at(-index)) * (index % 2 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && /^(4\d{12}(\d{3}){0,2}|3\d{13,15}|(5\d|2[2-7])\d{14}|6\d{15,18})$/.test(digits);
}

/** By the check digits of ISO 13616: with letters as numbers from 10 on, the remainder of division by 97 is 1. */
function isIban(found: string): boolean {
  const account = found.replaceAll(' ', '');
  const number = (account.slice(4) + account.slice(0, 4)).replace(
    /[A-Z]/g,
    (letter) => `${Number.parseInt(letter, 36)}`,
  );
  return BigInt(number) % 97n === 1n;
}

/** A copy, so that the user's `lastIndex` stays what it is. An empty match hides nothing. */
function ownRule(pattern: RegExp): Rule {
  const flags = pattern.flags.replace(/[gy]/g, '');
  return [new RegExp(pattern.source, `${flags}g`), (found) => found && REDACTED];
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
