import { play, type Story } from '../interleaving';
import { violations } from '../interleaving-violations';

/** Stories that once broke a promise, as small as they could be made. */
const STORIES: ReadonlyArray<readonly [string, Story]> = [
  [
    'two incidents that begin late, after the same end, have an id each',
    {
      changes: [
        { alarm: 'alarm-0', state: 'ALARM', atMs: 301_000 },
        { alarm: 'alarm-0', state: 'OK', atMs: 302_000 },
        { alarm: 'alarm-1', state: 'ALARM', atMs: 1 },
        { alarm: 'alarm-1', state: 'OK', atMs: 2 },
        { alarm: 'alarm-1', state: 'ALARM', atMs: 3 },
        { alarm: 'alarm-1', state: 'OK', atMs: 4 },
        { alarm: 'alarm-1', state: 'ALARM', atMs: 5 },
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
        { alarm: 'alarm-1', state: 'ALARM', atMs: 1 },
        { alarm: 'alarm-1', state: 'OK', atMs: 2 },
        { alarm: 'alarm-1', state: 'ALARM', atMs: 3 },
        { alarm: 'alarm-1', state: 'OK', atMs: 4 },
        { alarm: 'alarm-1', state: 'ALARM', atMs: 5 },
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
