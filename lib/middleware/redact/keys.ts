/** Whether the words of a key, as `wordsOf` makes them, name a secret. */
export function isSecretName(words: string): boolean {
  return SESSION_ID.test(words) || (SECRET.test(words) && !HARMLESS.test(words));
}

/** Whether they name what tells who a person is. */
export function isPersonalName(words: string): boolean {
  return PERSONAL.test(words);
}

/** A key as words: `AWSSecretAccess_key` is `aws secret access key`. */
export function wordsOf(key: string): string {
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
  /passw(or)?d(?!less)|passphrase|pwd\b|\b(db|user|smtp)?pass$|credential|secrets?\b(?! manager)|(api|access|private|secret|signing|encryption|master) ?keys?\b|\b(access|auth|refresh|api|session|bearer|id) ?tokens?\b|(?<!\b(max|next|page|pagination|continuation|idempotency) ?)token\d*( value| hash)?$|(cookies?|authori[sz]ation)( header| code)?$|signature$|\bsig$/;

/** Names that tell something about a secret; those of errors and of source files stand in texts. */
const HARMLESS =
  / (count|type|id|name|arn|length|size|limit|policy|expir\w+|age|at|in|version|status|error|exception|[cm]?[jt]sx?)$/;

const SESSION_ID = /\b[jph]*sess(ion)? ?id$/;

const PERSONAL =
  /\b(e ?mails?|phones?|mobile|card ?(number|no)|pan|cv[cv]|ssn|iban|dob|birth ?da(y|te)|date of birth|passport|(first|last|full|given|family|sur) ?name|street|ip|forwarded for)( ?(address|number|no))?\d*$/;
