import { SEVERITIES } from '../../core/incident/severity';
import type { SliDefinition, SloDefinition } from '../../core/slo/definition';
import { endedBy, leaveNothing } from '../../core/slo/exclusion-coverage';
import { toNumber } from '../../core/slo/fraction';
import type { Objective } from '../../core/slo/objective';
import { MIN_BAD_OF_TICKETS } from '../../core/slo/rule-guard';
import { nominalMinutes, parseSloWindow, type SloWindow, windowText } from '../../core/slo/window';
import { MuteWindow } from '../alarm/mute-window';
import { checkKeys, checkNumber, checkOneOf, checkPlain, checkSeconds, checkText, demand, shown } from '../check';
import { readObjective } from './percent';
import type { SloAlarmSettings } from './resolved-slo';
import type { SloExclusionOptions, SloOptions } from './slo-options';
import { ruleLints, rulesOf } from './slo-rules';

/** What the options say, whatever the indicator is. */
export interface SloSettings {
  readonly objective: Objective;
  readonly window: SloWindow;
  /** @default - made of the rest */
  readonly description?: string;
  readonly lints: readonly string[];
  definitionOf(
    indicator: SliDefinition,
  ): Omit<SloDefinition, 'schemaVersion' | 'name' | 'service' | 'environment' | 'kind' | FromSource>;
  alarmsOf(indicator: SliDefinition): SloAlarmSettings;
}

type FromSource = 'description' | 'indicator' | 'namespace';

/** @throws at the first option that is not allowed */
export function settingsOf(where: string, options: SloOptions): SloSettings {
  const objective = readObjective(where, options.objective);
  const window = windowOf(where, options);
  const rules = rulesOf(where, options.rules, window, objective);
  const alarms = alarmsOf(where, options, objective, window);
  const exclusions = exclusionsOf(where, options.exclusions);
  const definition = {
    objective: objective.percent,
    window: windowText(window),
    ...(window.kind === 'calendar' && { timezone: window.timezone }),
    alertThresholdPercent: checkNumber(where, 'alertThreshold', options.alertThreshold ?? 80, { above: 0, max: 100 }),
    rules,
    minTotal: checkNumber(where, 'minTotal', options.minTotal ?? 1, AT_LEAST_ONE),
    minBad: checkNumber(where, 'minBad', options.minBad ?? 1, AT_LEAST_ONE),
    exclusions,
    tier: tierOf(where, options.tier),
    ...textsOf(where, options),
  };
  return {
    objective,
    window,
    definitionOf: (indicator) => ({ ...definition, ...ticketGuard(options, indicator) }),
    ...textOf(where, 'description', options),
    lints: [...ruleLints(rules, window, objective), ...pastLints(exclusions, window)],
    alarmsOf: alarms,
  };
}

/** A window has a known number of slices, each of which is more than an event: what counts them says itself how many. */
function ticketGuard({ minBad }: SloOptions, { budgeting }: SliDefinition): Pick<SloDefinition, 'minBadOfTickets'> {
  return minBad === undefined && budgeting === 'events' ? { minBadOfTickets: MIN_BAD_OF_TICKETS } : {};
}

const AT_LEAST_ONE = { min: 1, integer: true, todo: 'a window without events has no ratio' } as const;
const TIERS = [1, 2, 3] as const;
/** Alarm descriptions have 1,024 characters for all that they say. */
const MAX_TEXT = { owner: 128, team: 128, runbook: 512, description: 256 } as const;

function windowOf(where: string, { window = '30d', timezone }: SloOptions): SloWindow {
  checkPlain(where, 'window', window);
  checkPlain(where, 'timezone', timezone);
  const parsed = parseSloWindow(where, window, timezone);
  const said = timezone === undefined || parsed.kind === 'calendar';
  demand(where, said, `'timezone' is for calendar windows, got it with '${window}'; leave it out`);
  return parsed;
}

function tierOf(where: string, tier: unknown = 2): SloDefinition['tier'] {
  const found = TIERS.find((one) => one === tier);
  if (found !== undefined) return found;
  throw new Error(`${where}: 'tier' must be 1, 2 or 3, got ${shown(tier)}`);
}

