import type { SightlineConfig } from '../../core/config';
import {
  type Calendars,
  calendarMemos,
  calendarRefs,
  calendarsFrom,
  NO_CALENDARS,
} from '../../core/incident/change-calendar';
import type { CalendarState } from '../../core/signal/calendar-event';
import type { IncidentStore, LogPort } from '../ports';

interface Ports {
  readonly store: Pick<IncidentStore, 'readMemos' | 'writeMemo'>;
  readonly log: LogPort;
}

/** Nothing is read where the configuration names no calendar. One that cannot be read holds nothing back. */
export async function readCalendars({ store, log }: Ports, config: SightlineConfig): Promise<Calendars> {
  const refs = calendarRefs(config);
  if (refs.length === 0) return NO_CALENDARS;
  try {
    return calendarsFrom(await store.readMemos(refs));
  } catch (error) {
    log.error('change calendars could not be read and hold nothing back now', { error: String(error) });
    return NO_CALENDARS;
  }
}

/** Kept whether the configuration names the calendar or not: it may soon. */
export async function keepCalendar({ store, log }: Ports, state: CalendarState): Promise<void> {
  const stored = await Promise.all(calendarMemos(state).map((memo) => store.writeMemo(memo)));
  const { calendar } = state;
  log.info('change calendar changed', { calendar, state: state.state, known: stored.includes(true) });
}
