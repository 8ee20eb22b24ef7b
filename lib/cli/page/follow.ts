/** Sends a test page, waits for somebody to acknowledge it, and ends it whatever happens. */
import type { Incident } from '../../core/incident/incident';
import { clock, duration } from '../../view/format';
import type { BusPort } from '../../workflow/ports';
import type { OperatorsPort } from '../incidents/sources';
import type { TestPage } from './signals';

/** False: somebody interrupted it. */
export type Pause = (ms: number) => Promise<boolean>;

export interface FollowOptions {
  readonly page: TestPage;
  readonly hub: string;
  readonly waitMs: number;
  readonly bus: BusPort;
  /** @default - nobody is asked who acknowledged */
  readonly operators?: Pick<OperatorsPort, 'read'>;
  readonly now: () => number;
  readonly pause: Pause;
  /** One line for people. */
  readonly say: (text: string) => void;
}

const POLL_MS = 5_000;

/** Answers the exit code. */
export async function followPage(options: FollowOptions): Promise<number> {
  const { page, hub, waitMs, bus, operators, now, say } = options;
  const send = async (state: 'ALARM' | 'OK', afterMs: number) => {
    const { 'detail-type': detailType, detail } = page.event(state, afterMs);
    await bus.publish(detailType, detail);
  };
  say(
    `Opens incident ${page.incidentId} of the hub '${hub}' and pages whom its routes name; ends it after ${duration(waitMs)}.`,
  );
  const beganMs = now();
  await send('ALARM', 0);
  say(`${clock(beganMs)} UTC  sent`);
  let acknowledged = false;
  try {
    acknowledged = await waitFor(options, beganMs);
  } finally {
    await send('OK', Math.max(1, now() - beganMs));
    say(`${clock(now())} UTC  ended`);
  }
  if (!operators) say('Whether it arrived, the people it was for can tell; with --url it is told who acknowledges.');
  return operators && !acknowledged ? 1 : 0;
}

/** True once somebody acknowledged it. */
async function waitFor({ page, waitMs, operators, now, pause, say }: FollowOptions, beganMs: number): Promise<boolean> {
  let opened = false;
  for (;;) {
    const leftMs = beganMs + waitMs - now();
    const goesOn = leftMs > 0 && (await pause(Math.min(operators ? POLL_MS : leftMs, leftMs)));
    const incident = (await operators?.read(page.incidentId))?.incident;
    if (incident && !opened) say(`${clock(now())} UTC  the hub opened it`);
    opened ||= incident !== undefined;
    const [first] = incident?.acknowledgements ?? [];
    if (first) {
      say(acknowledgedText(first, beganMs));
      return true;
    }
    if (goesOn) continue;
    if (operators)
      say(
        opened
          ? 'Nobody acknowledged it.'
          : 'The hub opened no incident: is it deployed here, and do signals reach it?',
      );
    return false;
  }
}

function acknowledgedText({ by, atMs }: Incident['acknowledgements'][number], beganMs: number): string {
  return `${clock(atMs)} UTC  acknowledged by ${by} after ${duration(atMs - beganMs)}`;
}

/** The first Ctrl-C ends the wait and not the program: the page has to be ended, too. */
export function interruptiblePause(): Pause {
  let interrupted = false;
  let wake = () => {};
  process.once('SIGINT', () => {
    interrupted = true;
    wake();
  });
  return (ms) =>
    new Promise((resolve) => {
      if (interrupted) return resolve(false);
      const timer = setTimeout(() => resolve(true), ms);
      wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
}
