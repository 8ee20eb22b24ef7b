import { fnv1a } from '../fnv';
import { messagePattern } from './message-pattern';
import { parseStack } from './stack';

/** What identifies an error; every field may be missing. */
export interface FingerprintEvidence {
  readonly name?: string;
  readonly message?: string;
  /** A V8 stack, as `error.stack` gives it. */
  readonly stack?: string;
  /** The error it was made from: the same wrapper around another cause is another error. */
  readonly cause?: FingerprintEvidence;
}

/** The name of the function that the middleware puts around a handler: its frame is part of every stack. */
export const WRAPPER_FUNCTION = 'sightlineObserved';

/** What the middleware's functions on the way to the user's code are called. */
const OURS = /^sightline[A-Z]/;

/** The rules below. A change of them gets a new version, so that old and new groups are never mixed up. */
const VERSION = 2;

/**
 * 16 hexadecimal digits, the same for repeats of one error: made of its name and of what the stack says (file and
 * function names, no line numbers). Where the stack says too little, the message without its changing parts counts too.
 */
export function fingerprint(error: FingerprintEvidence): string {
  const parts: unknown[] = [VERSION];
  for (let link: FingerprintEvidence | undefined = error; link && parts.length < 6; link = link.cause) {
    parts.push(describe(link));
  }
  return hash64(parts.join('\n'));
}

function describe({ name = '', message = '', stack }: FingerprintEvidence): string {
  const { own, foreign } = placesOf(stack, message);
  // One function alone does not tell its errors apart: many handlers are a single function. Nor does a framework's path.
  const said = own.size > 1 ? '' : messagePattern(message);
  return [name.slice(0, 200), ...(own.size > 0 ? own : foreign), said].join('|');
}

/** `orders.ts load` for each of the service's own functions on the stack, and for each of its libraries'. */
function placesOf(stack: string | undefined, message: string) {
  const own = new Set<string>();
  const foreign = new Set<string>();
  for (const { label, path } of parseStack(stack, message)) {
    const name = functionName(label);
    // Node's and the Lambda runtime's frames and ours are in every stack.
    if (!name || OURS.test(name) || /^(node:|\/var\/runtime\/)/.test(path)) continue;
    // A set: how deep a recursion went does not make another error.
    (path.includes('/node_modules/') ? foreign : own).add(`${fileName(path)} ${name}`);
  }
  return { own, foreign };
}

/** Without the receivers that V8 adds to plain functions, and without a minifier's names: they change with each build. */
function functionName(label: string): string {
  return label
    .split('.')
    .filter((part) => part.length > 2 && !/^(Object|Module|Runtime|exports)$|</.test(part))
    .join('.');
}

/** `/var/task/Orders-3f2a9c1b.mjs` is `orders`. */
function fileName(path: string): string {
  const name = path.split(/[\\/]/).pop() ?? '';
  return name.toLowerCase().replace(/([.-][\da-f]{8,64})?(\.[cm]?[jt]sx?)?(\?.*)?$/, '');
}

/** Two different 32-bit hashes. Not for secrets: they only have to spread texts evenly. */
export function hash64(text: string): string {
  return hash32(text, 0x811c9dc5, 0x01000193) + hash32(text, 0x9e3779b9, 0x85ebca6b);
}

/** FNV-1a, with a last step that lets each bit change about half of the others. */
function hash32(text: string, start: number, factor: number): string {
  let hash = fnv1a(text, start, factor);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
