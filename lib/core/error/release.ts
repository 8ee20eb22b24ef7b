/** Which release comes after which, and whether an error that was resolved is back. */

/** When each release of a service was first seen, epoch ms. */
export type ReleaseDates = Readonly<Record<string, number>>;

/** How an error was resolved. */
export interface ErrorResolution {
  /** Epoch ms. */
  readonly atMs: number;
  readonly by: string;
  /** The release that has the fix. */
  readonly inRelease?: string;
  /** The newest release at that time: the fix is in whatever comes after it. */
  readonly afterRelease?: string;
}

/**
 * Whether an event of a release means that a resolved error is back. The rules are those of Sentry's `has_resolution`
 * (https://github.com/getsentry/sentry/blob/master/src/sentry/models/groupresolution.py):
 *
 * - resolved in a release: that release and newer ones have the error back;
 * - resolved in the next release: newer ones than the one of then have;
 * - older releases do not: Lambda functions of theirs are still draining;
 * - an event that does not say its release counts as one of an older release.
 *
 * Where the resolution names no release, whatever happens after it is the error again. What happened before it, and was
 * delivered late or twice, never is: whoever resolved the error knew of it.
 */
export function isRegression(
  { atMs, inRelease, afterRelease }: ErrorResolution,
  event: { readonly release?: string | undefined; readonly atMs: number },
  dates: ReleaseDates,
): boolean {
  if (event.atMs <= atMs) return false;
  const fixed = inRelease ?? afterRelease;
  if (fixed === undefined) return true;
  if (event.release === undefined) return false;
  // A release that nobody saw yet dates from the resolution that named it.
  const order = compareReleases(event.release, fixed, { ...dates, [fixed]: dates[fixed] ?? atMs });
  return inRelease === undefined ? order > 0 : order >= 0;
}

/** Below 0: `a` is older. By semantic version where both are one, else by the time they were first seen. */
export function compareReleases(a: string, b: string, dates: ReleaseDates): number {
  if (a === b) return 0;
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left && right) return compareVersions(left, right);
  return dateOf(a, dates) - dateOf(b, dates);
}

/** The newest of the releases that were seen. */
export function newestRelease(dates: ReleaseDates): string | undefined {
  return Object.keys(dates)
    .sort((a, b) => compareReleases(a, b, dates))
    .at(-1);
}

function dateOf(release: string, dates: ReleaseDates): number {
  // Seen for the first time right now.
  return Object.hasOwn(dates, release) ? (dates[release] as number) : Number.MAX_SAFE_INTEGER;
}

interface Version {
  readonly numbers: readonly number[];
  readonly pre: readonly string[];
}

/** `v1.2.3-rc.1+build`, also behind a package's name: `checkout@1.2.3`. https://semver.org/#spec-item-11 */
function parseVersion(text: string): Version | undefined {
  const [, numbers, pre = ''] =
    /^(?:[^@]*@)?v?(\d{1,9}\.\d{1,9}\.\d{1,9})(?:-([\w.-]{1,100}))?(?:\+[\w.-]*)?$/.exec(text) ?? [];
  return numbers === undefined
    ? undefined
    : { numbers: numbers.split('.').map(Number), pre: pre ? pre.split('.') : [] };
}

function compareVersions(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] as number);
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index += 1) {
    const order = comparePre(a.pre[index], b.pre[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Of two beginnings the shorter is older; numbers are older than words. */
function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [a, b].map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  if (left !== undefined && right !== undefined) return left - right;
  if (left !== undefined || right !== undefined) return left !== undefined ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
