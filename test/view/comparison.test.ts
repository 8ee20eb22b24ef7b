import fc from 'fast-check';
import { tellComparison } from '../../lib/view/comparison';
import { MAX_COMMENT_LENGTH, renderComparison } from '../../lib/view/comparison/markdown';
import type { AlarmComparison, ComparedAlarm, ComparedMuteRule } from '../../lib/view/comparison/model';
import { anyCharacter } from '../any-character';

const MINUTE = 60_000;
const CHANGED: ComparedAlarm = {
  change: 'changed',
  name: 'shop-prod-Errors-0a1b2c3d',
  label: 'Errors',
  condition: 'Errors Sum >= 10 in 1 of 1 x 1 min',
  settings: [{ setting: 'threshold', before: '>= 5', after: '>= 10' }],
  behaviour: [{ story: 'A peak', before: [{ what: 'ALARM', atMs: 6 * MINUTE }], after: [] }],
};
const ADDED: ComparedAlarm = {
  change: 'added',
  name: 'Throttles',
  label: 'Throttles',
  condition: 'Throttles Sum >= 1 in 1 of 1 x 1 min',
  settings: [],
  behaviour: [
    { story: 'A peak', after: [1, 2, 3, 4, 5, 6, 7].map((minute) => ({ what: 'ALARM', atMs: minute * MINUTE })) },
    { story: 'Mute', after: [{ what: 'ALARM', atMs: MINUTE, heldBack: 'muted by Nights' }] },
  ],
};
const COMPARISON: AlarmComparison = {
  alarms: [CHANGED, ADDED],
  unchanged: 37,
  muteRules: [],
  stories: [
    {
      title: 'A peak',
      file: 'peak.scenario',
      before: { fired: 1, incidents: 1, pages: [6 * MINUTE], otherMessages: 1 },
      after: { fired: 0, incidents: 0, pages: [8 * MINUTE, 9 * MINUTE], otherMessages: 3 },
    },
    {
      title: 'A queue',
      file: 'queue.scenario',
      before: { problem: "there is no queue 'Dead'" },
      after: { fired: 0, incidents: 0, pages: [], otherMessages: 0 },
    },
  ],
};
const tell = (comparison: AlarmComparison) =>
  tellComparison(comparison, { paint: (_style, text) => text, against: '../main/cdk.out' });

test('the terminal gets a line that says it all, the alarms, and the stories as a table', () => {
  expect(tell(COMPARISON).split('\n')).toEqual([
    'Alarms against ../main/cdk.out: 1 added, 1 changed, 37 unchanged; pages 1 → 2 in 1 story, 1 story could not be compared',
    '',
    '  ~ Errors  changed',
    '    Errors Sum >= 10 in 1 of 1 x 1 min',
    '      threshold                         >= 5 → >= 10',
    '      A peak                            ALARM at 6 min → never',
    '',
    '  + Throttles  added',
    '    Throttles Sum >= 1 in 1 of 1 x 1 min',
    '      A peak                            ALARM at 1 min, 2 min, 3 min, 4 min, 5 min and 2 more times',
    '      Mute                              ALARM at 1 min (actions held back: muted by Nights)',
    '',
    '  Stories                               pages       first page after start',
    '  A peak                                1 → 2       6 min → 8 min, 2 min later; other messages 1 → 3',
    "  A queue  cannot be played on the other side: there is no queue 'Dead'",
    '',
  ]);
});

test.each([
  [[], [], '0 → 0       –'],
  [[MINUTE], [], '1 → 0       1 min → none'],
  [[], [MINUTE], '0 → 1       none → 1 min'],
  [[MINUTE], [MINUTE], '1 → 1       1 min'],
  [[3 * MINUTE], [MINUTE], '1 → 1       3 min → 1 min, 2 min earlier'],
])('pages %j before and %j after', (before, after, expected) => {
  const side = (pages: readonly number[]) => ({ fired: 0, incidents: 0, pages, otherMessages: 1 });
  const stories = [{ title: 'A', file: 'a', before: side(before), after: side(after) }];
  expect(tell({ alarms: [], unchanged: 1, muteRules: [], stories })).toContain(expected);
});

