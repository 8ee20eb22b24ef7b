/**
 * Which CloudWatch alarms an objective has, with all their settings and words: what the constructs render, what synth
 * lists and what `sightline slo explain` prints.
 */
import type { ThresholdSettings } from '../alarm/threshold';
import type { AlarmRole, Severity } from '../incident/severity';
import { checkAlarmQueries, type MetricQuery } from '../signal/metric-math';
import { burnRateQueries, LONGEST_SILENCE_MINUTES, publishedBurnRate, silenceQueries } from './alarm-queries';
import { compositeWords, partWords, silenceWords } from './alarm-words';
import { isHourly, neverFires, type ReadRule, readRule, thresholdOf } from './burn-rate-rule';
import type { SloDefinition } from './definition';
import { type Fraction, toNumber } from './fraction';
import { BURN_RATE_WINDOWS } from './measurement';
import { type Objective, parseObjective } from './objective';
import { guardOf } from './rule-guard';
import { SloError } from './slo-error';
import { minutesText } from './window';

export interface SloAlarmOptions {
  /** Where windows of more than a day come from: an alarm of their length, or the published burn rate. @default 'alarm' */
  readonly longWindowSource?: 'alarm' | 'published';
  /** Minutes of silence until the alarm on missing telemetry, up to a week; 0: no such alarm. @default 0 */
  readonly noTelemetryMinutes?: number;
  /** @default - `page` is critical in tier 1 and high in others, `ticket` medium */
  readonly severities?: Readonly<Record<'page' | 'ticket', Severity>>;
}

export interface SloAlarmPlan {
  /** Two for each rule, in the order of the rules. */
  readonly parts: readonly BurnRatePart[];
  /** `Page` and `Ticket`, each as far as it has rules. */
  readonly composites: readonly BurnRateComposite[];
  readonly noTelemetry?: NoTelemetryAlarm;
}

export type PlannedAlarm = BurnRatePart | BurnRateComposite | NoTelemetryAlarm;

interface Planned {
  /** Unique in the objective; part of the alarm's name. */
  readonly id: string;
  readonly role: AlarmRole;
  readonly severity: Severity;
  /** One sentence, what it means when the alarm fires. */
  readonly summary: string;
  /** Thresholds and windows in words. */
  readonly reason: string;
  /** From the start of a total outage, in even traffic and with a clean past. */
  readonly detection: Detection;
}

export interface Detection {
  readonly bestMinutes: number;
  /** More than at best where the alarm is not looked at every minute. */
  readonly worstMinutes: number;
}

interface PlannedMetricAlarm extends Planned {
  /** As in the `Metrics` of the alarm; a single one is the plain form. */
  readonly queries: readonly MetricQuery[];
  readonly settings: ThresholdSettings;
}

/** One window of a rule: evidence, which tells nobody by itself. */
export interface BurnRatePart extends PlannedMetricAlarm {
  readonly kind: 'part';
  readonly rule: ReadRule;
  readonly window: 'long' | 'short';
  readonly minutes: number;
  /** Of `published` the burn rate is judged, else the bad share of events. */
  readonly source: 'alarm' | 'published';
}

/** All rules of a severity: (long AND short) OR (long AND short) ... */
export interface BurnRateComposite extends Planned {
  readonly kind: 'composite';
  readonly rules: readonly ReadRule[];
}

export interface NoTelemetryAlarm extends PlannedMetricAlarm {
  readonly kind: 'noTelemetry';
  readonly silentMinutes: number;
}

/**
 * `Ticket` waits that long for `Page`, and stays quiet that much longer: a page tells everything a ticket would. Only
 * where alarms tell people themselves: a hub groups both by their service, and takes a suppressed alarm for held back.
 */
export const TICKET_SUPPRESSION = { waitSeconds: 120, extensionSeconds: 300 } as const;

/** Id of a rule's part. */
export function partId(rule: string, window: 'long' | 'short'): string {
  return `${rule}_${window}`;
}

