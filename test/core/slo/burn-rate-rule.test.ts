import {
  type BurnRateRule,
  budgetSpentAtFiring,
  detectionMinutes,
  isHourly,
  neverFires,
  readRule,
  rulesForWindow,
  ruleText,
  thresholdOf,
  WORKBOOK_RULES,
} from '../../../lib/core/slo/burn-rate-rule';
import { toNumber } from '../../../lib/core/slo/fraction';
import { parseObjective } from '../../../lib/core/slo/objective';
import { parseSloWindow } from '../../../lib/core/slo/window';

const RULE: BurnRateRule = { id: 'page_fast', severity: 'page', long: '1h', short: '5m', factor: '14.4' };
const read = (changes: object = {}) => readRule('Objective', { ...RULE, ...changes });
const objective = (percent: string) => parseObjective('Objective', percent);

test('a rule is read with its minutes and its exact factor', () => {
  expect(read()).toMatchObject({ longMinutes: 60, shortMinutes: 5, burn: { numerator: 72n, denominator: 5n } });
  expect(read({ long: '7d', factor: '14/15' })).toMatchObject({
    longMinutes: 10_080,
    burn: { numerator: 14n, denominator: 15n },
  });
});

test.each([
  [{ id: '' }, "'id' of rule '' must be a letter, then letters, digits, _ and -"],
  [{ id: '1h' }, "'id' of rule '1h' must be a letter"],
  [{ id: 'x'.repeat(33) }, "'id' of rule"],
  [{ id: 7 }, 'got 7'],
  [{ severity: 'tickets' }, "'severity' of rule 'page_fast' must be 'page' or 'ticket' (did you mean 'ticket'?)"],
  [{ severity: 'anything else' }, "must be 'page' or 'ticket', got \"anything else\""],
  [{ severity: undefined }, "'severity' of rule"],
  [{ long: '8d' }, "must be a time up to '7d'"],
  [{ long: 'soon' }, "'long' of rule 'page_fast' must be a time up to '7d'"],
  [{ short: '1h' }, "'short' of rule 'page_fast' must be a time below '1h', such as '5m', got \"1h\""],
  [{ short: '' }, "'short' of rule"],
  [{ factor: '0' }, "'factor' of rule 'page_fast' must be a number above 0"],
  [{ factor: '-1' }, "'factor' of rule"],
  [{ factor: '1/0' }, "'factor' of rule"],
])('%j is refused', (changes, message) => {
  expect(() => read(changes)).toThrow(message);
});

test('no rule at all is refused as one without an id', () => {
  expect(() => readRule('Objective', undefined as unknown as BurnRateRule)).toThrow("'id' of rule 'undefined'");
});

test('fires above factor times budget', () => {
  expect(toNumber(thresholdOf(read(), objective('99.9')))).toBe(0.0144);
});

test('a rule that waits for more than everything can never fire, and is told from which objective on it could', () => {
  expect(neverFires('Objective', read(), objective('93.1'))).toBeUndefined();
  expect(neverFires('Objective', read({ factor: '10' }), objective('90'))).toBe(
    "Objective: rule 'page_fast' can never fire: at 90 % even if everything fails the budget burns 10 x, and the rule " +
      "waits for more than 10 x; raise the objective above 90 %, or leave the rule out by 'rules'",
  );
});

test.each([
  [1, 1],
  [0.0288, 31],
  [0.0145, 60],
  [0.0144, undefined],
  [0, undefined],
  [Number.NaN, undefined],
])('when %d of the requests fail, the fast page of 99.9 %% fires after %s minutes', (share, minutes) => {
  expect(detectionMinutes(read(), objective('99.9'), share)).toBe(minutes);
});

test("the workbook's rules spend 2, 5, 10 and 10 % of a budget of 30 days, and of any other window the same", () => {
  for (const text of ['30d', '28d', '7d', '62d']) {
    const window = parseSloWindow('Objective', text);
    const rules = rulesForWindow(window).map((rule) => readRule('Objective', rule));
    expect(rules.map((rule) => budgetSpentAtFiring(rule, window))).toEqual([0.02, 0.05, 0.1, 0.1]);
  }
  expect(rulesForWindow(parseSloWindow('Objective', '30d')).map(({ factor }) => factor)).toEqual([
    '72/5',
    '6',
    '3',
    '1',
  ]);
  expect(rulesForWindow(parseSloWindow('Objective', '28d')).at(-1)?.factor).toBe('14/15');
});

test('a rule is shown by its windows and its factor', () => {
  expect(WORKBOOK_RULES.map((rule) => ruleText(readRule('Objective', rule)))).toEqual([
    '1h/5m at 14.4 x',
    '6h/30m at 6 x',
    '1d/2h at 3 x',
    '3d/6h at 1 x',
  ]);
});

test('windows of more than a day are evaluated hourly', () => {
  expect([1_440, 1_441].map(isHourly)).toEqual([false, true]);
});
