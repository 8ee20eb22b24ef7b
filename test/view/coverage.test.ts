import { tellCoverage } from '../../lib/view/coverage';
import type { CoverageReport } from '../../lib/view/coverage-model';

const EMPTY: CoverageReport = {
  monitored: [],
  alarmless: [],
  unmonitored: [],
  unknown: [],
  resourcesNotRead: [],
  withoutDefaults: [],
  withoutMetrics: 0,
  percent: 100,
  services: [],
  withoutRunbook: [],
  alarms: 0,
  notRead: [],
};

const tell = (change: Partial<CoverageReport>, min = 100) =>
  tellCoverage({ ...EMPTY, ...change }, { paint: (style, text) => `<${style}>${text}</>`, min });

const gap = (path: string, reason = 'why') => ({ path, type: 'AWS::A::B', reason });

test('an empty app is told in one line', () => {
  expect(tell({})).toBe(
    '0 of 0 resources have an alarm (100 %, <green>enough</>); 0 alarms; 0 resources have no alarm worth having by ' +
      'default, 0 nothing to watch\n',
  );
});

test('each kind of gap is a section with its count, aligned, in its colour', () => {
  const told = tell({
    monitored: [gap('S/ok')],
    unmonitored: [gap('S/a'), gap('S/long')],
    alarmless: [gap('S/b')],
    unknown: [gap('S/c')],
    resourcesNotRead: [gap('S/d')],
    percent: 20,
  });
  expect(told).toBe(
    'Unmonitored (2)\n  <red>S/a   </>  AWS::A::B: why\n  <red>S/long</>  AWS::A::B: why\n\n' +
      'Without an alarm (1)\n  <yellow>S/b</>  AWS::A::B: why\n\n' +
      'Not read, so without an alarm (1)\n  <red>S/d</>  AWS::A::B: why\n\n' +
      'Not in the catalog (1)\n  <yellow>S/c</>  AWS::A::B: why\n\n' +
      '1 of 5 resources have an alarm (20 %, <red>below the 100 % that are asked for</>); 0 alarms; 0 resources have no ' +
      'alarm worth having by default, 0 nothing to watch\n',
  );
  expect(told).not.toContain('S/ok');
});

test('services without an objective, alarms without a runbook and what was not read are named', () => {
  const told = tell({
    services: [
      { name: 'a', hasObjective: true },
      { name: 'b', hasObjective: false },
    ],
    withoutRunbook: ['One'],
    alarms: 3,
    notRead: [{ path: 'S/x', reason: 'odd' }],
  });
  expect(told).toContain('Services without an objective (1 of 2)\n  b\n');
  expect(told).toContain('Alarms without a runbook (1 of 3)\n  One\n');
  expect(told).toContain('Not read: S/x: odd\n');
});

test('enough is what is asked for, compared with what is not rounded', () => {
  const thirds = { monitored: [gap('S/a'), gap('S/b')], unmonitored: [gap('S/c')], percent: 66 };
  expect(tell(thirds, 66.5)).toContain('(66 %, <green>enough</>)');
  expect(tell(thirds, 66.67)).toContain('(66 %, <red>below the 66.67 % that are asked for</>)');
});

test('names cannot write to the terminal', () => {
  const evil = '\u001b[2J\u202eevil';
  const told = tell({
    unmonitored: [{ path: evil, type: evil, reason: evil }],
    services: [{ name: evil, hasObjective: false }],
    withoutRunbook: [evil],
    notRead: [{ path: evil, reason: evil }],
  });
  expect(told).not.toContain('\u001b');
});

test('a hundred thousand gaps are told', () => {
  const unmonitored = Array.from({ length: 150_000 }, (_, index) => gap(`S/${index}`));
  expect(tell({ unmonitored }).split('\n').length).toBeGreaterThan(150_000);
});