test('without changes there is one line, and the stories', () => {
  expect(tell({ alarms: [], unchanged: 2, muteRules: [], stories: [] })).toBe(
    'Alarms against ../main/cdk.out: no alarm changed, 2 unchanged\n',
  );
});

test('the pull request gets the same in Markdown, the alarms folded', () => {
  expect(renderComparison(COMPARISON).split('\n')).toEqual([
    '**Alarm changes:** 1 added, 1 changed, 37 unchanged; pages 1 → 2 in 1 story, 1 story could not be compared',
    '',
    '| story | alarms fired | pages | first page after start |',
    '|---|---|---|---|',
    '| <code>A peak</code> | 1 → 0 | 1 → 2 | 6 min → 8 min, 2 min later; other messages 1 → 3 |',
    '| <code>A queue</code> | – | – | <code>cannot be played on the other side&#58; there is no queue &#39;Dead&#39;</code> |',
    '',
    '<details><summary>changed: <code>Errors</code> (<code>threshold</code>)</summary>',
    '',
    '<code>shop-prod-Errors-0a1b2c3d</code>: <code>Errors Sum &#62;= 10 in 1 of 1 x 1 min</code>',
    '',
    '| | before | after |',
    '|---|---|---|',
    '| <code>threshold</code> | <code>&#62;= 5</code> | <code>&#62;= 10</code> |',
    '| <code>A peak</code> | <code>ALARM at 6 min</code> | <code>never</code> |',
    '',
    '</details>',
    '<details><summary>added: <code>Throttles</code></summary>',
    '',
    '<code>Throttles Sum &#62;= 1 in 1 of 1 x 1 min</code>',
    '',
    '| | before | after |',
    '|---|---|---|',
    '| <code>A peak</code> | – | <code>ALARM at 1 min, 2 min, 3 min, 4 min, 5 min and 2 more times</code> |',
    '| <code>Mute</code> | – | <code>ALARM at 1 min (actions held back&#58; muted by Nights)</code> |',
    '',
    '</details>',
    '',
  ]);
});

const NIGHTS: ComparedMuteRule = {
  change: 'changed',
  name: 'Nights',
  summary: 'cron(0 22 * * *) for PT9H, UTC: Errors',
  settings: [{ setting: 'duration', before: 'PT8H', after: 'PT9H' }],
};

