import type { AutomationConfig, AutomationKind } from '../../core/config/runbook';
import type {
  AutomationPort,
  AutomationRequest,
  AutomationStart,
  AutomationStatus,
} from '../../workflow/ports/automation';
import { LambdaAutomation } from './automation/lambda';
import { SsmAutomation } from './automation/ssm';
import { StepFunctionsAutomation } from './automation/step-functions';

/** Carries automation out by the service that its kind names. */
export class AwsAutomation implements AutomationPort {
  private readonly kinds: Readonly<Record<AutomationKind, AutomationPort>>;

  /** @param region of the hub: documents run there, whatever the ARNs of other targets say */
  constructor(region: string) {
    this.kinds = {
      ssm: new SsmAutomation(),
      stepFunctions: new StepFunctionsAutomation({ region }),
      lambda: new LambdaAutomation({ region }),
    };
  }

  start(request: AutomationRequest): Promise<AutomationStart> {
    return this.kinds[request.automation.kind].start(request);
  }

  status(automation: AutomationConfig, executionId: string): Promise<AutomationStatus> {
    return this.kinds[automation.kind].status(automation, executionId);
  }

  stop(automation: AutomationConfig, executionId: string): Promise<void> {
    return this.kinds[automation.kind].stop(automation, executionId);
  }
}
