import {
  GetAutomationExecutionCommand,
  SSMClient,
  SSMServiceException,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import type { AutomationConfig } from '../../../core/config/runbook';
import type {
  AutomationPort,
  AutomationRequest,
  AutomationStart,
  AutomationStatus,
} from '../../../workflow/ports/automation';
import { clientOptions } from '../client-options';
import { runToken } from './run-token';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecution.html */
const SUCCEEDED = new Set(['Success', 'CompletedWithSuccess']);
const FAILED = new Set(['Failed', 'TimedOut', 'Cancelled', 'Cancelling', 'Rejected', 'Exited', 'CompletedWithFailure']);

/** Documents of Systems Manager Automation. */
export class SsmAutomation implements AutomationPort {
  constructor(private readonly client: SSMClient = new SSMClient(clientOptions())) {}

  /** A second start with the same token is not another execution. */
  async start({ automation, runId }: AutomationRequest): Promise<AutomationStart> {
    const start = new StartAutomationExecutionCommand({
      DocumentName: automation.target,
      Parameters: automation.parameters as Record<string, string[]> | undefined,
      ClientToken: runToken(runId),
    });
    try {
      const { AutomationExecutionId = '' } = await this.client.send(start);
      return { status: 'started', executionId: AutomationExecutionId };
    } catch (error) {
      if (isRefusal(error)) return { status: 'refused', reason: `${error.name}: ${error.message}` };
      throw error;
    }
  }

  async status(_automation: AutomationConfig, executionId: string): Promise<AutomationStatus> {
    const get = new GetAutomationExecutionCommand({ AutomationExecutionId: executionId });
    const { AutomationExecutionStatus: status = '', FailureMessage } =
      (await this.client.send(get)).AutomationExecution ?? {};
    if (SUCCEEDED.has(status)) return { status: 'succeeded' };
    if (!FAILED.has(status)) return { status: 'running' };
    return { status: 'failed', reason: [`SSM says ${status}`, FailureMessage].filter(Boolean).join(': ') };
  }

  async stop(_automation: AutomationConfig, executionId: string): Promise<void> {
    const stop = new StopAutomationExecutionCommand({ AutomationExecutionId: executionId, Type: 'Cancel' });
    try {
      await this.client.send(stop);
    } catch (error) {
      // It has ended already.
      if ((error as Error).name !== 'InvalidAutomationStatusUpdateException') throw error;
    }
  }
}

/** What SSM understood and will not do; a throttled request is none. */
function isRefusal(error: unknown): error is SSMServiceException {
  if (!(error instanceof SSMServiceException)) return false;
  return error.$fault === 'client' && !error.$retryable && !/Throttl|RequestLimit|TooManyRequests/.test(error.name);
}
