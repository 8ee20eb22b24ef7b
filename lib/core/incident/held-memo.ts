/** Which alarms a maintenance window held back, for the notice of its end. */
import type { Span } from '../slo/window';
import { groupKeyOf } from './group';
import type { Signal } from './incident';
import { isHeldByMaintenance } from './maintenance';
import type { Memo } from './memo';

/** An alarm that was held back. */
export interface HeldAlarm {
  readonly groupKey: string;
  readonly member: string;
  /** Of the ALARM that was held back last. Epoch ms. */
  readonly timestampMs: number;
  readonly alarm: string;
  readonly service: string;
  readonly environment: string;
}

const TOPIC = 'held by ';

/** `undefined` where no maintenance holds the signal back. */
export function heldMemo(signal: Signal): Omit<Memo, 'storedMs'> | undefined {
  const { heldBack, member, timestampMs, alarmName: alarm, service, environment } = signal;
  if (heldBack?.untilMs === undefined || !isHeldByMaintenance(signal)) return undefined;
  const value = { groupKey: groupKeyOf(signal), alarm, service, environment };
  return { topic: TOPIC + heldBack.by, name: member, atMs: timestampMs, untilMs: heldBack.untilMs, value };
}

/** Where they are kept, by what held them back. */
export function heldTopic(by: string): string {
  return TOPIC + by;
}

/** Those that were held back in the span. */
export function heldDuring(memos: readonly Memo[], { startMs, endMs }: Span): HeldAlarm[] {
  return memos
    .filter(({ storedMs }) => storedMs >= startMs && storedMs < endMs)
    .map(({ name, atMs, value }) => ({
      groupKey: String(value.groupKey),
      member: name,
      timestampMs: atMs,
      alarm: String(value.alarm),
      service: String(value.service),
      environment: String(value.environment),
    }));
}
