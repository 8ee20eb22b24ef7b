/** Standard workflows of Step Functions: https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html */
import type { AutomationConfig } from '../../../core/config/runbook';
import { EXECUTION_PREFIX } from '../../../core/runbook/run';
import type {
  AutomationPort,
  AutomationRequest,
  AutomationStart,
  AutomationStatus,
} from '../../../workflow/ports/automation';
import { runToken } from './run-token';
import { type SignedCall, type SignedCallOptions, signedCall } from './signed-call';

export class StepFunctionsAutomation implements AutomationPort {
  private readonly call: SignedCall;

  constructor(options: SignedCallOptions) {
    this.call = signedCall('states', true, options);
  }

  /** Of one name there is one execution: a second start answers the first, or that it has ended. */
  async start({ automation, runId, about }: AutomationRequest): Promise<AutomationStart> {
    const { target, parameters } = automation;
    const name = executionName(runId);
    const input = JSON.stringify({ ...parameters, sightline: { ...about, runId } });
    const { error, answer, message } = await this.post('StartExecution', { stateMachineArn: target, name, input });
    if (error === undefined) return { status: 'started', executionId: String(answer.executionArn) };
    if (error === 'ExecutionAlreadyExists') {
      return { status: 'started', executionId: `${target.replace(':stateMachine:', ':execution:')}:${name}` };
    }
    return { status: 'refused', reason: `${error}: ${message}` };
  }

  async status(_automation: AutomationConfig, executionArn: string): Promise<AutomationStatus> {
    const { error, answer, message } = await this.post('DescribeExecution', { executionArn });
    if (error !== undefined) throw new Error(`Step Functions answered ${error}: ${message}`);
    const { status } = answer;
    if (status === 'SUCCEEDED') return { status: 'succeeded' };
    if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { status: 'running' };
    return { status: 'failed', reason: `the execution is ${String(status)}${said(answer.error)}${said(answer.cause)}` };
  }

  async stop(_automation: AutomationConfig, executionArn: string): Promise<void> {
    const cause = 'Sightline: its time is over, or runbooks are switched off';
    const { error, message } = await this.post('StopExecution', { executionArn, cause });
    if (error !== undefined) throw new Error(`Step Functions answered ${error}: ${message}`);
  }

  private async post(action: string, body: Readonly<Record<string, unknown>>) {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${action}` };
    const { status, body: text } = await this.call('/', headers, JSON.stringify(body));
    const answer = JSON.parse(text || '{}') as Readonly<Record<string, unknown>>;
    if (status < 300) return { answer };
    // `com.amazonaws.swf.service.v2.model#ExecutionAlreadyExists`
    const error = String(answer.__type ?? status).replace(/^.*#/, '');
    return { answer, error, message: String(answer.message ?? answer.Message ?? '').slice(0, 300) };
  }
}

/** At most 80 characters. */
function executionName(runId: string): string {
  return EXECUTION_PREFIX + runToken(runId);
}

function said(text: unknown): string {
  return typeof text === 'string' && text !== '' ? `, ${text.slice(0, 200)}` : '';
}
