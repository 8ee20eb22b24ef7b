/** Texts that look like secrets: by the rules of the middleware's own redaction, which has tests of its own. */
import { redactor } from '../../lib/middleware/redact';

const { isSecretKey, redactText } = redactor();

/** The text around a secret that Secrets Manager makes up itself. */
const NO_SECRETS = new Set(['SecretStringTemplate']);

/** Where in a template, a document or a list something secret stands, as a path. Names of secrets and ARNs are none. */
export function secretPlaces(value: unknown, path = ''): string[] {
  if (typeof value === 'string') {
    const text = value.replaceAll(':secret:', ':named:');
    return redactText(text) === text ? [] : [`${path} looks like a secret`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const place = `${path}/${key}`;
    const named = typeof inner === 'string' && isSecretKey(key) && !NO_SECRETS.has(key) && !isArn(inner);
    return [...(named ? [`${place} is named like a secret`] : []), ...secretPlaces(inner, place)];
  });
}

function isArn(text: string): boolean {
  return /^arn:[\w-]+:\w+:/.test(text);
}
