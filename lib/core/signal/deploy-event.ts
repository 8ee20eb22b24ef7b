import { EVENT } from '../conventions';

/** A finished deployment, as CloudFormation or CodeDeploy report it. */
export interface Deploy {
  /** What was deployed: the stack's or the application's name. */
  readonly target: string;
  readonly kind: 'stack' | 'application';
  readonly outcome: 'succeeded' | 'rolled back';
  readonly timestampMs: number;
  readonly id: string;
}

const STACK_OUTCOMES: Readonly<Record<string, Deploy['outcome']>> = {
  CREATE_COMPLETE: 'succeeded',
  UPDATE_COMPLETE: 'succeeded',
  UPDATE_ROLLBACK_COMPLETE: 'rolled back',
};

/**
 * Reads a deploy event; `undefined` where it is of another kind or the deployment goes on.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/event-detail-stack-status-change.html,
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
 */
export function readDeploy(event: Readonly<Record<string, unknown>>): Deploy | undefined {
  const detail = (event.detail ?? {}) as Record<string, unknown>;
  const timestampMs = Date.parse(String(event.time));
  if (!Number.isFinite(timestampMs)) return undefined;
  const id = String(event.id ?? '');
  if (event.source === EVENT.cloudFormationSource) {
    const status = String((detail['status-details'] as Record<string, unknown> | undefined)?.status);
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID
    const target = String(detail['stack-id']).split('/')[1];
    const outcome = Object.hasOwn(STACK_OUTCOMES, status) ? STACK_OUTCOMES[status] : undefined;
    return outcome && target ? { target, kind: 'stack', outcome, timestampMs, id } : undefined;
  }
  if (event.source === EVENT.codeDeploySource && detail.state === 'SUCCESS') {
    const target = detail.application;
    if (typeof target !== 'string' || target === '') return undefined;
    return { target, kind: 'application', outcome: 'succeeded', timestampMs, id };
  }
  return undefined;
}
