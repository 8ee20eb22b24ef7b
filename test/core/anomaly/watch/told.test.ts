import { quietReason } from '../../../../lib/core/anomaly/watch/told';
import { seriesOf } from '../../../workflow/detect-anomalies-world';

test('the end of an anomaly is as long after it as 36 of its periods, and may be a new usual', () => {
  expect(quietReason(seriesOf({ periodSeconds: 300 }))).toBe(
    'no anomaly for 180 minutes: the series is as before, or what it does now has become usual',
  );
  expect(quietReason(seriesOf({ periodSeconds: 60 }))).toMatch(/^no anomaly for 36 minutes:/);
});
