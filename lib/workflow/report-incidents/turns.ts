/** Who may send a report: tokens of the table that can be used once. */
import type { IncidentStore } from '../ports';

type Tokens = Pick<IncidentStore, 'isUsed' | 'commit'>;

/** A report that failed so often is given up. */
const MOST_TURNS = 3;
/** Nothing repeats an event after so long. */
const KEPT_MS = 7 * 86_400_000;

/**
 * A turn to send a message, before it is sent: whoever comes again gets none, unless the turn before is known to have
 * failed. A sender that dies on its way has had its turn: a summary that is lost is better than one that comes twice.
 * @returns the turn, for `giveBack`; `undefined`: there is none
 */
export async function takeTurn(store: Tokens, message: string, nowMs: number): Promise<string | undefined> {
  for (let number = 1; number <= MOST_TURNS; number += 1) {
    const turn = `${message}|${number}`;
    if (await use(store, turn, nowMs)) return turn;
    if (!(await store.isUsed(failed(turn)))) return undefined;
  }
  return undefined;
}

/** Says that a turn has failed for certain. */
export async function giveBack(store: Tokens, turn: string, nowMs: number): Promise<void> {
  await use(store, failed(turn), nowMs);
}

async function use(store: Tokens, id: string, nowMs: number): Promise<boolean> {
  const nothing = { members: [], timeline: [], outbox: [], timers: [], doneTimers: [] };
  return (await store.commit({ ...nothing, once: { id, untilMs: nowMs + KEPT_MS } })) === 'committed';
}

function failed(turn: string): string {
  return `${turn}|failed`;
}
