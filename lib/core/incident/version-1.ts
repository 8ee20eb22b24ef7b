/** What version 1 of the incident table kept elsewhere. */
import type { Incident } from './incident';
import type { OutboxItem } from './notification';

/** True while only version 1 has written the incident: whom it told is in the outbox of its generation alone. */
export function needsTold(incident: Incident): boolean {
  return incident.schemaVersion === 1;
}

/** The incident with those who were owed a page or a notice in its generation: they are owed its end as well. */
export function withTold(incident: Incident, outbox: readonly OutboxItem[]): Incident {
  const channels = outbox
    .filter(({ generation, kind }) => generation === incident.generation && (kind === 'page' || kind === 'notice'))
    .map(({ channel }) => channel);
  return { ...incident, told: [...new Set(channels)] };
}
