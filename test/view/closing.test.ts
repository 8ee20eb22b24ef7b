import { tellClosing } from '../../lib/view/closing';
import type { RehearsalReport } from '../../lib/view/report/model';
import type { Paint } from '../../lib/view/timeline';
import { checkoutReport } from './report/fixture';

const plainly: Paint = (_style, text) => text;
const unmet = { line: 3, text: 'expect quiet Errors', passed: false, actual: 'it fired' };
const FAILED: RehearsalReport = {
  ...checkoutReport,
  title: 'A loud night',
  verdict: 'failed',
  expectations: [unmet, { ...unmet, passed: true }],
};

test('tells a line for each scenario and how many passed and failed', () => {
  const entries = [
    { file: 'quiet.scenario', report: { ...checkoutReport, title: 'A quiet night' } },
    { file: 'loud.scenario', report: FAILED },
    { file: 'still.scenario', report: { ...checkoutReport, title: 'Still', expectations: [] } },
  ];
  expect(tellClosing(entries, plainly)).toBe(
    [
      '  passed    quiet.scenario: A quiet night',
      '  failed    loud.scenario: A loud night, 1 of 2 expectations not met',
      '  passed    still.scenario: Still',
      '3 scenarios: 2 passed, 1 failed',
      '',
    ].join('\n'),
  );
});

test('scenarios that are only observed count as neither', () => {
  const entries = [{ file: 'a.scenario', report: { ...checkoutReport, verdict: 'observed' as const } }];
  expect(tellClosing(entries, plainly)).toMatch(/\n1 scenario: 1 observed\n$/);
});

test('colours go by verdict, and titles cannot steer the terminal', () => {
  const tagged: Paint = (style, text) => `<${style}>${text.trim()}</${style}>`;
  const entries = [{ file: 'a\u001b[2J', report: { ...FAILED, title: 'b\r\nc' } }];
  expect(tellClosing(entries, tagged)).toMatch(/^ {2}<red>failed<\/red> {2}a\[2J: b c, 1 of/);
});
