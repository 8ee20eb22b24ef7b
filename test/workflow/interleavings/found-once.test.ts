import { play, type Story } from '../interleaving';
import { violations } from '../interleaving-violations';

/** They begin with the other alarm's, and are heard of only when it ended. */
const LATE_AND_SHORT = [1, 2, 3, 4, 5].map((atMs): Story['changes'][number] => ({
  alarm: 'alarm-1',
  state: atMs % 2 === 1 ? 'ALARM' : 'OK',
  atMs,
}));

/** Stories that once broke a promise, as small as they could be made. */
const STORIES: ReadonlyArray<readonly [string, Story]> = [
  [
    'two incidents that begin late, after the same end, have an id each',
    {
      changes: [
        { alarm: 'alarm-0', state: 'ALARM', atMs: 301_000 },
        { alarm: 'alarm-0', state: 'OK', atMs: 302_000 },
        ...LATE_AND_SHORT,
      ],
      acts: [],
      seed: 1_091_028_446,
      crashes: 0,
    },
  ],
  [
    'the same within minutes',
    {
      changes: [
        { alarm: 'alarm-0', state: 'ALARM', atMs: 60_000 },
        { alarm: 'alarm-0', state: 'OK', atMs: 120_000 },
        ...LATE_AND_SHORT,
      ],
      acts: [],
      seed: 1_619_386_948,
      crashes: 0,
    },
  ],
];

test.each(STORIES)('%s', async (_name, story) => {
  expect(violations(story, await play(story))).toEqual([]);
});
