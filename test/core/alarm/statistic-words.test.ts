import { readStatistic, STATISTIC_WORDS, statisticWord } from '../../../lib/core/alarm/condition/statistic';

test.each([
  ['avg', 'Average'],
  ['AVERAGE', 'Average'],
  ['average', 'Average'],
  ['Count', 'SampleCount'],
  ['samplecount', 'SampleCount'],
  ['P99', 'p99'],
  ['p99.9', 'p99.9'],
  ['tm90', 'tm90'],
  ['averages', undefined],
  ['p101', undefined],
  ['', undefined],
])('%j is the statistic %j', (word, statistic) => {
  expect(readStatistic(word)).toBe(statistic);
});

test('the words of messages are read, and written again as they are', () => {
  for (const word of STATISTIC_WORDS) expect(statisticWord(readStatistic(word) as string)).toBe(word);
});
