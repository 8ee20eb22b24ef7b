import type { Tracer } from '@aws-lambda-powertools/tracer';

/** Standing in Lambda is decided when the X-Ray SDK loads, so the variables come first. */
const LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: '/var/task',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  _HANDLER: 'index.handler',
  _X_AMZN_TRACE_ID: 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
};

export interface SentSubsegment {
  readonly id: string;
  readonly name: string;
  readonly parent_id: string;
  readonly trace_id: string;
  readonly start_time: number;
  readonly end_time?: number;
  readonly in_progress?: boolean;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly annotations?: Readonly<Record<string, unknown>>;
  readonly cause?: {
    readonly id?: string;
    readonly exceptions: readonly { readonly message: string; readonly type: string }[];
  };
  readonly subsegments?: readonly SentSubsegment[];
}

/** Powertools' tracer as it is in Lambda, and what it sends to the X-Ray daemon. */
export function loadTracer() {
  const before = { ...process.env };
  Object.assign(process.env, LAMBDA);
  const sent: SentSubsegment[] = [];
  const emitter = require('aws-xray-sdk-core/dist/lib/segment_emitter');
  const send = jest.spyOn(emitter, 'send').mockImplementation((segment) => {
    sent.push(JSON.parse((segment as { format(): string }).format()));
  });
  const { Tracer: TracerOfLambda } = require('@aws-lambda-powertools/tracer') as { Tracer: typeof Tracer };
  return {
    sent,
    newTracer: () => new TracerOfLambda({ serviceName: 'checkout', captureHTTPsRequests: false }),
    restore() {
      send.mockRestore();
      for (const name of Object.keys(LAMBDA)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    },
  };
}
