/** What holds an alarm's actions back: its event comes all the same, and must not page. */
import type { HeldBack } from '../../incident/incident';
import { MAX_TIME_MS, readTime } from '../event-time';
import { type Fields, optionalFields, optionalText } from '../fields';

/**
 * From `muteDetail` and `actionsSuppressedBy` of an event. With both, it lasts until the later end; and until another
 * event tells where one of them has no end that is known.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function readHeldBack(detail: Fields, state: Fields, stateMs: number): HeldBack | undefined {
  const holds = [readMute(detail), readSuppression(detail, state, stateMs)].filter((hold) => hold !== undefined);
  if (holds.length === 0) return undefined;
  const ends = holds.flatMap(({ untilMs }) => untilMs ?? []);
  const by = holds.map((hold) => hold.by).join(' and ');
  return ends.length === holds.length ? { by, untilMs: Math.max(...ends) } : { by };
}

function readMute(detail: Fields): HeldBack | undefined {
  const mute = optionalFields(detail.muteDetail);
  if (!mute) return undefined;
  return heldBack(`mute rule ${optionalText(mute.mutedByArn) ?? ''}`.trim(), readTime(mute.muteWindowEnd));
}

/** Whichever of its periods a composite's suppressor is in: the wait for it, the extension after it, or itself in ALARM. */
const PERIODS: Readonly<Record<string, string>> = {
  WaitPeriod: 'actionsSuppressorWaitPeriod',
  ExtensionPeriod: 'actionsSuppressorExtensionPeriod',
};

function readSuppression(detail: Fields, state: Fields, stateMs: number): HeldBack | undefined {
  const by = optionalText(state.actionsSuppressedBy);
  if (by === undefined) return undefined;
  const period = Object.hasOwn(PERIODS, by) ? PERIODS[by] : undefined;
  const seconds = period === undefined ? undefined : optionalFields(detail.configuration)?.[period];
  const endMs = typeof seconds === 'number' && seconds >= 0 ? Math.round(stateMs + seconds * 1000) : undefined;
  return heldBack(`actions suppressor (${by})`, endMs !== undefined && endMs <= MAX_TIME_MS ? endMs : undefined);
}

function heldBack(by: string, untilMs: number | undefined): HeldBack {
  return untilMs === undefined ? { by } : { by, untilMs };
}
