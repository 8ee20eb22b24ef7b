/** Functions, invoked asynchronously: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
import type {
  AutomationPort,
  AutomationRequest,
  AutomationStart,
  AutomationStatus,
} from '../../../workflow/ports/automation';
import { type SignedCall, type SignedCallOptions, signedCall } from './signed-call';

export class LambdaAutomation implements AutomationPort {
  private readonly call: SignedCall;

  constructor(options: SignedCallOptions) {
    // Each request that arrives is an invocation: it is sent once.
    this.call = signedCall('lambda', false, options);
  }

  async start({ automation, runId, about }: AutomationRequest): Promise<AutomationStart> {
    const payload = JSON.stringify({ ...automation.parameters, sightline: { ...about, runId } });
    const path = `/2015-03-31/functions/${encodeURIComponent(automation.target)}/invocations`;
    const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
    const { status, body } = await this.call(path, headers, payload);
    if (status < 300) return { status: 'started', executionId: runId };
    return { status: 'refused', reason: `Lambda answered ${status}: ${body.slice(0, 300)}` };
  }

  /** Nobody can ask how an asynchronous invocation ended. */
  async status(): Promise<AutomationStatus> {
    return { status: 'running' };
  }

  async stop(): Promise<void> {
    throw new Error('an asynchronous invocation cannot be stopped');
  }
}
