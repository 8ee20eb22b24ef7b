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
  const timestampMs = Date.parse(text(event.time));
  // No timeline holds other times (`core/incident/table.ts`, timeKey); NaN is none of them.
  if (!(timestampMs >= 0 && timestampMs <= 9_999_999_999_999)) return undefined;
  const id = text(event.id);
  if (event.source === EVENT.cloudFormationSource) {
    const status = text((detail['status-details'] as Record<string, unknown> | null | undefined)?.status);
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID
    const target = text(detail['stack-id']).split('/')[1];
    const outcome = Object.hasOwn(STACK_OUTCOMES, status) ? STACK_OUTCOMES[status] : undefined;
    return outcome && target ? { target, kind: 'stack', outcome, timestampMs, id } : undefined;
  }
  if (event.source === EVENT.codeDeploySource && detail.state === 'SUCCESS') {
    const target = text(detail.application);
    return target === '' ? undefined : { target, kind: 'application', outcome: 'succeeded', timestampMs, id };
  }
  return undefined;
}

/** Anything but a text counts as none: `String` would throw at an object whose `toString` is no function. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
