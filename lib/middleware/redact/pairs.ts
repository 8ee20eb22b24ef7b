import { REDACTED } from '../log/secrets';

/** The separator in `name=value`, `name: value`, `"name":"value"` (also escaped) and `<name>value`. */
const SEPARATOR = /[:=>](?<=(?<![\w.-])-{0,2}([A-Za-z_][\w.-]{1,63})\\*["']?\s{0,2}.)>?\s{0,2}/g;
const VALUE =
  /(\\*["'])[\s\S]*?(?:(?<!\\)\1|$)|[[{][^\]}]*[\]}]?|(?:(?:basic|bearer|digest|token|aws4-hmac-sha256) +)?[^\s"'&,;:<>][^\s"'&,;<>]*(?:; ?[^\s"'&,;<>=]+=[^\s"'&,;<>]*)*/iy;

/** The text with `[redacted]` in place of the values that stand after the name of a secret. */
export function hidePairs(text: string, isSecretKey: (name: string) => boolean): string {
  let shown = '';
  let done = 0;
  for (let at = 0; ; ) {
    SEPARATOR.lastIndex = at;
    const name = SEPARATOR.exec(text)?.[1];
    if (!name) return shown + text.slice(done);
    at = SEPARATOR.lastIndex;
    if (!isSecretKey(name)) continue;
    VALUE.lastIndex = at;
    const [value, quote = ''] = VALUE.exec(text) ?? [''];
    if (/^((true|false|null|undefined)\W*)?$/.test(value)) continue;
    shown += text.slice(done, at) + quote + REDACTED + quote;
    at += value.length;
    done = at;
  }
}
