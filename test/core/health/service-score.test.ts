import fc from 'fast-check';
import {
  HEALTH_PARTS,
  type HealthFinding,
  type HealthPart,
  scoreOverall,
  scoreService,
} from '../../../lib/core/health/service-score';

const found = (part: HealthPart, loss: number, what: string = part): HealthFinding => ({ part, loss, what });
const allFine = HEALTH_PARTS.map((part) => found(part, 0));

describe('scoreService', () => {
  test('gives 100 where nothing is wrong', () => {
    expect(scoreService(allFine)).toEqual({
      score: 100,
      status: 'healthy',
      parts: [
        { part: 'objectives', weight: 30, lost: 0, because: [] },
        { part: 'errors', weight: 25, lost: 0, because: [] },
        { part: 'dependencies', weight: 20, lost: 0, because: [] },
        { part: 'saturation', weight: 15, lost: 0, because: [] },
        { part: 'alarms', weight: 10, lost: 0, because: [] },
      ],
      unknown: [],
    });
  });

  test('takes the points of the worst finding of a part, and names all that lose some, the worst first', () => {
    const scored = scoreService([
      ...allFine,
      found('dependencies', 0.25, 'search is slow'),
      found('dependencies', 0.5, 'payments fails'),
    ]);
    expect(scored).toMatchObject({ score: 90, status: 'healthy' });
    expect(scored.parts[2]).toEqual({
      part: 'dependencies',
      weight: 20,
      lost: 10,
      because: ['payments fails', 'search is slow'],
    });
  });

  test('leaves out what nothing is known of, and the others share its points', () => {
    const scored = scoreService([
      found('errors', 0),
      found('alarms', 1, 'a pager alarm'),
      found('saturation', Number.NaN),
    ]);
    expect(scored).toEqual({
      score: 71.4,
      status: 'degraded',
      parts: [
        { part: 'errors', weight: 71.4, lost: 0, because: [] },
        { part: 'alarms', weight: 28.6, lost: 28.6, because: ['a pager alarm'] },
      ],
      unknown: ['objectives', 'dependencies', 'saturation'],
    });
  });

  test('knows nothing of a service without findings', () => {
    expect(scoreService([])).toEqual({ score: undefined, status: 'unknown', parts: [], unknown: HEALTH_PARTS });
  });

  test('is unhealthy where all requests fail, whatever else is fine, and the errors have taken the points', () => {
    const scored = scoreService([...allFine, found('errors', 1, 'all requests fail')]);
    expect(scored).toMatchObject({ score: 49, status: 'unhealthy' });
    expect(scored.parts[1]).toEqual({ part: 'errors', weight: 25, lost: 51, because: ['all requests fail'] });
  });

  test('is degraded, not down, where a resource is full and the service works', () => {
    expect(scoreService([...allFine, found('saturation', 1)])).toMatchObject({ score: 85, status: 'degraded' });
  });

  test('has no points left where everything is lost', () => {
    expect(scoreService(HEALTH_PARTS.map((part) => found(part, 7)))).toMatchObject({ score: 0, status: 'unhealthy' });
  });

  const findings = fc.array(
    fc.record({
      part: fc.constantFrom(...HEALTH_PARTS),
      loss: fc.oneof(fc.double(), fc.double({ min: 0, max: 1, noNaN: true })),
      what: fc.string(),
    }),
  );

  test('stays within 0 and 100, and what parts lost is what is missing', () => {
    fc.assert(
      fc.property(findings, (some) => {
        const { score, parts } = scoreService(some);
        if (score === undefined) return expect(parts).toEqual([]);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        const lost = parts.reduce((sum, part) => sum + part.lost, 0);
        expect(Math.abs(100 - score - lost)).toBeLessThan(0.3);
      }),
    );
  });

  test('never rises where something more is wrong in a part that is known', () => {
    fc.assert(
      fc.property(findings, fc.double({ min: 0, max: 1, noNaN: true }), (some, loss) => {
        const before = scoreService(some);
        const [part] = before.parts;
        if (before.score === undefined || !part) return;
        const after = scoreService([...some, found(part.part, loss)]);
        expect(after.score).toBeLessThanOrEqual(before.score + 0.11);
      }),
    );
  });
});

describe('scoreOverall', () => {
  test('is the mean of the services', () => {
    const services = [
      { name: 'a', score: 100 },
      { name: 'b', score: 90 },
      { name: 'c', score: undefined },
    ];
    expect(scoreOverall(services)).toEqual({ score: 95, status: 'healthy', worst: 'b' });
  });

  test('does not let one dead service hide behind many good ones', () => {
    const good = Array.from({ length: 30 }, (_, index) => ({ name: `good-${index}`, score: 100 }));
    expect(scoreOverall([...good, { name: 'dead', score: 0 }])).toEqual({
      score: 50,
      status: 'degraded',
      worst: 'dead',
    });
  });

  test('is not known where no service is', () => {
    expect(scoreOverall([{ name: 'a', score: undefined }])).toEqual({ score: undefined, status: 'unknown' });
  });
});