function exclusionsOf(where: string, exclusions: readonly SloExclusionOptions[] = []): SloDefinition['exclusions'] {
  demand(
    where,
    Array.isArray(exclusions),
    `'exclusions' must be a list of { window, reason }, got ${shown(exclusions)}`,
  );
  const read = exclusions.map((exclusion) => exclusionOf(where, exclusion));
  demand(where, !leaveNothing(read), "'exclusions' leave no time that counts; shorten them, or drop the objective");
  return read;
}

function exclusionOf(where: string, exclusion: SloExclusionOptions): SloDefinition['exclusions'][number] {
  checkKeys(`${where}: 'exclusions'`, exclusion, { window: true, reason: true });
  const { window, reason } = exclusion;
  const fits = window instanceof MuteWindow;
  demand(
    where,
    fits,
    `'window' of 'exclusions' must be a MuteWindow such as MuteWindow.cron(...), got ${shown(window)}`,
  );
  return { schedule: window.settings, reason: checkText(where, "reason' of 'exclusions", reason, 256) };
}

/** What is past still counts as excluded until the objective's window has left it behind. */
function pastLints(exclusions: SloDefinition['exclusions'], window: SloWindow): string[] {
  const past = endedBy(exclusions, Date.now() - nominalMinutes(window) * 60_000);
  return past.map(
    ({ schedule: { expression }, reason }) =>
      `the exclusion '${reason}' (${expression}) ended before the window of ${windowText(window)} that counts now: it ` +
      'changes nothing any more; remove it, or correct its date',
  );
}

function textsOf(where: string, options: SloOptions) {
  return {
    ...textOf(where, 'owner', options),
    ...textOf(where, 'team', options),
    ...textOf(where, 'runbook', options),
  };
}

function textOf<Name extends keyof typeof MAX_TEXT>(where: string, name: Name, options: Pick<SloOptions, Name>) {
  const value = options[name];
  if (value === undefined) return {};
  return { [name]: checkText(where, name, value, MAX_TEXT[name]) } as { readonly [K in Name]: string };
}

function alarmsOf(
  where: string,
  options: SloOptions,
  objective: Objective,
  window: SloWindow,
): SloSettings['alarmsOf'] {
  const { longWindow = 'alarm', severities = {}, applicationSignals = false, tier = 2 } = options;
  checkKeys(`${where}: 'severities'`, severities, { page: true, ticket: true });
  const { page = tier === 1 ? 'critical' : 'high', ticket = 'medium' } = severities;
  const settings = {
    longWindowSource: checkOneOf(where, 'longWindow', longWindow, ['alarm', 'published'] as const),
    severities: {
      page: checkOneOf(where, "page' of 'severities", page, SEVERITIES),
      ticket: checkOneOf(where, "ticket' of 'severities", ticket, SEVERITIES),
    },
    applicationSignals,
  };
  demand(
    where,
    typeof applicationSignals === 'boolean',
    `'applicationSignals' must be true or false, got ${shown(applicationSignals)}`,
  );
  const said = silenceOf(where, options.noTelemetry);
  return (indicator) => ({ ...settings, noTelemetryMinutes: said ?? derivedSilence(objective, window, indicator) });
}

const HOUR_SECONDS = 3_600;

function silenceOf(where: string, noTelemetry: SloOptions['noTelemetry']): number | undefined {
  if (noTelemetry === undefined) return undefined;
  if (noTelemetry === false) return 0;
  const todo = 'or pass false for none';
  const seconds = checkSeconds(where, 'noTelemetry', noTelemetry, { min: 60, max: 24 * HOUR_SECONDS, todo });
  demand(where, seconds % 60 === 0, `'noTelemetry' must be whole minutes, got ${seconds} s`);
  return seconds / 60;
}

/**
 * A total outage burns 1 % of the budget in 1 % of what the budget is of the window. Where slices without data are good,
 * silence is nothing to be told of: an idle queue.
 */
function derivedSilence({ budget }: Objective, window: SloWindow, indicator: SliDefinition): number {
  if (indicator.budgeting === 'timeslices' && indicator.missing === 'good') return 0;
  const minutes = Math.ceil(0.01 * toNumber(budget) * nominalMinutes(window));
  const slices = indicator.budgeting === 'timeslices' ? (2 * indicator.sliceSeconds) / 60 : 0;
  return Math.max(Math.min(Math.max(minutes, 5), 60), slices);
}
