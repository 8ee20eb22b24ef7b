import { REDACTED } from '../redact';
import type { Runtime } from '../runtime';

/** Names of fields whose values are kept out of logs, wherever in the name the word stands. */
const SECRET_KEY =
  /passw|passphrase|pwd|secret|api.?key|(access|private|signing).?key|credential|authorization|cookie|(^|[a-z_-])token$|^session.?id$/i;

/**
 * Access keys of AWS, JSON Web Tokens, bearer and basic credentials, user and password in URLs, private keys, and values
 * after a name as above. No part can match the same text in two ways, so the time is linear.
 */
const SECRET_TEXT =
  /\b(?:A[KS]IA[A-Z\d]{16}\b|eyJ[\w-]{8,}\.[\w.-]+|(?:Bearer|Basic) [\w.~+/=-]{8,})|(?<=:\/\/)[^\s/@]{1,200}(?=@)|-----BEGIN [A-Z ]{0,20}PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]{0,20}KEY-----|$)|(?<=\b(?:password|passwd|secret|token|api_?key)["']?\s?[=:]\s?["']?)[^\s"'&,;]+/gi;
/** What is in each text that has a secret: one quick look is all that most texts cost. */
const HINT = /A[KS]IA|eyJ|earer |asic |:\/\/|-----B|[=:]/;

/** Finds secrets by the names of fields and by their looks in texts. */
export interface SecretFilter {
  isSecretKey(key: string): boolean;
  redactText(text: string): string;
}

const common: SecretFilter = {
  isSecretKey: (key) => SECRET_KEY.test(key),
  redactText: (text) => (HINT.test(text) ? text.replace(SECRET_TEXT, REDACTED) : text),
};

/** What hides secrets for a wrapped handler. */
export function secretsOf({ settings }: Runtime): SecretFilter {
  return settings.redact ?? common;
}
