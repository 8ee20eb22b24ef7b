import { type Emulator, logTail } from '../../scripts/emulators';

const PATIENCE_MS = 120_000;
const PAUSE_MS = 200;

/** Asks until the answer is not `undefined`; gives up after two minutes and says what was missing and what the emulator said. */
export async function eventually<Answer>(
  what: string,
  emulator: Emulator,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  for (const deadline = Date.now() + PATIENCE_MS; ; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error(
    `Within ${PATIENCE_MS / 1_000} s there was no ${what}.\n--- the emulator said\n${logTail(emulator, 40)}`,
  );
}
