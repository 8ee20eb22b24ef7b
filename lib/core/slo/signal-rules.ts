/** What `evaluate-slos` raises of an objective: when it holds, how much it matters, and what is said of it. */
import type { AlarmRole, Severity } from '../incident/severity';
import type { EventCount } from './counts';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from './definition';
import type { SloMeasurement, SloSignalId } from './measurement';
import { guardOf } from './rule-guard';
import { nominalMinutes, parseSloWindow, type SloWindow } from './window';

export type AnySloDefinition = SloDefinition | CompositeSloDefinition;

/** Whether it holds; `undefined`: the data do not say, and the signal stays as it is. */
type Verdict = boolean | undefined;

export interface SignalRule {
  readonly id: SloSignalId;
  /** @param raised whether it is raised already */
  readonly holds: (measurement: SloMeasurement, definition: AnySloDefinition, raised: boolean) => Verdict;
  /**
   * It stays for hours or days, so it has an incident of its own: as long as the service's is open, nobody is paged again
   * for what joins it. @default - it joins the incident of the service
   */
  readonly lasts?: true;
  readonly importance: (definition: AnySloDefinition) => { readonly severity: Severity; readonly role: AlarmRole };
  /** One sentence, true while it is raised. */
  readonly summary: (subject: string) => string;
  /** The numbers behind it. */
  readonly reason: (measurement: SloMeasurement, definition: AnySloDefinition) => string;
}

export const TICKET = { severity: 'medium', role: 'ticket' } as const;
const HOURS_OF_WEEK = 7 * 24;
const FAST_BURN = 10;
const HALF = 0.5;
const SLACK = 0.1;
/** Around 0 a rolling budget comes and goes with every failure: it is back once this share of it is. */
const BUDGET_IS_BACK = 0.01;
const MOST_VIOLATIONS = 3;

export const SIGNAL_RULES: readonly SignalRule[] = [
  {
    id: 'budget-exhausted',
    holds: isExhausted,
    lasts: true,
    importance: ({ tier }) => (tier === 1 ? { severity: 'high', role: 'page' } : TICKET),
    summary: (subject) => `The error budget of ${subject} is used up.`,
    reason: budgetText,
  },
  {
    id: 'burning-fast',
    holds: burnsFast,
    importance: burnImportance,
    summary: (subject) => `The error budget of ${subject} burns more than ${FAST_BURN} times faster than planned.`,
    reason: (measurement) => {
      const { '1h': long, '5m': short } = measurement.burnRates;
      const used = usedOfProjected(measurement);
      const usedText = used === undefined ? '' : `; ${usedOfWholeText(used)}`;
      return `burn rate ${numberText(long)} x over 1h, ${numberText(short)} x over 5m${usedText}`;
    },
  },
  {
    id: 'half-used-early',
    holds: isHalfUsedEarly,
    lasts: true,
    importance: () => TICKET,
    summary: (subject) => `More than half of the error budget of ${subject} is used, too early.`,
    reason: (measurement, definition) => {
      const used = usedOfProjected(measurement);
      const usedText =
        used === undefined
          ? `${percentText(1 - measurement.budgetRemaining)} of the error budget is used`
          : usedOfWholeText(used);
      const burn = numberText(measurement.burnRates['1d']);
      return `${countText(measurement, definition).bad}; ${usedText}; burn rate ${burn} x over 1d`;
    },
  },
  {
    id: 'many-violations',
    holds: ({ violations24h }) => violations24h > MOST_VIOLATIONS,
    lasts: true,
    importance: () => TICKET,
    summary: (subject) => `${subject} was violated more than ${MOST_VIOLATIONS} times in 24 h.`,
    reason: ({ violations24h }) => `${violations24h} violations in 24 h`,
  },
];

/**
 * The short window ends it soon after the fault. Where it alone is empty, the fault may have silenced the traffic: no
 * verdict. An hour without events burns nothing. The objective's minimum traffic and minimum bad events hold for the hour, as
 * they do for the long window of a rule: of a rule that pages, where there is one.
 */
function burnsFast({ burnRates, lastHour }: SloMeasurement, definition: AnySloDefinition): Verdict {
  const { '1h': long, '5m': short } = burnRates;
  if (long === undefined || long <= FAST_BURN) return false;
  if (lastHour && isTooLittle(lastHour, definition)) return false;
  return short === undefined ? undefined : short > FAST_BURN;
}

function isTooLittle({ total, bad }: EventCount, definition: AnySloDefinition): boolean {
  if (definition.kind === 'composite') return false;
  const { minTotal, minBad } = guardOf(definition, hasPageRule(definition) ? 'page' : 'ticket');
  return total < minTotal || bad < minBad;
}

