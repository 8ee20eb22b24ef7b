/** Ports that fail as those of AWS do: before a call, so that nothing happened, and after it, so that nobody knows. */

import type { ItemKey } from '../../lib/core/incident/table';
import { outboxItemKey } from '../../lib/core/incident/table';
import type { Random } from '../../lib/core/random';
import type { IncidentStore } from '../../lib/workflow/ports';
import type { Ledger } from './ledger';
import type { VirtualTime } from './virtual-time';
import { CONFLICTS, CRASHES, type Fault } from './weather';

export interface FragileStoreParts {
  readonly store: IncidentStore;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly fails: (fault: Fault, nowMs: number) => boolean;
  readonly ledger: Ledger;
  /** Keys of the messages that a transaction stored, for the stream. */
  readonly owed: (keys: readonly ItemKey[]) => void;
}

export interface Met {
  /** Commits that found somebody else's. */
  conflicts: number;
  throttled: number;
  crashed: number;
}

type Call = (...given: unknown[]) => Promise<unknown>;

/** Throttled and conflicting by the weather, crashing at any time; tells ledger and stream what was stored. */
export function fragileStore(parts: FragileStoreParts, met: Met): IncidentStore {
  const { store, time, random, fails } = parts;
  const crash = (name: string) => {
    if (random() >= CRASHES) return;
    met.crashed += 1;
    throw new Error(`the process died at ${name}`);
  };
  const heard = hearing(parts);
  return new Proxy(store, {
    get: (target, name: keyof IncidentStore) => {
      const call = target[name].bind(target) as Call;
      return async (...given: unknown[]) => {
        crash(`the begin of ${name}`);
        if (fails('tableThrottled', time.now())) {
          met.throttled += 1;
          throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
        }
        const injected = name === 'commit' && random() < CONFLICTS;
        const answer = injected ? 'conflict' : await time.real(call(...given));
        if (answer === 'conflict') met.conflicts += 1;
        heard[name]?.(given, answer);
        crash(`the end of ${name}`);
        return answer;
      };
    },
  });
}

/** By the method's name: what it stored, even where its caller dies before it knows. */
function hearing({ ledger, owed, time }: FragileStoreParts) {
  const heard: Partial<Record<keyof IncidentStore, (given: unknown[], answer: unknown) => void>> = {
    commit: ([write], answer) => {
      const { outbox } = write as Parameters<IncidentStore['commit']>[0];
      if (answer === 'committed' && outbox.length > 0) owed(outbox.map((item) => outboxItemKey(item, tooLong)));
    },
    lease: (_, item) => {
      if (item) ledger.leased(item as Parameters<IncidentStore['settle']>[0], time.now());
    },
    settle: ([item, outcome]) => {
      const { status } = outcome as Parameters<IncidentStore['settle']>[1];
      ledger.settled(item as Parameters<IncidentStore['settle']>[0], status !== 'pending');
    },
  };
  return heard;
}

function tooLong(): never {
  throw new Error('a name of this soak is too long for a key');
}
