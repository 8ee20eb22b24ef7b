import { type TimeZone, timeZone } from '../time-zone';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;
/** Zones remember their offsets: thousands of detectors share them. */
const zones = new Map<string, TimeZone>();

/** Hours of the wall clock since 1970, daylight saving included. */
export class LocalHours {
  private readonly zone: TimeZone;
  private quarter = Number.NaN;
  private hour = 0;

  /** @throws where there is no such time zone */
  constructor(name: string) {
    this.zone = zones.get(name) ?? timeZone(name);
    zones.set(name, this.zone);
  }

  at(timestampMs: number): number {
    const quarter = Math.floor(timestampMs / QUARTER_MS);
    if (quarter !== this.quarter) {
      this.quarter = quarter;
      this.hour = Math.floor((timestampMs + this.zone.offsetMs(timestampMs)) / HOUR_MS);
    }
    return this.hour;
  }
}
