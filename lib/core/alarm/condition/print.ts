import { COMPARISONS } from '../threshold';
import { durationText } from './duration';
import { numberText, quantityText } from './quantity';
import { spanText } from './span';
import { statisticWord } from './statistic';
import type { Condition } from './types';

export function print(condition: Condition): string {
  if (condition.kind === 'slo') {
    const { slo, factor, overSeconds } = condition;
    return `slo ${slo} burn > ${numberText(factor)} over ${durationText(overSeconds)}`;
  }
  const { metric, statistic, span } = condition;
  const subject = statistic === undefined ? metric : `${metric} ${statisticWord(statistic)}`;
  return `${subject} ${judgement(condition)}${span ? ` for ${spanText(span)}` : ''}`;
}

function judgement(condition: Exclude<Condition, { kind: 'slo' }>): string {
  if (condition.kind === 'anomaly') return `anomaly ${condition.side} ${numberText(condition.deviations)}`;
  const limit = `${COMPARISONS[condition.comparison].symbol} ${quantityText(condition.value)}`;
  return condition.kind === 'change' ? `change ${limit} over ${durationText(condition.overSeconds)}` : limit;
}
