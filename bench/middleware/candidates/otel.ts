import { createRequire } from 'node:module';
import { AwsXrayUdpSpanExporter } from '@aws/aws-distro-opentelemetry-exporter-xray-udp';
import { type Context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AwsLambdaInstrumentation } from '@opentelemetry/instrumentation-aws-lambda';
// The version 1 of the SDK, which is the one the exporter takes: with version 2 beside it the bundle doubles.
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

/** The Lambda segment as the parent, as the X-Ray propagator reads it. */
function parentFromEnvironment(): Context {
  const [, time, unique, spanId, sampled] =
    /^Root=1-(\w{8})-(\w{24});Parent=(\w{16});Sampled=([01])/.exec(process.env._X_AMZN_TRACE_ID ?? '') ?? [];
  if (!time || !unique || !spanId) return ROOT_CONTEXT;
  const traceFlags = sampled === '1' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: time + unique, spanId, traceFlags, isRemote: true });
}

const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new AwsXrayUdpSpanExporter())] });
provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
const instrumentation = new AwsLambdaInstrumentation({
  lambdaHandler: 'otel-handler.handler',
  eventContextExtractor: parentFromEnvironment,
});
instrumentation.setTracerProvider(provider);

/** The instrumentation wraps what the runtime requires, so the handler stays in a file of its own. */
export const { handler } = createRequire(`${process.env.LAMBDA_TASK_ROOT}/`)('./otel-handler.cjs');
