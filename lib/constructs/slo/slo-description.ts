import { COMPARISONS } from '../../core/alarm/threshold';
import type { SliDefinition, SloKind } from '../../core/slo/definition';
import { timeText } from '../../core/slo/time-unit';
import type { Measure, Measured } from './measure';

/** One sentence on what must hold: `99.9 % of the requests of Api succeed.` */
export function describeSlo(
  kind: SloKind,
  percent: string,
  { of, events, indicator }: Measured,
  measure: Measure,
): string {
  const all = `${events} of ${of}`;
  switch (measure.kind) {
    case 'latency':
      return `${percent} % of the ${all} take ${timeText(measure.thresholdMs)} at most.`;
    case 'throughput':
      return `In ${percent} % of all ${slicesOf(measure.sliceSeconds)} there are ${measure.atLeast} ${all} or more.`;
    case 'freshness':
      return `In ${percent} % of all ${slicesOf(measure.sliceSeconds)} the ${all} are ${timeText(measure.maxAgeMs)} old at most.`;
    default:
      return describeGood(kind, percent, all, indicator);
  }
}

function describeGood(kind: SloKind, percent: string, all: string, indicator: SliDefinition): string {
  if (indicator.budgeting === 'timeslices') {
    const { sliceSeconds, comparison, threshold } = indicator;
    return `In ${percent} % of all ${slicesOf(sliceSeconds)} the value is ${COMPARISONS[comparison].words} ${threshold}.`;
  }
  const good = kind === 'availability' || kind === 'error-rate' ? 'succeed' : 'are good';
  return `${percent} % of the ${all} ${good}.`;
}

function slicesOf(seconds: number): string {
  return seconds === 60 ? 'minutes' : `times of ${timeText(seconds * 1_000)}`;
}
