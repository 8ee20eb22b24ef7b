import type { Environment } from '../identity';
import type { Attributes } from './attributes';
import { readPairs } from './target';

/**
 * Where the code runs, in a Lambda function: https://opentelemetry.io/docs/specs/semconv/resource/faas/. What the
 * variable `OTEL_RESOURCE_ATTRIBUTES` says wins.
 */
export function resourceAttributes(env: Environment): Attributes {
  return {
    'cloud.region': env.AWS_REGION,
    'faas.name': env.AWS_LAMBDA_FUNCTION_NAME,
    'faas.version': env.AWS_LAMBDA_FUNCTION_VERSION,
    'faas.instance': env.AWS_LAMBDA_LOG_STREAM_NAME,
    // The variable has megabytes, the attribute bytes.
    'faas.max_memory': Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * 2 ** 20 || undefined,
    // By it CloudWatch finds the log lines of a trace.
    'aws.log.group.names': env.AWS_LAMBDA_LOG_GROUP_NAME,
    ...readPairs(env.OTEL_RESOURCE_ATTRIBUTES),
  };
}
