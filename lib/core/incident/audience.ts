/** Who hears of an incident: the people who answer it, and others who only want to know how it stands. */
import type { Incident } from './incident';
import type { OutboxItem } from './notification';
import { owe } from './owed';
import type { Responses } from './response-plan';

/**
 * `responders` are paged. `stakeholders` hear of severe incidents by themselves, `customers` only what somebody tells
 * them; both in words without anything internal (`view/notice.ts`).
 */
export const AUDIENCES = ['responders', 'stakeholders', 'customers'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What people tell an audience about where the work is. At the end it is `resolved`. */
export const PROGRESS = ['investigating', 'identified', 'monitoring'] as const;
export type Progress = (typeof PROGRESS)[number];

/** Channels that were owed a page or a notice in this generation, whoever listens there: they are owed its end as well. */
export function everyoneTold({ told, informed = [] }: Incident): readonly string[] {
  return [...told, ...informed];
}

/** Customers that somebody told of it, in this generation or before. */
export function customersTold({ informed = [], customersBefore = [] }: Incident, responses: Responses): string[] {
  const told = new Set([...informed, ...customersBefore]);
  return responses.audience('customers').filter((channel) => told.has(channel));
}

/** Customers that were told of its end hear that it came back. */
export function informAgain(
  before: Incident,
  responses: Responses,
  moment: { readonly nowMs: number; readonly causedMs: number },
): { readonly incident: Incident; readonly outbox: OutboxItem[] } {
  const { customersBefore, ...incident } = before;
  const { informed = [] } = incident;
  const channels = (customersBefore ?? []).filter((channel) => !informed.includes(channel));
  if (channels.length === 0) return { incident, outbox: [] };
  return {
    incident: { ...incident, informed: [...informed, ...channels] },
    outbox: owe(incident, 'notice', 0, channels, responses, moment),
  };
}

/** Tells stakeholders who hear of incidents this severe, and have not heard of this generation, that it is there. */
export function inform(
  incident: Incident,
  responses: Responses,
  moment: { readonly nowMs: number; readonly causedMs: number },
): { readonly incident: Incident; readonly outbox: OutboxItem[] } {
  const { informed = [] } = incident;
  const channels = responses.audience('stakeholders', incident.severity).filter((name) => !informed.includes(name));
  if (channels.length === 0) return { incident, outbox: [] };
  return {
    incident: { ...incident, informed: [...informed, ...channels] },
    outbox: owe(incident, 'notice', 0, channels, responses, moment),
  };
}
