/** Why an alarm of an objective changed its state, with the numbers that people ask for. */
import { readAlarmDescription } from '../alarm/description';
import { crossedThreshold } from '../alarm/short-reason';
import { percentText, shortNumber } from './alarm-words';

export interface ObjectiveAlarmChange {
  readonly state: string;
  /** As CloudWatch words it. */
  readonly reason: string;
  /** Of the alarm, as `planSloAlarms` words those of objectives. */
  readonly description: string;
}

/**
 * The reason in burn rates: of a page or ticket what the rule that fired allows, of one window what was measured. CloudWatch
 * gives no number for a composite, and for a window a bare share. `undefined`: it is no alarm of an objective, or its
 * description is not whole.
 */
export function burnRateReason({ state, reason, description }: ObjectiveAlarmChange): string | undefined {
  const cause = /:alarm:(\S+) transitioned to ALARM at /.exec(reason)?.[1];
  if (cause !== undefined) return state === 'ALARM' ? ruleReason(cause, description) : undefined;
  return windowReason(reason, description);
}

const RULE =
  /Rule ([\w-]+), (\S+ %) of the (.+?) in (.+?): bad share above (\S+ %) \((\S+) x \S+ %\) over (.+?)(?=\.(?:\s|$))/g;

/** `burn rate above 6 x: more than 3 % bad over 6 h and over 30 min; 5 % of the 30-day budget goes in 6 h (rule page_slow)` */
function ruleReason(cause: string, description: string): string | undefined {
  const rules = [...description.matchAll(RULE)].filter(([, id]) => isPartOf(cause, id ?? ''));
  // Of `slow` and `very-slow` the longer one is meant.
  const [rule] = rules.sort((a, b) => (b[1] ?? '').length - (a[1] ?? '').length);
  if (!rule) return undefined;
  const [, id, spent, budget, long, share, burn, windows] = rule;
  return (
    `burn rate above ${burn} x: more than ${share} bad over ${windows}; ${spent} of the ${budget} goes in ${long} ` +
    `(rule ${id})`
  );
}

function isPartOf(alarmName: string, rule: string): boolean {
  return alarmName.includes(`-${rule}_long`) || alarmName.includes(`-${rule}_short`);
}

const WINDOW =
  /: over (.+?) more than \S+ % of the (?:events|slices of time) are bad, the (?:long|short) window of rule /;
const EVIDENCE = /^Evidence for rule ([\w-]+), bad share above \S+ % \((\S+) x (\S+) %\): /m;

/** `6.25 % bad over 6 h, a burn rate of 12.5 x (rule page_slow fires above 6 x)` */
function windowReason(reason: string, description: string): string | undefined {
  const crossed = crossedThreshold(reason);
  const [, length] = WINDOW.exec(readAlarmDescription(description).summary) ?? [];
  const [, rule, factor = '', budget = ''] = EVIDENCE.exec(description) ?? [];
  const [value] = crossed?.values ?? [];
  if (crossed === undefined || value === undefined || length === undefined || rule === undefined) return undefined;
  const fires = `(rule ${rule} fires above ${factor} x)`;
  // Windows of `longWindow: 'published'` are judged by the burn rate itself.
  if (shortNumber(crossed.threshold) === factor) return `burn rate of ${shortNumber(value)} x over ${length} ${fires}`;
  const burn = shortNumber(value / (Number(budget) / 100));
  return `${percentText(value)} bad over ${length}, a burn rate of ${burn} x ${fires}`;
}
