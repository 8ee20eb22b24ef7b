/** Stories of the same kind as those of `interleavings.test.ts`, one for each seed. */
import { randomNumbers } from '../../lib/core/random';
import { type PersonsAct, play, type StateChange, type Story } from './interleaving';
import { violations } from './interleaving-violations';

export interface Violation {
  readonly seed: number;
  readonly broken: readonly string[];
}

/** The first of so many stories that breaks a promise. */
export async function firstViolation(stories: number): Promise<Violation | undefined> {
  for (let seed = 1; seed <= stories; seed += 1) {
    const told = storyOf(seed);
    // A story that never ends breaks one, too.
    const broken = await play(told).then(
      (ending) => violations(told, ending),
      (error: unknown) => [String(error)],
    );
    if (broken.length > 0) return { seed, broken };
  }
  return undefined;
}

function storyOf(seed: number): Story {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const alarms = 1 + below(3);
  const unit = [1, 1_000, 60_000][below(3)] as number;
  const changes = Array.from({ length: alarms }, (_, alarm) => {
    const first = below(2);
    let atMs = 0;
    return Array.from({ length: 1 + below(5) }, (__, index): StateChange => {
      atMs += (1 + below(below(2) ? 400 : 3)) * unit;
      return { alarm: `alarm-${alarm}`, state: (index + first) % 2 === 0 ? 'ALARM' : 'OK', atMs };
    });
  }).flat();
  const acts = Array.from({ length: below(4) }, (): PersonsAct => {
    const action = (['acknowledge', 'acknowledge', 'note', 'resolve'] as const)[below(4)] ?? 'note';
    return { action, by: below(2) ? 'alice' : 'bob', round: below(7) };
  });
  return { changes, acts, seed: below(2 ** 31), crashes: [0, 0.02, 0.1][below(3)] as number };
}