/** @throws {SloError} for rules that can never fire, and for what CloudWatch cannot hold */
export function planSloAlarms(definition: SloDefinition, options: SloAlarmOptions = {}): SloAlarmPlan {
  const where = `Objective '${definition.name}' of ${definition.service}`;
  const site: Site = {
    ...{ where, definition },
    objective: parseObjective(where, definition.objective),
    longWindowSource: options.longWindowSource ?? 'alarm',
    severities: options.severities ?? { page: definition.tier === 1 ? 'critical' : 'high', ticket: 'medium' },
  };
  const rules = definition.rules.map((rule) => readRule(where, rule));
  for (const rule of rules) refuseUseless(site, rule);
  const parts = rules.flatMap((rule) => [planPart(site, rule, 'long'), planPart(site, rule, 'short')]);
  const composites = (['page', 'ticket'] as const).flatMap((severity) => planComposite(site, severity, parts));
  const silent = options.noTelemetryMinutes ?? 0;
  const plan = { parts, composites, ...(silent > 0 && { noTelemetry: planSilence(site, silent) }) };
  for (const { id, queries } of [...parts, ...(plan.noTelemetry ? [plan.noTelemetry] : [])]) check(where, id, queries);
  return plan;
}

/** In the order of deployment. */
export function plannedAlarms({ parts, composites, noTelemetry }: SloAlarmPlan): PlannedAlarm[] {
  return [...parts, ...composites, ...(noTelemetry ? [noTelemetry] : [])];
}

interface Site {
  readonly where: string;
  readonly definition: SloDefinition;
  readonly objective: Objective;
  readonly longWindowSource: 'alarm' | 'published';
  readonly severities: Readonly<Record<'page' | 'ticket', Severity>>;
}

function refuseUseless({ where, objective, longWindowSource }: Site, rule: ReadRule): void {
  const never = neverFires(where, rule, objective);
  if (never) throw new SloError(never);
  const published = BURN_RATE_WINDOWS.some((window) => window === minutesText(rule.longMinutes));
  if (longWindowSource === 'alarm' || !isHourly(rule.longMinutes) || published) return;
  throw new SloError(
    `${where}: the long window of rule '${rule.id}' is ${rule.long}, of which no burn rate is published, only of ` +
      `${BURN_RATE_WINDOWS.join(', ')}; use '3d', or the alarm of that length that longWindow: 'alarm' makes`,
  );
}

/** One datapoint as long as the window: CloudWatch slides it from minute to minute, and looks at nothing older. */
function planPart(site: Site, rule: ReadRule, window: 'long' | 'short'): BurnRatePart {
  const { definition, objective, severities } = site;
  const minutes = window === 'long' ? rule.longMinutes : rule.shortMinutes;
  const source = isHourly(minutes) ? site.longWindowSource : 'alarm';
  const share = thresholdOf(rule, objective);
  const id = partId(rule.id, window);
  const guard = window === 'long' ? guardOf(definition, rule.severity) : undefined;
  return {
    ...{ kind: 'part', id, role: 'signal', severity: severities[rule.severity], rule, window, minutes, source },
    ...partWords({ definition, objective, rule, minutes, share }),
    detection: detectionOf(definition, share, minutes, source, guard?.minBad ?? 1),
    ...(source === 'published'
      ? publishedBurnRate(definition, minutes, toNumber(rule.burn))
      : burnRateQueries(definition, minutes, exactNumber(share), guard)),
  };
}

