import { evaluateSlo, type SloResult } from '../../lib/core/slo/evaluate-slo';
import type { Traffic } from './traffic';

/** A full hour, so that minutes of the series are minutes of promtool's clock. */
export const START_MS = Date.UTC(2026, 0, 5);
const MINUTE_MS = 60_000;

/** All there is to know: budget, status, burn rates over seven windows, every firing of the workbook's four rules. */
export function evaluate({ objective, total, bad }: Pick<Traffic, 'objective' | 'total' | 'bad'>): SloResult {
  return evaluateSlo({ objective, window: '30d', series: { startMs: START_MS, stepSeconds: 60, total, bad } });
}

/** Of each rule, whether it fires in each minute. */
export function firesByMinute({ rules }: SloResult, minutes: number): ReadonlyMap<string, readonly boolean[]> {
  return new Map(
    rules.map(({ id, firings }) => {
      const fires = new Array<boolean>(minutes).fill(false);
      for (const { startMs, endMs } of firings) {
        const first = (startMs - START_MS) / MINUTE_MS - 1;
        const end = endMs === undefined ? minutes : (endMs - START_MS) / MINUTE_MS - 1;
        fires.fill(true, first, end);
      }
      return [id, fires];
    }),
  );
}
