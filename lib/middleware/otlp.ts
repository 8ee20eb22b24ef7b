import { otlpJson } from './export/otlp-json';
import { post } from './export/post';
import { resourceAttributes } from './export/resource';
import { type HttpExportOptions, readPairs, type TargetDefaults, targetOf } from './export/target';
import type { Environment } from './identity';
import type { SpanExporter } from './span';
import { attempt, cut } from './text';

export type { HeaderValues, SignableRequest } from './export/post';
export { type AwsCredentials, type SigV4Options, sigV4 } from './export/sig-v4';

/**
 * What is not given comes from OpenTelemetry's variables, read once; each has a form with `TRACES_` before its last word
 * that goes first: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export interface OtlpOptions extends HttpExportOptions {
  /**
   * Where to send, the path included.
   *
   * @default - `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, else `OTEL_EXPORTER_OTLP_ENDPOINT` and `/v1/traces`, else
   * `http://localhost:4318/v1/traces`
   */
  readonly url?: string;
  /** Such as an API key. @default - `OTEL_EXPORTER_OTLP_HEADERS`; where both have a header, this one counts */
  readonly headers?: NonNullable<HttpExportOptions['headers']>;
  /**
   * How long sending may take, a second attempt included, in whole milliseconds. The invocation's answer waits for it.
   *
   * @default - `OTEL_EXPORTER_OTLP_TIMEOUT`, else 2000
   */
  readonly timeoutMs?: number;
}

/**
 * Sends traces by OTLP/HTTP in JSON: to a collector, Jaeger, Tempo, or CloudWatch, which needs `sign: sigV4()`; see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function otlp(options: OtlpOptions = {}): SpanExporter {
  const target = targetOf('otlp', options, defaultsOf(process.env));
  const resource = resourceAttributes(process.env);
  return async (trace) => checkAccepted(await post(target, otlpJson(trace, resource)));
}

function defaultsOf(env: Environment): TargetDefaults {
  const find = (name: string) => env[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT || 'http://localhost:4318';
  return {
    url: env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || `${base.replace(/\/$/, '')}/v1/traces`,
    headers: readPairs(find('HEADERS')),
    timeoutMs: Number(find('TIMEOUT')),
  };
}

/**
 * A receiver may take a part of the spans only: https://opentelemetry.io/docs/specs/otlp/#partial-success-1. An answer
 * that is no JSON says no more than its status.
 */
function checkAccepted(answer: string): void {
  const partial = attempt(() => JSON.parse(answer).partialSuccess);
  if (!(partial?.rejectedSpans > 0)) return;
  throw new Error(`otlp: ${partial.rejectedSpans} spans were refused: ${cut(`${partial.errorMessage}`, 200)}`);
}
