/** Those who are paged: most answer, some late, some write, some resolve by force, and most close what is over. */

import type { CommandAction } from '../../lib/core/incident/command';
import type { Random } from '../../lib/core/random';
import { type CarryOutPorts, carryOut } from '../../lib/workflow/carry-out';
import { lifecycleSettings } from '../../lib/workflow/lifecycle-settings';
import { CONFIG } from './hub-config';
import { refOf } from './ledger';
import type { VirtualTime } from './virtual-time';

const MINUTE_MS = 60_000;
/** Whoever does not hear that it worked does the same again after this. */
const AGAIN_MS = 5_000;
const MOST_TRIES = 50;

/** What somebody does who heard of it, told by its idempotency key. */
export function responders(ports: CarryOutPorts, time: VirtualTime, random: Random): (key: string) => void {
  let acts = 0;
  const act = (incidentId: string, by: string, action: CommandAction, afterMs: number) => {
    acts += 1;
    const id = `act-${acts}`;
    const settings = lifecycleSettings(CONFIG);
    const run = (tries: number): Promise<void> =>
      carryOut(ports, { ...action, incidentId, actor: { type: 'user', id: by }, id, atMs: time.now() }, settings).then(
        () => undefined,
        () => (tries < MOST_TRIES ? time.after(AGAIN_MS, () => run(tries + 1)) : undefined),
      );
    time.after(afterMs, () => run(1));
  };
  const minutes = (low: number, high: number) => Math.round((low + random() * (high - low)) * MINUTE_MS);
  return (key) => {
    const { incidentId, kind, channel } = refOf(key);
    const by = channel.startsWith('@') ? channel.slice(1) : 'alice';
    if (kind === 'page' && random() < 0.4) {
      const afterMs = minutes(1, 12);
      act(incidentId, by, { action: 'acknowledge' }, afterMs);
      if (random() < 0.3) act(incidentId, by, { action: 'note', text: 'looking' }, afterMs + minutes(1, 5));
      if (random() < 0.1) act(incidentId, by, { action: 'resolve' }, afterMs + minutes(5, 20));
      if (random() < 0.02) act(incidentId, by, { action: 'resolve', force: true }, afterMs + minutes(5, 20));
    }
    if (kind === 'resolved' && random() < 0.3) {
      act(incidentId, by, { action: 'close', rootCause: 'a deploy' }, minutes(10, 30));
    }
  };
}
