import type { ChannelConfig } from '../../core/config';
import { AUDIENCES, type Audience } from '../../core/incident/audience';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkOneOf, demand, type Keys } from '../check';

/** Who listens on a channel. */
export interface ListenerOptions {
  /**
   * `responders` are paged. `stakeholders` are told when a severe incident opens and ends, and what people tell them in
   * between; `customers` only what people tell them, and then its end. Both in words without anything internal.
   * @default 'responders'
   */
  readonly audience?: Audience;
  /** Stakeholders are told of incidents at least this severe. @default 'high' */
  readonly from?: Severity;
}

export const LISTENER_KEYS: Keys<ListenerOptions> = { audience: true, from: true };

/** As the functions read it. Throws where an option does not fit. */
export function listenerConfig(
  where: string,
  { audience, from }: ListenerOptions,
): Pick<ChannelConfig, 'audience' | 'from'> {
  if (audience !== undefined) checkOneOf(where, 'audience', audience, AUDIENCES);
  if (from === undefined) return audience === undefined ? {} : { audience };
  checkOneOf(where, 'from', from, SEVERITIES);
  const why = "stakeholders alone hear of incidents by themselves; add audience: 'stakeholders', or leave it out";
  demand(
    where,
    audience === 'stakeholders',
    `'from' is for channels of stakeholders, got audience '${audience ?? 'responders'}': ${why}`,
  );
  return { audience, from };
}
