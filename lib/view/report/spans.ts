import { countOf } from '../format';
import type { RehearsalReport, ReportAlarm } from './model';

/** A time in which an alarm kept its state: from `fromMs` to before `toMs`. */
export interface StateSpan {
  readonly state: ReportAlarm['states'][number]['state'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
  /** Why its actions did not run. */
  readonly heldBack?: string;
}

type Range = Pick<RehearsalReport, 'startMs' | 'endMs'>;

/** The alarm's states as spans inside the rehearsal's time; states that lasted no time are left out. */
export function statesOf(alarm: ReportAlarm, { startMs, endMs }: Range): StateSpan[] {
  return alarm.states.flatMap(({ atMs, state, reason, heldBack }, index) => {
    const fromMs = Math.max(startMs, atMs);
    const toMs = Math.min(endMs, alarm.states[index + 1]?.atMs ?? endMs);
    return toMs > fromMs ? [{ state, fromMs, toMs, reason, ...(heldBack !== undefined && { heldBack }) }] : [];
  });
}

/** Spans of one ribbon at most: what comes and goes faster than this share of the time is drawn together. */
export const MOST_SPANS = 200;

/**
 * Spans few enough to draw. Where there are too many, each slice of the time shows its worst state, ALARM first, and
 * says how often the alarm changed in it.
 */
export function drawnSpans(spans: readonly StateSpan[], { startMs, endMs }: Range, most = MOST_SPANS): StateSpan[] {
  if (spans.length <= most) return [...spans];
  const slice = (endMs - startMs) / most;
  const drawn: StateSpan[] = [];
  let from = 0;
  for (let index = 0; index < most; index += 1) {
    const toMs = startMs + (index + 1) * slice;
    while ((spans[from]?.toMs ?? endMs) <= startMs + index * slice) from += 1;
    const inside: StateSpan[] = [];
    for (let at = from; at < spans.length && (spans[at]?.fromMs ?? 0) < toMs; at += 1)
      inside.push(spans[at] as StateSpan);
    addSlice(drawn, inside, startMs + index * slice, toMs);
  }
  return drawn;
}

const WORST = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;

function addSlice(drawn: StateSpan[], inside: readonly StateSpan[], fromMs: number, toMs: number): void {
  const state = WORST.find((candidate) => inside.some((span) => span.state === candidate));
  if (state === undefined) return;
  const last = drawn.at(-1);
  const changes = inside.length - 1;
  const reason =
    changes > 0 ? `${countOf(changes, 'change')} of state, too close to draw apart.` : (inside.at(-1)?.reason ?? '');
  const held = inside.find((span) => span.state === state)?.heldBack;
  if (last && last.state === state && changes === 0) {
    drawn[drawn.length - 1] = { ...last, toMs };
    return;
  }
  drawn.push({ state, fromMs, toMs, reason, ...(held !== undefined && { heldBack: held }) });
}
