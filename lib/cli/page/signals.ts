/** The two signals of a test page: it begins, and it ends. */
import { randomUUID } from 'node:crypto';
import { EVENT } from '../../core/conventions';
import { groupKeyOf } from '../../core/incident/group';
import type { Signal } from '../../core/incident/incident';
import { incidentId } from '../../core/incident/incident-id';
import { buildSignalEvent, readSignalEvent } from '../../core/signal/signal-event';
import type { PageTarget } from './reach';

export const TEST_SERVICE = 'sightline';

/** An event as it goes on the bus. */
export interface TestEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface TestPage {
  /** Of the incident that it opens. */
  readonly incidentId: string;
  /** As the hub will read it. */
  readonly signal: Signal;
  /** @param afterMs since it began. @default 0 */
  event(state: 'ALARM' | 'OK', afterMs?: number): TestEvent;
}

/** @param id names it apart from others. @default - random */
export function testPage(target: PageTarget | undefined, nowMs: number, id = randomUUID().slice(0, 8)): TestPage {
  const environment = target ? `${target.kind}:${target.name}` : 'test-page';
  const group = `test-page/${id}`;
  const event = (state: 'ALARM' | 'OK', afterMs = 0): TestEvent => ({
    source: EVENT.source,
    'detail-type': EVENT.signal,
    detail: buildSignalEvent({
      judge: 'page-test',
      member: group,
      name: 'Test page',
      state,
      timestampMs: nowMs + afterMs,
      reason: state === 'ALARM' ? "somebody ran 'sightline page --test'" : 'the test is over',
      service: TEST_SERVICE,
      environment,
      group,
      severity: 'high',
      role: 'page',
      summary: 'Test page: nothing is wrong',
      runbook: 'Acknowledge it to show that it arrived; it ends by itself',
    }),
  });
  const signal = readSignalEvent({ ...event('ALARM') });
  return { incidentId: incidentId(groupKeyOf(signal), nowMs), signal, event };
}
