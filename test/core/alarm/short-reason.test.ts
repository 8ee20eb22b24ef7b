import { shortReason } from '../../../lib/core/alarm/short-reason';

test('says in a few words which datapoints crossed the threshold', () => {
  expect(
    shortReason(
      'Threshold Crossed: 1 out of the last 1 datapoints [99.50160229693434 (02/10/19 16:59:00)] was greater than the ' +
        'threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ),
  ).toBe('1 of 1 datapoints > 50 (99.5)');
  expect(
    shortReason(
      'Threshold Crossed: 3 out of the last 5 datapoints [0.0 (05/01/26 09:12:00), 1.0E9 (05/01/26 09:11:00), 0.5 ' +
        '(05/01/26 09:10:00)] were not less than or equal to the threshold (0.05) (minimum 3 datapoints for ALARM -> OK transition).',
    ),
  ).toBe('3 of 5 datapoints not <= 0.05 (0, 1000000000, 0.5)');
});

test('names five values at most', () => {
  const points = Array.from({ length: 7 }, (_, index) => `${index}.0 (05/01/26 09:0${index}:00)`).join(', ');
  const reason = `Threshold Crossed: 7 out of the last 7 datapoints [${points}] were greater than the threshold (-1.0).`;
  expect(shortReason(reason)).toBe('7 of 7 datapoints > -1 (0, 1, 2, 3, 4, ...)');
});

test.each(['', 'Unchecked: Initial alarm creation', 'Insufficient Data: 1 datapoint was unknown.'])(
  'leaves %j as it is',
  (reason) => {
    expect(shortReason(reason)).toBe(reason);
  },
);

test('of a composite names the child, without its ARN', () => {
  const child = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-prod-Errors';
  expect(shortReason(`${child} transitioned to ALARM at Monday 05 January, 2026 09:11:10 UTC`)).toBe(
    'checkout-prod-Errors went to ALARM',
  );
  expect(shortReason(`${child} was created and its alarm rule evaluates to OK`)).toContain('was created');
});