/**
 * The page rules of an objective, and those of a composite's parts, page for the same fault, by alarms that need no
 * evaluation; a second page would be noise, so beside them this is evidence. An objective without a page rule is one for
 * which nobody wants to be woken: there it is a ticket.
 */
function burnImportance(definition: AnySloDefinition) {
  const pagesAlready = definition.kind === 'composite' || hasPageRule(definition);
  return pagesAlready ? ({ severity: 'high', role: 'signal' } as const) : TICKET;
}

function hasPageRule({ rules }: SloDefinition): boolean {
  return rules.some(({ severity }) => severity === 'page');
}

/**
 * In the first hours of a window a few failures are more than the events so far allow, and say little: gone is what the
 * whole window may have at the pace of now. Without such a pace, what there was so far decides.
 */
function isExhausted(measurement: SloMeasurement, _: AnySloDefinition, raised: boolean): Verdict {
  const { budgetRemaining } = measurement;
  if (raised) return budgetRemaining < BUDGET_IS_BACK;
  return budgetRemaining <= 0 && (usedOfProjected(measurement) ?? 1) >= 1;
}

/** Of the budget of the whole projected window, or of those of a composite's parts; `undefined`: without a pace. */
function usedOfProjected({ projection, usedOfProjected: ofParts }: SloMeasurement): number | undefined {
  return projection?.usedOfProjected ?? ofParts;
}

/**
 * Of a calendar window: of the budget that the whole of it will have. A rolling window has no end to be early for: there
 * it is that the budget shrinks, and lasts for less than a week at the pace of the last day, which is steadier than that
 * of an hour. What is raised ends some way behind the line at which it began, and does not come and go there.
 */
function isHalfUsedEarly(measurement: SloMeasurement, definition: AnySloDefinition, raised: boolean): Verdict {
  if (definition.kind === 'composite') return false;
  const window = parseSloWindow(sloKey(definition), definition.window, definition.timezone);
  const slack = raised ? SLACK : 0;
  const { projection, burnRates } = measurement;
  if (window.kind === 'rolling') {
    // As of an exhausted budget: the first failures of a window that will have more events say little.
    return (projection?.usedOfProjected ?? 1) > HALF - slack ? endsWithinAWeek(measurement, window, slack) : false;
  }
  // Without a pace, the window so far would be all of it.
  if (!projection || burnRates['1d'] === undefined) return undefined;
  return projection.usedOfProjected > HALF - slack && projection.minutesLeft > HOURS_OF_WEEK * 60;
}

function endsWithinAWeek({ budgetRemaining, burnRates }: SloMeasurement, window: SloWindow, slack: number): Verdict {
  if (budgetRemaining >= HALF + slack) return false;
  if (budgetRemaining <= 0) return true;
  const burn = burnRates['1d'];
  if (burn === undefined) return undefined;
  // At 1 or less, as much comes back at the old end of the window as is used at the new one.
  if (burn <= 1 - slack) return false;
  return (nominalMinutes(window) / 60) * budgetRemaining < burn * HOURS_OF_WEEK * (1 + slack);
}

/** Of the window so far it would be nearly all after the first failures. */
function usedOfWholeText(used: number): string {
  return `${percentText(used)} of the whole window's error budget is used`;
}

function budgetText(measurement: SloMeasurement, definition: AnySloDefinition): string {
  const { budgetRemaining } = measurement;
  const { bad, allowed } = countText(measurement, definition);
  const left =
    budgetRemaining < 0
      ? `the error budget is used up ${numberText(1 - budgetRemaining)} times over`
      : `${percentText(budgetRemaining)} of the error budget is left`;
  return `${bad}, ${allowed}: ${left}`;
}

/** The parts of a composite count different things, some events and some slices: only shares of these say something. */
function countText(measurement: SloMeasurement, definition: AnySloDefinition) {
  const { total, bad, budgetEvents } = measurement;
  if (definition.kind === 'composite') {
    const [share, allowed] = [percentText(bad / total), `${percentText(budgetEvents / total)} may be`];
    const isMean = definition.combine === 'weighted';
    return { bad: isMean ? `${share} was bad in the weighted mean` : `${share} of the worst part was bad`, allowed };
  }
  const [count, may] = [`${numberText(bad)} of ${numberText(total)}`, numberText(budgetEvents)];
  if (definition.indicator.budgeting === 'events') return { bad: `${count} events failed`, allowed: `${may} may` };
  return { bad: `${count} slices were bad`, allowed: `${may} may be` };
}

function percentText(share: number): string {
  return `${numberText(share * 100)} %`;
}

function numberText(value: number | undefined): string {
  if (value === undefined) return 'unknown';
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
}
