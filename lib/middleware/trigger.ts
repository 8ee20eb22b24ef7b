import { readEvent, readSchedule, readStates } from './trigger/event';
import { readRequest } from './trigger/http';
import { type Json, memberOf } from './trigger/json';
import { type Trigger, trigger } from './trigger/kind';
import { readRecords } from './trigger/records';

export type { Trigger, TriggerKind } from './trigger/kind';

/**
 * Reads the event's head only: no bodies, and of a batch the first record and at most 100 times. Throws only what a
 * getter of the event throws.
 */
export function readTrigger(event: unknown): Trigger {
  const json = (event ?? undefined) as Json | undefined;
  return (
    readRecords(json) ??
    readRequest(json) ??
    readEvent(json) ??
    readStates(json) ??
    readSchedule(json) ??
    trigger('direct', '', memberOf(json))
  );
}
