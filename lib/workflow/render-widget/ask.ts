import type { RenderWidgetPorts } from './ports';

/** What came of asking one source; the others are asked all the same. */
export interface Answer<T> {
  /** @default - there is no such source, or it did not answer */
  readonly found?: T;
  /** One sentence for whoever looks at the widget, or none. */
  readonly problems: readonly string[];
  /** There is no such source. */
  readonly unset: boolean;
}

/** People wait for it: a widget that says what is missing is better than a spinner. */
const PATIENCE_MS = 5_000;

/**
 * What was wrong in detail is told in the log alone: errors of AWS name accounts and roles, and dashboards are shared.
 * @param what in the plural, such as `open incidents`
 */
export async function ask<Port, T>(
  { clock, log }: Pick<RenderWidgetPorts, 'clock' | 'log'>,
  what: string,
  port: Port | undefined,
  read: (port: Port) => Promise<T>,
): Promise<Answer<T>> {
  if (!port) return { problems: [], unset: true };
  try {
    const reading = read(port).then((found) => ({ found }));
    const answer = clock.within ? await clock.within(PATIENCE_MS, reading) : await reading;
    if (answer) return { found: answer.found, problems: [], unset: false };
    log.warn(`${what} took too long for a widget`, { patienceMs: PATIENCE_MS });
    const problem = `Could not read ${what}: no answer within ${PATIENCE_MS / 1_000} s.`;
    return { problems: [problem], unset: false };
  } catch (error) {
    log.warn(`${what} not read for a widget`, { error: String(error) });
    return {
      problems: [`Could not read ${what} (${kindOf(error)}); the log of this function says why.`],
      unset: false,
    };
  }
}

/** Such as `AccessDeniedException`, which says enough to know whom to ask. */
function kindOf(error: unknown): string {
  return error instanceof Error ? error.name : 'error';
}
