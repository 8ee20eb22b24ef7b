/** Times as files of recorded metrics write them. */

const ISO =
  /^(\d{4}-\d\d-\d\d)[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?(?: ?(?:Z|UTC|([+-]\d\d(?::?[0-5]\d)?)))?$/i;
const EPOCH = /^\d{9,14}(?:\.\d+)?$/;
/** Epoch numbers from here on are milliseconds: as seconds they would be after the year 5138. */
const FIRST_MILLISECONDS = 100_000_000_000;
/** UTC offsets reach from -12:00 to +14:00. */
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * A reader of times: epoch milliseconds of `2026-01-05 09:00:00`, which is UTC, of the same with an offset such as
 * `+02:00`, and of epoch seconds or milliseconds; `undefined` for any other text. Epoch numbers with fewer than nine
 * digits, times before March 1973, are other text: something else in the wrong column. The reader remembers the day of
 * the last time, for most files tell of one day after the other.
 */
export function timestampReader(): (text: string) => number | undefined {
  let lastDate = '';
  let lastDay: number | undefined;
  return (text) => {
    const match = ISO.exec(text);
    if (!match) return epochTime(text);
    const [, date = '', hour, minute, second, fraction, offset] = match;
    if (date !== lastDate) lastDay = utcDay(date);
    lastDate = date;
    const offsetMinutes = offset === undefined ? 0 : minutesOf(offset);
    if (lastDay === undefined || Math.abs(offsetMinutes) > MAX_OFFSET_MINUTES) return undefined;
    const minutes = Number(hour) * 60 + Number(minute) - offsetMinutes;
    const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
    return lastDay + minutes * 60_000 + (second === undefined ? 0 : Number(second) * 1000) + ms;
  };
}

function epochTime(text: string): number | undefined {
  if (!EPOCH.test(text)) return undefined;
  const number = Number(text);
  return Math.round(number < FIRST_MILLISECONDS ? number * 1000 : number);
}

/** `Date.parse` takes 30 February for 2 March. */
function utcDay(date: string): number | undefined {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? ms : undefined;
}

/** Minutes of `+02:00`, `+0200` or `+02`. */
function minutesOf(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(':', ''));
  return offset.startsWith('-') ? -minutes : minutes;
}