describe('where the base has no alarms', () => {
  const added = (count: number) =>
    Array.from({ length: count }, (_, index): AlarmComparison['alarms'][number] => ({
      change: 'added',
      name: `alarm-${index}`,
      label: `alarm-${index}`,
      condition: '',
      settings: [],
      behaviour: [],
    }));
  const first = (count: number): AlarmComparison => ({
    alarms: added(count),
    unchanged: 0,
    muteRules: [],
    stories: [],
  });

  test('one sentence says that all are new', () => {
    expect(renderComparison(first(3))).toMatch(
      /^\*\*Alarm changes:\*\* the base has no Sightline alarms: all 3 are new\n/,
    );
    expect(renderComparison({ ...first(3), unchanged: 1 })).toContain('3 added, 1 unchanged');
    const [one, ...rest] = added(3) as [AlarmComparison['alarms'][number]];
    const unread = { ...first(3), alarms: [{ ...one, notRehearsed: 'PromQL' }, ...rest] };
    expect(renderComparison(unread)).toContain('3 added, 0 unchanged');
  });

  test('more than twenty alarms are one fold, also where a comment has no room for all', () => {
    expect(renderComparison(first(20))).not.toContain('20 alarms</summary>');
    const folded = renderComparison(first(21));
    expect(folded).toContain('\n<details><summary>21 alarms</summary>\n\n<details>');
    expect(folded.endsWith('</details>\n\n</details>\n')).toBe(true);
    const cut = renderComparison(first(3_000));
    expect(cut.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
    expect(cut).toMatch(/<\/details>\n\n<\/details>\n\n\d+ more alarms: no room here\.\n$/);
  });
});

test('mute rules are counted and told, though no alarm changed', () => {
  const added: ComparedMuteRule = { ...NIGHTS, change: 'added', name: 'Days', settings: [] };
  const comparison: AlarmComparison = { alarms: [], unchanged: 4, muteRules: [NIGHTS, added], stories: [] };
  const summary = 'no alarm changed, 4 unchanged; mute rules: 1 added, 1 changed';
  expect(tell(comparison).split('\n')).toEqual([
    `Alarms against ../main/cdk.out: ${summary}`,
    '',
    '  ~ Nights  mute rule changed',
    '    cron(0 22 * * *) for PT9H, UTC: Errors',
    '      duration                          PT8H → PT9H',
    '',
    '  + Days  mute rule added',
    '    cron(0 22 * * *) for PT9H, UTC: Errors',
    '',
  ]);
  const comment = renderComparison(comparison);
  expect(comment).toContain(`**Alarm changes:** ${summary}\n`);
  expect(comment).toContain('<summary>mute rule changed: <code>Nights</code> (<code>duration</code>)</summary>');
  expect(comment).toContain('| <code>duration</code> | <code>PT8H</code> | <code>PT9H</code> |');
});

test('changes of state and actions are named once in a row', () => {
  const behaviour = {
    story: 'A peak',
    before: [
      { what: 'OK', atMs: MINUTE },
      { what: 'ALARM', atMs: 2 * MINUTE },
      { what: 'ALARM', atMs: 3 * MINUTE },
    ],
    after: [{ what: 'action of ALARM to pager', atMs: MINUTE }],
  };
  const alarms: ComparedAlarm[] = [{ ...CHANGED, change: 'behaves otherwise', settings: [], behaviour: [behaviour] }];
  expect(tell({ alarms, unchanged: 0, muteRules: [], stories: [] })).toContain(
    'OK at 1 min, ALARM at 2 min, 3 min → action of ALARM to pager at 1 min\n',
  );
});

test('a comment is never too long, and says what it leaves out', () => {
  const long = (index: number): ComparedAlarm => ({ ...CHANGED, label: `${'<'.repeat(400)}${index}` });
  const many: AlarmComparison = {
    ...COMPARISON,
    alarms: Array.from({ length: 500 }, (_, index) => long(index)),
    muteRules: Array.from({ length: 500 }, () => ({ ...NIGHTS, summary: '<'.repeat(400) })),
    stories: Array.from({ length: 2_000 }, () => COMPARISON.stories[0] as (typeof COMPARISON.stories)[number]),
  };
  const comment = renderComparison(many);
  expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
  expect(comment.length).toBeGreaterThan(MAX_COMMENT_LENGTH - 6_000);
  expect(comment).toMatch(
    /\n[\d,]+ more stories: no room here\.\n[\s\S]*\n\d+ more mute rules: no room here\.\n[\s\S]*\n\d+ more alarms: no room here\.\n$/,
  );
});

test('property: whatever its parts measure, it fits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (length) => {
      const alarm = { ...CHANGED, label: 'x'.repeat(length) };
      const comment = renderComparison({ ...COMPARISON, alarms: Array<ComparedAlarm>(300).fill(alarm) });
      expect(comment.length).toBeLessThanOrEqual(MAX_COMMENT_LENGTH);
      expect(comment).toMatch(/more alarms: no room here\.\n$/);
    }),
  );
});

test("property: nothing in others' text is Markdown, HTML, a mention, or longer than a comment", () => {
  const nasty = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.constantFrom('| a | b', '</details><script>', '@everyone', '#1', 'https://evil.example', '`x`', '\n\n# Title'),
  );
  fc.assert(
    fc.property(nasty, nasty, (text, other) => {
      const alarm = { ...CHANGED, label: text, settings: [{ setting: other, before: text, after: other }] };
      const comment = renderComparison({ ...COMPARISON, alarms: [alarm], stories: [] });
      const foreign = [...comment.matchAll(/<code>(.*?)<\/code>/g)].map(([, inside = '']) => inside);
      for (const inside of foreign) {
        expect(inside.replace(/&#\d+;/g, '')).toMatch(/^[^!"#$&'*.:;<>?@[\\\]^_`{|}~\n]*$/);
      }
      const ours = comment.replace(/<code>.*?<\/code>/g, '');
      expect(ours.replace(/\(.*\)/, '')).toBe(
        '**Alarm changes:** 1 changed, 37 unchanged\n\n<details><summary>changed:  </summary>\n\n: \n\n' +
          '| | before | after |\n|---|---|---|\n|  |  |  |\n|  |  |  |\n\n</details>\n',
      );
    }),
  );
});
