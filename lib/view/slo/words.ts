/** How the numbers of objectives are written: never rounded to something better than they are. */
import { percentText } from '../../core/slo/alarm-words';
import type { SloStatus } from '../../core/slo/measurement';
import { duration } from '../format';
import type { Paint } from '../timeline';

/** Below a digit that is shown, above what binary numbers make of decimals: 0.999 x 100,000 is 99,899.99... */
const NOISE = 1e-6;

const NOT_MEASURED = 'not measured';

const STYLES = { compliant: 'green', at_risk: 'yellow', violated: 'red', no_data: 'dim' } as const;

const STATUS_WORDS: Readonly<Record<SloStatus, string>> = {
  compliant: 'compliant',
  at_risk: 'at risk',
  violated: 'violated',
  no_data: 'no data',
};

export function statusWord(status: SloStatus | undefined): string {
  return status === undefined ? NOT_MEASURED : STATUS_WORDS[status];
}

export function paintStatus(paint: Paint, status: SloStatus | undefined, text: string): string {
  return paint(status === undefined ? 'magenta' : STYLES[status], text);
}

/** A share of good events in percent, cut to three decimals: 99.8996 is no 99.9. `–` without events. */
export function sliText(sli: number | undefined): string {
  if (sli === undefined) return '–';
  return `${Math.floor(sli * 1e5 + NOISE) / 1e3} %`;
}

/** A share of a budget or of objectives in percent, cut to one decimal; negative ones away from zero. */
export function shareText(share: number | undefined): string {
  if (share === undefined) return '–';
  const tenths = Math.floor(share * 1_000 + NOISE);
  return `${(tenths === 0 ? 0 : tenths / 10).toLocaleString('en-US')} %`;
}

/** `12 % left`; of a budget that is more than gone `used up 1.3 times over`, cut upwards: percents of thousands say little. */
export function budgetLeftText(share: number): string {
  if (share >= 0) return `${shareText(share)} left`;
  const used = 1 - share;
  const times = used < 10 ? Math.ceil(used * 10 - NOISE) / 10 : Math.ceil(used - NOISE);
  return `used up ${times.toLocaleString('en-US')} times over`;
}

/** Of a budget, in percent, what is used: cut upwards. */
export function usedText(share: number | undefined): string {
  if (share === undefined) return '–';
  const tenths = Math.ceil(share * 1_000 - NOISE);
  return `${(tenths === 0 ? 0 : tenths / 10).toLocaleString('en-US')} %`;
}

/** `43 min 12 s`, `-12 min 30 s`. */
export function minutesLeft(minutes: number): string {
  return minutes < 0 ? `-${duration(-minutes * 60_000 + 999)}` : duration(minutes * 60_000);
}

/** Events that are left, cut downwards: half an event cannot fail. */
export function eventsText(events: number): string {
  const whole = Math.floor(events + NOISE);
  return (whole === 0 ? 0 : whole).toLocaleString('en-US');
}

export function burnText(rate: number | undefined): string {
  return rate === undefined ? '–' : `${Number(rate.toPrecision(3)).toLocaleString('en-US')} x`;
}

/** What is left of a budget as ten signs; clamped, which numbers beside it are not. */
export function bar(share: number): string {
  const full = Math.min(10, Math.max(0, Math.floor(share * 10 + 1e-9)));
  return '█'.repeat(full) + '░'.repeat(10 - full);
}

export { percentText };
