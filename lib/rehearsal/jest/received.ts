/** What matchers are given: checked, because a wrong value must not look like a quiet night. */
import { inspect } from 'node:util';
import type { RehearsalReport } from '../../view/report/model';
import type { Coverage } from '../coverage';

/** @throws where it is not what `play` or `replay` answered */
export function reportFrom(received: unknown, matcher: string): RehearsalReport {
  const report = received as Partial<RehearsalReport> | null | undefined;
  if (report && Array.isArray(report.alarms) && Array.isArray(report.notifications)) return report as RehearsalReport;
  const meant = isPromise(received) ? 'expect(await ...)' : 'expect(await rehearse(stack).play(...))';
  throw new Error(`${matcher}() judges the report of a rehearsal, got ${shown(received)}; write ${meant}`);
}

/** @throws where it is neither a rehearsal nor its coverage */
export function coverageFrom(received: unknown, matcher: string): Coverage {
  const given = received as { coverage?: unknown; neverDriven?: unknown } | null | undefined;
  if (typeof given?.coverage === 'function') return (given as { coverage(): Coverage }).coverage();
  if (Array.isArray(given?.neverDriven) && 'notRehearsed' in given) return given as Coverage;
  throw new Error(`${matcher}() judges a rehearsal or its coverage(), got ${shown(received)}; write expect(rehearsal)`);
}

function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function shown(received: unknown): string {
  return isPromise(received) ? 'a promise' : inspect(received, { depth: 0, breakLength: Infinity }).slice(0, 80);
}
