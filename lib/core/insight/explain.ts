import { minutes, SLACK_MS, timedChange, timedError } from './changes';
import { likenessOf } from './correlation';
import { type Deviation, deviationAt } from './deviation';
import type { Confidence, Insight, InsightInput, InsightSeries, Reason, SeriesRole } from './model';
import { type Residuals, residualsOf } from './residuals';

/** Reasons of less are not worth a look. */
const LEAST_SCORE = 0.2;
const MOST_REASONS = 10;
const DAY_MS = 86_400_000;

/**
 * Load moves everything behind it, and what is called moves who calls: of two that change at once the one that is further
 * up comes first. What is none of the service's own says least.
 */
const WEIGHTS: Readonly<Record<Exclude<SeriesRole, 'symptom'>, number>> = {
  traffic: 0.92,
  dependency: 0.9,
  resource: 0.85,
  other: 0.5,
};
/** For moving like the symptom, and for being first. */
const ALIKE = 0.02;
const EARLIER = 0.05;
const WELL_BEFORE_MS = 15 * 60_000;

interface Changed {
  readonly series: InsightSeries;
  readonly residuals: Residuals;
  readonly deviation: Deviation;
}

/**
 * Ranks what changed about the begin of an incident: deploys and other changes by their nearness, metrics by how far they
 * left their own usual course and when. A list to look through, not a verdict: where nothing changed, it is empty.
 */
export function explainIncident(input: InsightInput): Insight {
  const { beganMs, series, changes, errors = [] } = input;
  const judged = series.map((one) => {
    const residuals = residualsOf(one, beganMs - DAY_MS);
    return { series: one, residuals, deviation: deviationAt(residuals, beganMs) };
  });
  const changed = judged.filter((one): one is Changed => typeof one.deviation === 'object');
  const symptoms = changed.filter(({ series: { role } }) => role === 'symptom');
  const symptomMs = Math.min(beganMs, ...symptoms.map(({ deviation }) => deviation.sinceMs));
  const strongest = [...symptoms].sort((a, b) => Math.abs(b.deviation.sigmas) - Math.abs(a.deviation.sigmas))[0];
  const all = [
    ...changed.flatMap((one) =>
      one.series.role === 'symptom' ? [] : [seriesReason(one, strongest, symptomMs, beganMs)],
    ),
    ...changes.flatMap((change) => {
      const timed = timedChange(change, symptomMs, symptomMs + lateMs(series), changes);
      return timed ? [reason(change.kind, change.what, change.atMs, timed.score, timed.evidence)] : [];
    }),
    ...errors.flatMap((error) => {
      const timed = timedError(error, symptomMs);
      return timed
        ? [reason('error', error.what, Math.max(error.firstMs, symptomMs), timed.score, timed.evidence)]
        : [];
    }),
  ];
  const isLate = ({ atMs, kind }: Reason) => kind !== 'error' && atMs > symptomMs + lateMs(series);
  return {
    symptomMs,
    reasons: all
      .filter((one) => !isLate(one) && one.score >= LEAST_SCORE)
      .sort((a, b) => b.score - a.score || a.atMs - b.atMs)
      .slice(0, MOST_REASONS),
    followed: all
      .filter(isLate)
      .sort((a, b) => a.atMs - b.atMs)
      .slice(0, MOST_REASONS),
    symptoms: symptoms.map(({ series: { name }, deviation }) => `${name}: ${deviationText(deviation)}`),
    looked: { series: series.length, changes: changes.length, errors: errors.length },
    tooShort: judged.filter(({ deviation }) => deviation === 'too short').map(({ series: { name } }) => name),
  };
}

/** Metrics tell no more than the period that something began in. */
function lateMs(series: readonly InsightSeries[]): number {
  return Math.max(SLACK_MS, ...series.map(({ periodMs }) => periodMs));
}

function seriesReason(
  { series, residuals, deviation }: Changed,
  symptom: Changed | undefined,
  symptomMs: number,
  beganMs: number,
): Reason {
  const { name, role, periodMs } = series;
  const { sigmas, usual, sinceMs } = deviation;
  const aheadMs = symptomMs - sinceMs;
  const likeness = symptom && likenessOf(residuals, symptom.residuals, beganMs);
  const strength = 0.85 + 0.15 * Math.min(1, Math.abs(sigmas) / (5 * Math.max(usual, 1)));
  const earlier = EARLIER * Math.min(1, Math.max(0, aheadMs) / WELL_BEFORE_MS);
  const weight = WEIGHTS[role as Exclude<SeriesRole, 'symptom'>];
  const score = Math.min(0.99, weight * strength + earlier + (likeness ? ALIKE : 0));
  return reason(role as Exclude<SeriesRole, 'symptom'>, name, sinceMs, score, [
    `${deviationText(deviation)} (in 19 of 20 other times at most ${usual.toFixed(1)})`,
    aheadText(aheadMs, periodMs),
    ...(likeness && symptom ? [likenessText(likeness, symptom.series.name)] : []),
  ]);
}

function deviationText({ sigmas }: Deviation): string {
  return `${Math.abs(sigmas) >= 100 ? 'more than 100' : Math.abs(sigmas).toFixed(1)} times its usual noise ${sigmas > 0 ? 'above' : 'below'} what is usual at this time`;
}

function aheadText(aheadMs: number, periodMs: number): string {
  if (Math.abs(aheadMs) <= periodMs) return 'it began with the first symptom';
  return `it began ${minutes(Math.abs(aheadMs))} ${aheadMs > 0 ? 'before' : 'after'} the first symptom`;
}

function likenessText({ rho, aheadMs, byChance }: NonNullable<ReturnType<typeof likenessOf>>, symptom: string): string {
  const shift = aheadMs === 0 ? '' : `, ${minutes(aheadMs)} ahead`;
  return `it moves like ${symptom}${shift} (rank correlation ${rho.toFixed(2)}; on other days at most ${byChance.toFixed(2)})`;
}

function reason(
  kind: Reason['kind'],
  subject: string,
  atMs: number,
  score: number,
  evidence: readonly string[],
): Reason {
  return { kind, subject, atMs, score: Math.round(score * 100) / 100, confidence: confidenceOf(score), evidence };
}

function confidenceOf(score: number): Confidence {
  return score >= 0.7 ? 'strong' : score >= 0.45 ? 'fair' : 'weak';
}
