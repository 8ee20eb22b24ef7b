import type { LabelledSeries } from '../../../../bench/anomaly/corpus';
import { falseAlarms } from '../../../../bench/anomaly/false-alarms';
import { addUp, nabScore, PROFILES, type ProfileName, prepare, tally } from '../../../../bench/anomaly/nab-score';

/** A thousand rows a minute apart: 150 of probation. */
function seriesWith(windows: readonly (readonly [number, number])[], rows = 1_000): LabelledSeries {
  const timestamps = Float64Array.from({ length: rows }, (_, row) => row * 60_000);
  return { name: 'test', category: 'real', timestamps, values: new Float64Array(rows), windows };
}

function scoreOf(
  windows: readonly (readonly [number, number])[],
  detections: readonly number[],
  profile: ProfileName = 'standard',
) {
  return nabScore(
    tally(prepare(seriesWith(windows)), (row) => detections.includes(row)),
    PROFILES[profile],
  );
}

const sigmoid = (distance: number) => 2 / (1 + Math.exp(5 * distance)) - 1;

describe('the score', () => {
  const WINDOWS = [
    [300, 399],
    [600, 699],
  ] as const;

  test.each<ProfileName>(['standard', 'lowFP', 'lowFN'])(
    'is 100 for a perfect detector, 0 for a silent one (%s)',
    (profile) => {
      expect(scoreOf(WINDOWS, [300, 600], profile)).toBeCloseTo(100, 12);
      expect(scoreOf(WINDOWS, [], profile)).toBe(0);
    },
  );

  test('of a detection in the middle of a window is 0.86 of one at its start', () => {
    // Row 350 of 300 to 399: (399 - 350 + 1) / 100 = half a window before its end.
    const half = sigmoid(-0.5) / sigmoid(-1);
    expect(half).toBeCloseTo(0.8598, 4);
    // One window found half-way, one missed: (half - 1 + 2) / 4.
    expect(scoreOf(WINDOWS, [350])).toBeCloseTo((100 * (half + 1)) / 4, 10);
    // In the low-FN profile the miss costs 2: (half - 2 + 4) / (2 + 4).
    expect(scoreOf(WINDOWS, [350], 'lowFN')).toBeCloseTo((100 * (half + 2)) / 6, 10);
  });

  test('counts only the first detection in a window', () => {
    expect(scoreOf(WINDOWS, [350, 351, 399])).toBe(scoreOf(WINDOWS, [350]));
  });

  test('of a detection in the last row of a window is nearly nothing, and it is no miss', () => {
    expect(scoreOf(WINDOWS, [300, 699])).toBeCloseTo((100 * (1 + sigmoid(-0.01) / sigmoid(-1) + 2)) / 4, 10);
  });

  test('of false alarms: full price before the first window, little right behind one, full price far behind', () => {
    const loss = (row: number, profile: ProfileName = 'standard') =>
      scoreOf(WINDOWS, [300, 600], profile) - scoreOf(WINDOWS, [300, 600, row], profile);
    expect(loss(200)).toBeCloseTo((100 * 0.11) / 4, 10);
    expect(loss(200, 'lowFP')).toBeCloseTo((100 * 0.22) / 4, 10);
    expect(loss(200, 'lowFN')).toBeCloseTo((100 * 0.11) / 6, 10);
    // 10 rows behind a window of 100: 10/99 of a length.
    expect(loss(409)).toBeCloseTo((100 * 0.11 * -sigmoid(10 / 99)) / 4, 10);
    expect(loss(409)).toBeLessThan(loss(450));
    // 299 rows behind: more than three lengths of 99.
    expect(loss(699 + 298)).toBeCloseTo((100 * 0.11) / 4, 10);
  });

  test('ignores what is detected in the probation, and windows that end in it', () => {
    expect(scoreOf(WINDOWS, [10, 149, 300, 600])).toBeCloseTo(100, 12);
    expect(scoreOf([[20, 60], ...WINDOWS], [300, 600])).toBeCloseTo(100, 12);
    expect(scoreOf([[20, 60], ...WINDOWS], [])).toBe(0);
  });

  test('of a window that reaches out of the probation counts what is detected behind it', () => {
    // Row 150 of 100 to 199: half-way.
    expect(scoreOf([[100, 199]], [120, 150])).toBeCloseTo((100 * (sigmoid(-0.5) / sigmoid(-1) + 1)) / 2, 10);
    expect(scoreOf([[100, 199]], [120])).toBe(0);
  });

  test('does not exist without windows, whose false alarms count in the whole all the same', () => {
    expect(scoreOf([], [500])).toBeNaN();
    const [quiet, labelled] = [prepare(seriesWith([])), prepare(seriesWith(WINDOWS))];
    const both = addUp([tally(quiet, (row) => row === 500), tally(labelled, (row) => row === 300 || row === 600)]);
    expect(both).toMatchObject({ windows: 2, hits: 2, falsePoints: 1 });
    expect(nabScore(both, PROFILES.standard)).toBeCloseTo(100 - (100 * 0.11) / 4, 10);
  });

  test('of a window of a single row', () => {
    expect(scoreOf([[500, 500]], [500])).toBeCloseTo(100, 12);
    expect(scoreOf([[500, 500]], [501])).toBeCloseTo((100 * -0.11) / 2, 10);
  });

  test('has a probation of at most 750 rows', () => {
    expect(prepare(seriesWith([], 10_000)).probation).toBe(750);
    expect(prepare(seriesWith([], 999)).probation).toBe(149);
    expect(prepare(seriesWith([], 0)).probation).toBe(0);
  });
});

describe('false alarms', () => {
  const week = 7 * 24 * 60;
  const source = seriesWith([[2_000, 2_999]], week);
  const count = (rows: readonly number[]) =>
    falseAlarms(
      source,
      prepare(source),
      Uint8Array.from({ length: week }, (_, row) => (rows.includes(row) ? 1 : 0)),
    );

  test('are counted outside windows, behind the probation, by episodes of 72 points', () => {
    expect(count([100, 1_000, 1_072, 1_145, 2_500])).toMatchObject({ episodes: 2, points: 3 });
  });

  test('are a share of the weeks without labels', () => {
    const { cleanPoints, cleanWeeks } = count([]);
    expect(cleanPoints).toBe(week - 750 - 1_000);
    expect(cleanWeeks).toBeCloseTo(cleanPoints / week, 10);
  });

  test('right behind one in a window belong to it', () => {
    expect(count([2_990, 3_010])).toMatchObject({ episodes: 0, points: 1 });
  });
});
