import { closest } from '../../closest';
import type { Comparison } from '../threshold';
import { readBurnRate } from './burn-rate';
import { readChangeTimes } from './change';
import { shownText } from './error';
import { readQuantity } from './quantity';
import { Scanner } from './scanner';
import { readSpan } from './span';
import { readStatistic, STATISTIC_WORDS } from './statistic';
import type { AnomalyCondition, Condition, Span, ThresholdCondition } from './types';

/** What names in the text may stand for. */
export interface KnownNames {
  /** @default - any name will do */
  readonly metrics?: readonly string[];
  /** Of objectives. @default - any name will do */
  readonly slos?: readonly string[];
}

/** Longer ones fit in no description of an alarm, and nobody understands them. */
const MAX_CONDITION_LENGTH = 256;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const COMPARISON = />=|<=|>|<|≥|≤/y;
const COMPARISON_OF: Readonly<Record<string, Comparison>> = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '≥': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
  '≤': 'LessThanOrEqualToThreshold',
};

export function parse(text: string, known: KnownNames): Condition {
  const scanner = new Scanner(text);
  if (text.length > MAX_CONDITION_LENGTH) {
    const what = `it has ${text.length} characters`;
    throw scanner.error(what, `write ${MAX_CONDITION_LENGTH} at most`, MAX_CONDITION_LENGTH);
  }
  const condition = readCondition(scanner, known);
  if (scanner.done) return condition;
  throw scanner.unexpected(condition.kind === 'slo' ? 'nothing may follow' : "nothing may follow but one 'for'");
}

function readCondition(scanner: Scanner, known: KnownNames): Condition {
  const slo = scanner.takeWord('slo');
  if (slo) return readBurnRate(scanner, readName(scanner, 'objective', known.slos));
  const metric = readName(scanner, 'metric', known.metrics);
  const statistic = readOptionalStatistic(scanner);
  const subject = { metric, ...(statistic !== undefined && { statistic }) };
  const kind = scanner.takeWord('change', 'anomaly') ?? 'threshold';
  if (kind === 'anomaly') return readAnomaly(scanner, subject);
  const comparison = readComparison(scanner, kind);
  const value = readQuantity(scanner);
  const judged = { ...subject, comparison, value };
  return kind === 'change'
    ? { kind, ...judged, ...readChangeTimes(scanner) }
    : { kind, ...judged, ...readOptionalSpan(scanner) };
}

type Subject = Pick<ThresholdCondition, 'metric' | 'statistic'>;

function readAnomaly(scanner: Scanner, subject: Subject): AnomalyCondition {
  const side = scanner.takeWord('above', 'below', 'outside');
  if (!side) throw scanner.unexpected("write 'above', 'below' or 'outside', and how many standard deviations: above 2");
  const at = scanner.position;
  const deviations = scanner.number('write how many standard deviations the band is wide to a side, such as 2');
  if (deviations > 0 && deviations <= MOST_DEVIATIONS) {
    return { kind: 'anomaly', ...subject, side, deviations, ...readOptionalSpan(scanner) };
  }
  const allowed = `write a number above 0 and at most ${MOST_DEVIATIONS}`;
  throw scanner.error(`no band is ${deviations} standard deviations wide`, allowed, at);
}

const MOST_DEVIATIONS = 1_000;

function readName(scanner: Scanner, kind: 'metric' | 'objective', known: readonly string[] | undefined): string {
  const at = scanner.position;
  const name = scanner.nextWord();
  if (name === '') throw scanner.unexpected(`write the name of a${kind === 'metric' ? ' metric' : 'n objective'}`);
  if (!NAME.test(name)) {
    const what = `'${shownText(name, 40)}' is no name of a${kind === 'metric' ? ' metric' : 'n objective'}`;
    throw scanner.error(what, 'write 1 to 64 letters, digits, ., _ and -, beginning with a letter or digit', at);
  }
  if (!known || known.includes(name)) return name;
  const meant = closest(name, known);
  const listed = known.length === 0 ? 'there are none' : `there are ${shownText(known.join(', '), 200)}`;
  const allowed = `${meant ? `did you mean '${meant}'? T` : 't'}${listed.slice(1)}`;
  throw scanner.error(`there is no ${kind} '${name}'`, allowed, at);
}

function readOptionalStatistic(scanner: Scanner): string | undefined {
  const at = scanner.position;
  const word = scanner.peekWord();
  if (word === '' || NEXT.includes(word.toLowerCase())) return undefined;
  const statistic = readStatistic(word);
  if (statistic !== undefined) {
    scanner.nextWord();
    return statistic;
  }
  const words = [...STATISTIC_WORDS, ...NEXT];
  const meant = closest(word, words);
  const allowed = `${meant ? `did you mean '${meant}'? B` : 'b'}ehind the name may stand ${words.join(', ')} or a comparison`;
  throw scanner.error(`'${shownText(word, 40)}' is no statistic`, allowed, at);
}

const NEXT: readonly string[] = ['change', 'anomaly'];

function readComparison(scanner: Scanner, kind: 'change' | 'threshold'): Comparison {
  const sign = scanner.take(COMPARISON);
  if (sign !== undefined) return COMPARISON_OF[sign] as Comparison;
  throw scanner.unexpected(`write a comparison${kind === 'change' ? '' : ", 'change' or 'anomaly'"}: > >= < <=`);
}

function readOptionalSpan(scanner: Scanner): { readonly span?: Span } {
  return scanner.takeWord('for') ? { span: readSpan(scanner) } : {};
}
