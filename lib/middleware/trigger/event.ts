import { epochMs, type Json, memberOf, text } from './json';
import { sourced, type Trigger, trigger } from './kind';

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function readEvent(event: Json | undefined): Trigger | undefined {
  const detailType = text(event?.source) && text(event?.['detail-type']);
  if (!detailType) return undefined;
  // Rules send it with the source `aws.events`, EventBridge Scheduler (without input of the user's) `aws.scheduler`.
  const scheduled = detailType === 'Scheduled Event';
  return trigger(scheduled ? 'schedule' : 'eventbridge', scheduled ? 'schedule' : detailType, memberOf(event?.detail), {
    oldestRecordMs: epochMs(event?.time),
  });
}

/**
 * Input that the user chose for EventBridge Scheduler tells nothing by itself. It is known by the context attribute
 * `<aws.scheduler.schedule-arn>` in a member `scheduleArn`, beside `scheduledTime` and `executionId`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function readSchedule(event: Json | undefined): Trigger | undefined {
  if (!text(event?.scheduleArn)?.includes(':schedule/')) return undefined;
  const details = { oldestRecordMs: epochMs(event?.scheduledTime) };
  return trigger('schedule', 'schedule', memberOf(event, event?.executionId), details);
}

/**
 * Step Functions sends what the state machine's author chose. It is known where the context object (`$$` in JSONPath,
 * `$states.context` in JSONata) is handed on: as the input, merged into it, or as its member `Context` or `context`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function readStates(event: Json | undefined): Trigger | undefined {
  const { Id, Input, Name } = (event?.Execution ?? event?.Context?.Execution ?? event?.context?.Execution) || {};
  const own = memberOf(Input, Name);
  // Such as arn:aws:states:eu-west-1:111122223333:execution:Checkout:run-1.
  return sourced('states', text(Id)?.split(':')[6], (name) => event?.[name] ?? own(name));
}
