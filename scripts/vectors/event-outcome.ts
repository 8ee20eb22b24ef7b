/** What became of an event, by what the hub's table holds before and after it. */
import type { Incident } from '../../lib/core/incident/incident';
import { incidentFromItem } from '../../lib/core/incident/item/incident-item';
import { timerFromItem } from '../../lib/core/incident/item/timer-item';
import { KEY_PREFIX, type TableItem } from '../../lib/core/incident/table';
import { isOpen } from '../../lib/core/incident/transitions';
import { oneLine } from '../../lib/core/signal/words';
import type { Outcome } from './event-action';

export interface Happened {
  readonly action: Outcome;
  /** In words, for people. */
  readonly story: string;
  /** Names of the alarms in incidents. */
  readonly alarms: readonly string[];
}

export interface TableState {
  readonly incidents: readonly Incident[];
  readonly timelineEntries: number;
  /** Messages that people are owed. */
  readonly owed: number;
  /** When what is held back is decided again, epoch milliseconds. */
  readonly heldUntil: readonly number[];
}

/** One delivery of the event. */
export interface Delivery {
  /** It would be delivered again. */
  readonly failed: boolean;
  /** Why it was set aside. */
  readonly reasons: readonly string[];
  readonly logs: readonly string[];
}

export interface Played {
  readonly before: TableState;
  readonly after: TableState;
  /** After the same event came once more. */
  readonly again: TableState;
  readonly deliveries: readonly [Delivery, Delivery];
  /** It was read as a change of a calendar. */
  readonly calendar: boolean;
}

export function tableState(items: readonly TableItem[]): TableState {
  const of = (prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix));
  const timers = of(KEY_PREFIX.timer).map(timerFromItem);
  return {
    incidents: of('META').map(incidentFromItem),
    timelineEntries: of(KEY_PREFIX.timeline).length,
    owed: of(KEY_PREFIX.outbox).length,
    heldUntil: timers.filter(({ kind }) => kind === 'held').map(({ dueMs }) => dueMs),
  };
}

export function happenedOf(played: Played): Happened {
  return {
    action: actionOf(played),
    story: storyOf(played),
    alarms: played.after.incidents.flatMap(({ alarms }) => alarms),
  };
}

function actionOf({ before, after, again, deliveries, calendar }: Played): Outcome {
  const [first] = deliveries;
  if (deliveries.some(({ failed }) => failed)) return 'again';
  if (again.owed > after.owed || again.incidents.length > after.incidents.length) return 'twice';
  if (openIn(after) > openIn(before)) return 'open';
  if (openIn(after) < openIn(before)) return 'resolve-if-open';
  if (after.timelineEntries > before.timelineEntries) return 'annotate-only';
  if (first.reasons.length > 0) return 'DLQ';
  if (first.logs.includes('signal held')) return 'record';
  return calendar ? 'maintenance' : 'ignore';
}

function openIn({ incidents }: TableState): number {
  return incidents.filter(({ status }) => isOpen(status)).length;
}

function storyOf({ before, after, again, deliveries }: Played): string {
  const failures = deliveries.filter(({ failed }) => failed).flatMap(({ logs }) => logs);
  const parts = [
    ...failures.slice(0, 1),
    ...after.incidents.map(
      ({ status, severity, service, alarms }) => `${severity} incident of ${service} ${status} (${alarms.join(', ')})`,
    ),
    messages(after.owed - before.owed),
    ...(again.owed > after.owed ? [`${messages(again.owed - after.owed)} more when it came again`] : []),
    ...after.heldUntil.map((ms) => `held back until ${new Date(ms).toISOString()}`),
    ...deliveries[0].reasons.map((reason) => `set aside: ${reason}`),
  ];
  // Names of alarms are anybody's text, and this is for terminals.
  return oneLine(parts.join(', '));
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
