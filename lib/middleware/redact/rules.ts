import { REDACTED } from '../log/secrets';

/** What is hidden in texts, and by what. */
export type Rule = readonly [pattern: RegExp, hidden: string | ((found: string) => string)];

/** A copy, so that the user's `lastIndex` stays what it is. An empty match hides nothing. */
export function ownRule(pattern: RegExp): Rule {
  const flags = pattern.flags.replace(/[gy]/g, '');
  return [new RegExp(pattern.source, `${flags}g`), (found) => found && REDACTED];
}

/**
 * Credentials of URLs; what follows `Bearer` or `Basic` and is no word, as it has a digit or an inner capital; private
 * keys; AWS access keys (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html); JSON Web Tokens;
 * tokens with a prefix of GitHub, GitLab, npm, Slack, Stripe, Google and others. What may repeat is bounded, or starts
 * at the start of a run only: so the time is linear.
 */
const SHAPES =
  /(:\/\/)[^\s/?#"'<>]+(?=@)|(\b(?:[Bb](?:earer|asic)|BEARER|BASIC)\s{1,3})(?=\S{0,99}(?:\d|[a-z][A-Z]|=))[\w.~+/-]{6,}=*|-----BEGIN [A-Z ]{0,20}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,30}-----|$)|(?<![\w-])(?:(?:A[BKS]IA|ACCA)[A-Z\d]{16}(?!\w)|eyJ[\w-]{8,}(?:\.[\w-]*){1,4}|(?:gh[oprsu]_|github_pat_|glpat-|npm_|xox[a-z]-|xapp-|[rs]k_(?:live|test)_|whsec_|sk-|AIza)[\w-]{16,})/g;

const CARD = /(?<![A-Za-z\d.])[2-6]([ -]?\d){12,18}(?![A-Za-z\d])/g;

/** What is hidden for everybody. */
export const COMMON_RULES: readonly Rule[] = [
  [SHAPES, `$1$2${REDACTED}`],
  [CARD, (found) => (isCardNumber(found) ? REDACTED : found)],
];

/** Mail addresses, phone numbers with a country code (ITU-T E.164), IBANs. */
export const PERSONAL_RULES: readonly Rule[] = [
  [/[^\s@"'<>()[\],:;=/]{1,64}@[\w-]{1,63}(\.[\w-]{1,63})+/g, REDACTED],
  [/(?<![\w+])\+[1-9]([ ().-]{0,2}\d){6,14}(?!\d)/g, REDACTED],
  [/(?<![A-Za-z\d])[A-Z]{2}\d\d( ?[A-Z\d]){11,30}(?![A-Za-z\d])/g, (found) => (isIban(found) ? REDACTED : found)],
];

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
