/** What the rest of the hub has to say to a decision that begins an incident. */
import type { SightlineConfig } from '../core/config';
import type { Decision } from '../core/incident/group';
import type { Incident } from '../core/incident/incident';
import { type Correlation, correlate, linkOthers } from './correlate';
import type { Around, SettleSignalsPorts } from './settle-signals';
import { listInStorm, meetStorm } from './storm/meet-storm';

/**
 * Where a decision begins an incident, it is taken again if a storm goes on that speaks for it; and its timeline says
 * which others it has to do with.
 */
export function lookAround(ports: SettleSignalsPorts, config: SightlineConfig): Around {
  // Asked once, whatever comes of it, however often the decision is taken again.
  const asked = new Map<string, Promise<Correlation>>();
  return async (before, settings, decide) => {
    const alone = decide(settings);
    const begun = begunBy(alone.decisions);
    if (!begun || !alone.write) return { ...alone, told: async () => undefined };
    const storm = await meetStorm(ports, { config, settings }, begun);
    const drafted = storm ? decide({ ...settings, storm }) : alone;
    const round = `${begun.id}/${begun.generation}`;
    const correlated = asked.get(round) ?? correlate(ports, config, before, begun);
    asked.set(round, correlated);
    const correlation = await correlated;
    const { write } = drafted;
    return {
      ...drafted,
      write: write && { ...write, timeline: [...write.timeline, ...correlation.own] },
      told: async () => {
        await linkOthers(ports, correlation);
        await listInStorm(ports, begunBy(drafted.decisions));
      },
    };
  };
}

/** The incident that one of the decisions begins, or begins again. */
function begunBy(decisions: readonly Decision[]): Incident | undefined {
  return decisions
    .filter((decision) => decision.action === 'write')
    .findLast(({ outcome }) => outcome === 'opened' || outcome === 'reopened')?.next.incident;
}
