import { UNHEALTHY_BELOW } from './score';
import type { HealthStatus } from './status';

/** What a service's health is made of, in the order it is told. */
export const HEALTH_PARTS = ['objectives', 'errors', 'dependencies', 'saturation', 'alarms'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];

/**
 * Points that a part can take at most. What callers notice comes first; alarms last, since most of them look at what the
 * other parts see already.
 */
export const PART_WEIGHTS: Readonly<Record<HealthPart, number>> = {
  objectives: 30,
  errors: 25,
  dependencies: 20,
  saturation: 15,
  alarms: 10,
};

/** Parts in which the worst is the service's failure, whatever the others say: alone they make it unhealthy. */
const DECISIVE: readonly HealthPart[] = ['objectives', 'errors'];

/** One thing that was looked at. */
export interface HealthFinding {
  readonly part: HealthPart;
  /** 0: as it should be; 1: as bad as it gets. Others are taken as the nearer of the two; NaN is not known. */
  readonly loss: number;
  /** What was found, in words: `payments fails 12 % of its calls`. */
  readonly what: string;
}

export interface PartScore {
  readonly part: HealthPart;
  /** What it could take at most, after the parts that nothing is known of have been left out. */
  readonly weight: number;
  /** 0 to `weight`, and more where the part alone makes the service unhealthy. */
  readonly lost: number;
  /** Why, the worst first; empty where nothing is lost. */
  readonly because: readonly string[];
}

export interface ServiceHealth {
  /** 0 (down) to 100 (as it should be), in tenths; `undefined` where nothing is known. */
  readonly score: number | undefined;
  readonly status: HealthStatus;
  /** Those that something is known of. Their losses add up to 100 less the score. */
  readonly parts: readonly PartScore[];
  /** Left out: the others count for more. */
  readonly unknown: readonly HealthPart[];
}

/**
 * The health of a service, 0 to 100. The worst finding of a part decides how many of the part's points are lost: one
 * broken dependency is not made good by nine that work. Parts without findings are left out, and the others share their
 * points. Objectives and errors also cap the whole: wholly lost, they leave 49 points, which is unhealthy.
 */
export function scoreService(findings: readonly HealthFinding[]): ServiceHealth {
  const known = HEALTH_PARTS.flatMap((part) => {
    const own = findings.filter((finding) => finding.part === part && !Number.isNaN(finding.loss));
    return own.length === 0 ? [] : [{ part, own: own.map(bounded).sort((a, b) => b.loss - a.loss) }];
  });
  const unknown = HEALTH_PARTS.filter((part) => known.every((one) => one.part !== part));
  if (known.length === 0) return { score: undefined, status: 'unknown', parts: [], unknown };
  const total = known.reduce((sum, { part }) => sum + PART_WEIGHTS[part], 0);
  const parts = capped(
    known.map(({ part, own }) => {
      const weight = (100 * PART_WEIGHTS[part]) / total;
      const [worst] = own as [HealthFinding];
      const because = own.filter(({ loss }) => loss > 0).map(({ what }) => what);
      return { part, weight: tenths(weight), loss: worst.loss, lost: weight * worst.loss, because };
    }),
  );
  const score = tenths(Math.max(0, 100 - parts.reduce((sum, { lost }) => sum + lost, 0)));
  return { score, status: statusOf(score), parts, unknown };
}

interface Judged extends PartScore {
  readonly loss: number;
}

/** Takes from the worst decisive part what the cap asks for, and rounds so that all losses add up to what is missing. */
function capped(judged: readonly Judged[]): PartScore[] {
  const [worst] = judged.filter(({ part }) => DECISIVE.includes(part)).sort((a, b) => b.loss - a.loss);
  const lost = judged.reduce((sum, one) => sum + one.lost, 0);
  const more = Math.max(0, (worst?.loss ?? 0) * (100 - UNHEALTHY_BELOW + 1) - lost);
  return judged.map(({ part, weight, because, ...one }) => {
    return { part, weight, lost: tenths(one.lost + (part === worst?.part ? more : 0)), because };
  });
}

/** 100 only without any loss; below 50 the whole is unhealthy, as with checks. */
function statusOf(score: number): HealthStatus {
  return score >= HEALTHY_FROM ? 'healthy' : score < UNHEALTHY_BELOW ? 'unhealthy' : 'degraded';
}

/** A service is never without a spot: what costs this little is worth a look, not a word. */
export const HEALTHY_FROM = 90;

function bounded(finding: HealthFinding): HealthFinding {
  return { ...finding, loss: Math.min(1, Math.max(0, finding.loss)) };
}

function tenths(points: number): number {
  return Math.round(points * 10) / 10;
}

/** Of several services together. */
export interface OverallHealth {
  /** `undefined` where none is known. */
  readonly score: number | undefined;
  readonly status: HealthStatus;
  /** Name of the service with the lowest score. */
  readonly worst?: string;
}

/** The mean, but never more than half of the worst one's points above 50: no service fails behind many good ones. */
export function scoreOverall(
  services: readonly { readonly name: string; readonly score: number | undefined }[],
): OverallHealth {
  const known = services.flatMap(({ name, score }) => (score === undefined ? [] : [{ name, score }]));
  const [worst] = [...known].sort((a, b) => a.score - b.score);
  if (!worst) return { score: undefined, status: 'unknown' };
  const mean = known.reduce((sum, { score }) => sum + score, 0) / known.length;
  const score = tenths(Math.min(mean, 50 + worst.score / 2));
  return { score, status: statusOf(score), worst: worst.name };
}
