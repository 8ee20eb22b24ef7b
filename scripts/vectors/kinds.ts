import { alarmMissingData } from './alarm-missing-data';
import { alarmTimeline } from './alarm-timeline';
import type { CaseKind } from './case-kind';
import { compositeRule } from './composite-rule';
import { compositeSuppression } from './composite-suppression';
import { emf } from './emf';
import { eventPattern } from './event-pattern';
import { filterPattern } from './filter-pattern';
import { metricMath } from './metric-math';
import { muteRule } from './mute-rule';
import { percentileLowSample } from './percentile-low-sample';
import { slo } from './slo';

/** Every kind of case; no case fits two of them. */
export const KINDS: readonly CaseKind[] = [
  alarmMissingData,
  alarmTimeline,
  percentileLowSample,
  metricMath,
  compositeRule,
  compositeSuppression,
  muteRule,
  filterPattern,
  eventPattern,
  emf,
  slo,
];
