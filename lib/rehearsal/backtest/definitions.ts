/** What the words of a backtest's report mean. */
import type { BacktestReport } from '../../view/backtest/model';
import { FLAP_MS } from './figures';

export function definitionsOf(extraDatapoints: number): BacktestReport['definitions'] {
  return [
    { what: 'page', value: 'an alarm goes to ALARM and its actions run, or its role is page; each alarm by itself' },
    { what: 'flap', value: `ALARM again less than ${FLAP_MS / 60_000} min after the ALARM before has ended` },
    { what: 'missing', value: "share of the alarm's periods without a datapoint" },
    { what: 'saved', value: 'pages that a mute rule or an actions suppressor held back for good' },
    {
      what: 'sensitivity',
      value: 'the same with the threshold (for bands: the width) times 0.5 to 2, before suppression',
    },
    {
      what: 'evaluation',
      value: `range of N + ${extraDatapoints} periods, percentiles by nearest rank; the first state is INSUFFICIENT_DATA`,
    },
  ];
}
