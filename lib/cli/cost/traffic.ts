import { closest } from '../../core/closest';
import { TRAFFIC_KEYS, type Traffic } from '../../core/price/usage';
import { UsageError } from '../usage-error';

const FORM = /^(\d+(?:\.\d+)?)([kMB]?)$/;
const SCALE: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, B: 1e9 };

/**
 * Reads `requests=10M,incidents=4`, each what comes in a month; k, M and B are thousands, millions and billions.
 * @throws a `UsageError` for what is none of it
 */
export function parseTraffic(text: string): Traffic {
  const traffic = new Map<string, number>();
  for (const part of text.split(',')) {
    const [key = '', value] = part.split('=').map((one) => one.trim());
    if (!isKey(key)) throw unknownKey(key);
    if (traffic.has(key)) throw new UsageError(`--traffic has '${key}' twice; keep one of them`);
    traffic.set(key, quantityOf(key, value));
  }
  return Object.fromEntries(traffic);
}

function quantityOf(key: string, value = ''): number {
  const [, digits, scale = ''] = FORM.exec(value) ?? [];
  if (digits !== undefined) return Number(digits) * (SCALE[scale] ?? 1);
  throw new UsageError(`--traffic ${key} must be a number of 0 or more such as 250, 40k, 10M or 2B, got '${value}'`);
}

function isKey(key: string): key is keyof Traffic {
  return (TRAFFIC_KEYS as readonly string[]).includes(key);
}

function unknownKey(key: string): UsageError {
  const meant = closest(key, TRAFFIC_KEYS);
  return new UsageError(
    `--traffic knows no '${key}'${meant ? `; did you mean '${meant}'?` : '.'} ` +
      `Write such as requests=10M; known are: ${TRAFFIC_KEYS.join(', ')}`,
  );
}