function planComposite(
  site: Site,
  severity: 'page' | 'ticket',
  parts: readonly BurnRatePart[],
): readonly BurnRateComposite[] {
  const own = parts.filter(({ rule }) => rule.severity === severity);
  const rules = [...new Set(own.map(({ rule }) => rule))];
  if (rules.length === 0) return [];
  const detections = rules.map((rule) => bothOf(own.filter((part) => part.rule === rule)));
  return [
    {
      ...{ kind: 'composite', id: severity === 'page' ? 'Page' : 'Ticket', role: severity },
      ...{ severity: site.severities[severity], rules },
      ...compositeWords(site.definition, site.objective, severity, rules),
      detection: {
        bestMinutes: Math.min(...detections.map(({ bestMinutes }) => bestMinutes)),
        worstMinutes: Math.min(...detections.map(({ worstMinutes }) => worstMinutes)),
      },
    },
  ];
}

/** Both windows have to breach. */
function bothOf(parts: readonly BurnRatePart[]): Detection {
  return {
    bestMinutes: Math.max(...parts.map(({ detection }) => detection.bestMinutes)),
    worstMinutes: Math.max(...parts.map(({ detection }) => detection.worstMinutes)),
  };
}

function planSilence({ where, definition, objective, severities }: Site, silentMinutes: number): NoTelemetryAlarm {
  if (!Number.isInteger(silentMinutes) || silentMinutes > LONGEST_SILENCE_MINUTES) {
    throw new SloError(
      `${where}: the alarm on missing telemetry waits for whole minutes up to 10,080 (no alarm of CloudWatch looks back ` +
        `further than a week), got ${silentMinutes}; wait less, or make no such alarm with noTelemetry: false`,
    );
  }
  const words = silenceWords(definition, objective, silentMinutes);
  return {
    ...{ kind: 'noTelemetry', id: 'NoTelemetry', role: 'ticket', severity: severities.ticket, silentMinutes },
    ...{ summary: words.summary, reason: words.reason },
    detection: { bestMinutes: words.noticedMinutes, worstMinutes: words.noticedMinutes },
    ...silenceQueries(where, definition.indicator, silentMinutes),
  };
}

/** `evaluate-slos` looks every five minutes, at data that has had some minutes to arrive. */
const PUBLICATION_MINUTES = 10;
/** An alarm over more than a day is evaluated once an hour, so up to 59 minutes late. */
const HOURLY_MINUTES = 59;

function detectionOf(
  { indicator }: SloDefinition,
  share: Fraction,
  minutes: number,
  source: 'alarm' | 'published',
  minBad: number,
): Detection {
  const isSlices = indicator.budgeting === 'timeslices';
  const stepMinutes = isSlices ? indicator.sliceSeconds / 60 : 1;
  // Above the threshold, not at it: the first whole minute, or slice, behind. How many events a minute has, nobody knows.
  const above = Math.floor((toNumber(share) * minutes) / stepMinutes + 1e-9) + 1;
  const steps = isSlices && source === 'alarm' ? Math.max(above, minBad) : above;
  const bestMinutes = steps * stepMinutes;
  const hourly = source === 'alarm' && isHourly(minutes) ? HOURLY_MINUTES : 0;
  return {
    bestMinutes,
    worstMinutes: bestMinutes + hourly + (isSlices || source === 'published' ? PUBLICATION_MINUTES : 0),
  };
}

/**
 * The double that is closest to a fraction. CloudWatch divides two counts into exactly this one where they stand in
 * that ratio, so a share at the threshold is never above it, also where the threshold has no end: 14/15 of 0.1 %.
 */
function exactNumber(value: Fraction): number {
  const { numerator, denominator } = value;
  const exact = numerator <= Number.MAX_SAFE_INTEGER && denominator <= Number.MAX_SAFE_INTEGER;
  return exact ? Number(numerator) / Number(denominator) : toNumber(value);
}

function check(where: string, id: string, queries: readonly MetricQuery[]): void {
  const { problems } = checkAlarmQueries(queries, { evaluationPeriods: 1 });
  if (problems.length === 0) return;
  throw new SloError(
    `${where}: CloudWatch refuses its alarm '${id}': ${problems.join('; ')}; count events by fewer metrics, or make the ` +
      "objective one on timeslices, whose alarms read what 'evaluate-slos' publishes",
  );
}
