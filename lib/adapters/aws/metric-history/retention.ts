import type { HistoryPart, HistoryQuery, HistoryRequest } from './model';

/** What CloudWatch keeps, newest first. */
interface Tier {
  /** The shortest period it still has; longer ones must be multiples of it. */
  readonly periodSeconds: number;
  readonly keptMs: number;
  readonly kept: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention */
const TIERS: readonly Tier[] = [
  { periodSeconds: 1, keptMs: 3 * HOUR_MS, kept: '3 hours' },
  { periodSeconds: 60, keptMs: 15 * DAY_MS, kept: '15 days' },
  { periodSeconds: 300, keptMs: 63 * DAY_MS, kept: '63 days' },
  { periodSeconds: 3600, keptMs: 455 * DAY_MS, kept: '455 days' },
];

/**
 * Share of a tier's time that is left unused at its old end. Reading takes a while, and a call whose start has aged into
 * the next tier meanwhile is answered with nothing at all.
 */
const SAFETY = 1 / 24;

/** Splits a query's time by the age of the data, with the shortest period that CloudWatch still keeps there. */
export function partsByAge(query: HistoryQuery, { startMs, endMs, nowMs }: HistoryRequest): HistoryPart[] {
  const parts: HistoryPart[] = [];
  let cursorMs = startMs;
  for (let index = TIERS.length - 1; index >= 0; index -= 1) {
    const tier = TIERS[index] as Tier;
    const newer = TIERS[index - 1];
    const oldestMs = nowMs - usableMs(tier);
    const untilMs = newer ? Math.min(endMs, nowMs - usableMs(newer)) : endMs;
    if (Math.max(cursorMs, oldestMs) >= untilMs) continue;
    const periodSeconds = roundUp(query.periodSeconds, tier.periodSeconds);
    const part = wholePeriods(
      parts.length === 0,
      Math.max(cursorMs, oldestMs),
      oldestMs,
      untilMs,
      endMs,
      periodSeconds,
    );
    if (!part) continue;
    cursorMs = part.endMs;
    append(parts, part);
  }
  return parts;
}

/** What a reader of the series must know about its parts. */
export function notesOn(query: HistoryQuery, request: HistoryRequest, parts: readonly HistoryPart[]): string[] {
  const [first] = parts;
  if (!first) {
    const range = `${iso(request.startMs)} to ${iso(request.endMs)}`;
    return [`${range} holds no whole period of ${query.periodSeconds} s that CloudWatch still keeps`];
  }
  const oldest = TIERS.at(-1) as Tier;
  const lost = request.startMs < request.nowMs - usableMs(oldest);
  return [
    ...(lost ? [`before ${iso(first.startMs)}: nothing, CloudWatch keeps no datapoint beyond ${oldest.kept}`] : []),
    ...parts
      .filter(({ periodSeconds }) => periodSeconds !== query.periodSeconds)
      .map(({ endMs, periodSeconds }) => {
        const shorter = TIERS.findLast((tier) => roundUp(query.periodSeconds, tier.periodSeconds) < periodSeconds);
        const change = `periods of ${periodSeconds} s instead of ${query.periodSeconds} s`;
        return `before ${iso(endMs)}: ${change}, CloudWatch keeps shorter ones for ${shorter?.kept} only`;
      }),
  ];
}

function usableMs({ keptMs }: Tier): number {
  return keptMs - Math.min(HOUR_MS, keptMs * SAFETY);
}

/** The first part begins before its time rather than after it, as long as CloudWatch keeps that. */
function wholePeriods(
  isFirst: boolean,
  fromMs: number,
  oldestMs: number,
  untilMs: number,
  endMs: number,
  periodSeconds: number,
): HistoryPart | undefined {
  const periodMs = periodSeconds * 1_000;
  const before = roundDown(fromMs, periodMs);
  const startMs = isFirst && before >= oldestMs ? before : roundUp(fromMs, periodMs);
  const stopMs = Math.min(roundUp(untilMs, periodMs), roundDown(endMs, periodMs));
  return startMs < stopMs ? { startMs, endMs: stopMs, periodSeconds } : undefined;
}

function append(parts: HistoryPart[], part: HistoryPart): void {
  const last = parts.at(-1);
  if (last?.periodSeconds === part.periodSeconds && last.endMs === part.startMs) {
    parts[parts.length - 1] = { ...last, endMs: part.endMs };
  } else {
    parts.push(part);
  }
}

function roundDown(value: number, unit: number): number {
  return Math.floor(value / unit) * unit;
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
