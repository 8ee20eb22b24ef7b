/** `toBeFullyCovered`: whether some story drove every alarm to ALARM. */
import { inspect } from 'node:util';
import { countOf } from '../../view/format';
import { alarmsWith, suggestion } from '../alarm-named';
import type { Coverage } from '../coverage';
import { coverageFrom } from './received';
import { checkOptions, type MatcherResult, resultOf } from './result';

/** Which alarms `toBeFullyCovered` lets go without a story. */
export interface CoverageExceptions {
  /** Words of alarms that need no story: every alarm whose name has all the words of an entry. @default - none */
  readonly except?: readonly string[];
}

export function toBeFullyCovered(received: unknown, options: CoverageExceptions = {}): MatcherResult {
  checkOptions('toBeFullyCovered', options, ['except']);
  checkExcept(options.except);
  const coverage = coverageFrom(received, 'toBeFullyCovered');
  const excused = excusedBy(options.except ?? [], coverage);
  const never = coverage.neverDriven.filter((name) => !excused.has(name));
  const left = coverage.notRehearsed.filter(({ name }) => !excused.has(name));
  const missing = never.length + left.length;
  const total = coverage.driven.length + coverage.neverDriven.length + coverage.notRehearsed.length;
  return resultOf(
    { subject: 'coverage', matcher: 'toBeFullyCovered', args: [options] },
    {
      ...(missing > 0 && { failure: `no story drove ${missing} of ${countOf(total, 'alarm')} to ALARM:` }),
      success: `every alarm was driven to ALARM${excused.size > 0 ? ', or is excused' : ''}`,
      evidence: () => [
        ...never.map((name) => `  never driven: ${name}`),
        ...left.map(({ name, reason }) => `  not rehearsed: ${name} (${reason})`),
        ...(missing > 0 ? ['', "Play a story that fires each, or excuse it: { except: ['words of its name'] }"] : []),
      ],
    },
  );
}

/** @throws where it is no list of texts: one text would be taken letter by letter */
function checkExcept(except: unknown): void {
  if (except === undefined || (Array.isArray(except) && except.every((entry) => typeof entry === 'string'))) return;
  throw new Error(`'except' of toBeFullyCovered() must be a list such as ['words of a name'], got ${inspect(except)}`);
}

/** @throws where an entry means no alarm: an excuse for nothing hides the alarm that takes its name next */
function excusedBy(except: readonly string[], coverage: Coverage): ReadonlySet<string> {
  const names = [...coverage.driven, ...coverage.neverDriven, ...coverage.notRehearsed.map(({ name }) => name)];
  const alarms = names.map((name) => ({ name }));
  const excused = except.flatMap((entry) => {
    const words = entry.trim().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? [] : alarmsWith(words, alarms);
    if (found.length > 0) return found;
    const meant = suggestion(words, alarms);
    throw new Error(
      `toBeFullyCovered(): no alarm has '${entry}' in its name; ` +
        `${meant ? `did you mean '${meant}'?` : "take it out of 'except', or give words of an alarm's name"}`,
    );
  });
  return new Set(excused.map(({ name }) => name));
}
