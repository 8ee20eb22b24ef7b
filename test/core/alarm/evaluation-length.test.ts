import { evaluationLengthProblem, periodProblem } from '../../../lib/core/alarm/evaluation-length';

test('periods are 10, 20 or 30 seconds, or whole minutes up to a week', () => {
  for (const period of [10, 20, 30, 60, 120, 3_600, 86_400, 604_800]) expect(periodProblem(period)).toBeUndefined();
  for (const period of [0, -60, 1, 15, 45, 90, 604_860, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(periodProblem(period)).toMatch(/must be 10, 20 or 30 seconds, or whole minutes up to 7 days/);
  }
});

test('all periods together last a day at most, a week from one hour on', () => {
  expect(evaluationLengthProblem(60, 1_440)).toBeUndefined();
  expect(evaluationLengthProblem(60, 1_441)).toMatch(/24 h at most .*; use at most 1440 periods/);
  expect(evaluationLengthProblem(3_540, 25)).toMatch(/24 h at most/);
  expect(evaluationLengthProblem(3_600, 168)).toBeUndefined();
  expect(evaluationLengthProblem(3_600, 169)).toMatch(/168 h at most .*; use at most 168 periods/);
});
