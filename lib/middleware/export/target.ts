import { attempt } from '../text';
import { check, checkNames } from './check';
import type { HeaderValues, SignableRequest, Target } from './post';

/** What the exporters that send over HTTP have in common. */
export interface HttpExportOptions {
  /** Where to send, the path included. */
  readonly url?: string;
  /** Such as an API key. */
  readonly headers?: HeaderValues;
  /**
   * How long sending may take, a second attempt included, in whole milliseconds. The invocation's answer waits for it.
   *
   * @default 2000
   */
  readonly timeoutMs?: number;
  /** @default - the global `fetch`, looked up at each call */
  readonly fetch?: typeof fetch;
  /** Answers more headers for a request, asked at each attempt. @default - no signature */
  readonly sign?: (request: SignableRequest) => HeaderValues | Promise<HeaderValues>;
}

/** What stands in for options that were not given; what is wrong in it is left out. */
export interface TargetDefaults {
  readonly url: string;
  readonly headers?: HeaderValues;
  readonly timeoutMs?: number;
}

/** Throws where an option is not allowed. */
export function targetOf(exporter: string, options: HttpExportOptions, defaults: TargetDefaults): Target {
  checkNames(exporter, options, 'url', 'headers', 'timeoutMs', 'fetch', 'sign');
  const { url = defaults.url, fetch, sign } = options;
  const timeoutMs = options.timeoutMs ?? (isTimeout(defaults.timeoutMs) ? defaults.timeoutMs : 2_000);
  const headers = validHeaders(options.headers);
  check(exporter, 'url', url, url === defaults.url || /^https?:\/\/\w/.test(url), 'an http or https URL');
  check(exporter, 'timeoutMs', timeoutMs, isTimeout(timeoutMs), 'whole milliseconds, 1 to 900000');
  // Their values may be secret.
  check(exporter, 'headers', Object.keys(options.headers ?? ''), Boolean(headers), 'what HTTP allows');
  const type = { 'content-type': 'application/json' };
  return { exporter, url, timeoutMs, fetch, sign, headers: { ...type, ...validHeaders(defaults.headers), ...headers } };
}

/**
 * Reads `key1=value1,key2=value2` with percent-encoded values, as OpenTelemetry's variables have it; an encoding that is
 * broken stays as it is. See https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function readPairs(text = ''): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const [key = '', ...value] = pair.split('=');
    const encoded = value.join('=').trim();
    return [value.length > 0 && key.trim(), attempt(() => decodeURIComponent(encoded)) ?? encoded] as const;
  });
  return Object.fromEntries(pairs.filter(([key]) => key));
}

/** With names in lower case; `undefined` where HTTP does not allow one of them. */
function validHeaders(headers?: HeaderValues): HeaderValues | undefined {
  return attempt(() => Object.fromEntries(new Headers(headers)));
}

function isTimeout(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 900_000;
}
