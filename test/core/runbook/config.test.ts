import { checkConfig, parseConfig } from '../../../lib/core/config';
import { CONFIG } from '../../workflow/hub';
import { runbookOf } from '../../workflow/run-runbook-world';

const HUB = { name: '/sightline/sightline/hub', text: JSON.stringify(CONFIG.hub) };
const switchOf = (text: string) => ({ name: '/sightline/sightline/switch/runbooks', text });
const runbook = (document: object) => ({ name: '/sightline/sightline/runbook/r', text: JSON.stringify(document) });

test('a hub without runbooks says nothing of them', () => {
  expect(parseConfig([HUB])).not.toHaveProperty('runbooks');
  expect(parseConfig([HUB])).not.toHaveProperty('runbooksOff');
});

test.each([
  ['on', undefined],
  ['ON\n', undefined],
  ['"on"', undefined],
  ['true', undefined],
  ['off', true],
  [' Off ', true],
  ['', true],
  ['stop', true],
  ['one', true],
  ['on, but not now', true],
  ['{"schemaVersion":', true],
])('the switch %j', (text, off) => {
  const config = parseConfig([HUB, switchOf(text)]);
  expect(config.runbooksOff).toBe(off);
  expect(config.problems).toBeUndefined();
});

test.each([
  [{ steps: ['a', 'b', 'c', 'd'] }, "'steps' must be at most 3, got 4; 'url' leads to the rest"],
  [{ match: { tags: { a: ['b'] } } }, "'match' of a runbook cannot ask for tags"],
  [{ alarms: [] }, "'alarms' must be a list of at least one non-empty text"],
  [{ automation: { kind: 'shell' } }, "'kind' must be one of 'ssm', 'stepFunctions', 'lambda'"],
  [
    { automation: { kind: 'ssm', target: 'A', timeoutMinutes: 0 } },
    "'timeoutMinutes' must be an integer from 1 to 1440",
  ],
  [{ automation: { kind: 'ssm', target: 'A', timeoutMinutes: '5' } }, "'timeoutMinutes' must be an integer"],
])('what cannot be read is left out, and told: %j', (changes, problem) => {
  const config = parseConfig([HUB, runbook({ ...runbookOf('r'), ...changes })]);
  expect(config.runbooks).toBeUndefined();
  expect(config.problems).toEqual([expect.stringContaining(problem)]);
});

test('runbooks are read whole, in the order of their names', () => {
  const [b, a] = [runbookOf('b', { destructive: true, parameters: { ['__proto__' as string]: 1 } }), runbookOf('a')];
  expect(parseConfig([HUB, runbook(b), runbook(a)]).runbooks).toEqual([a, b]);
});

test('one that says nothing is a problem of whoever writes it', () => {
  expect(checkConfig({ ...CONFIG, runbooks: [runbookOf('r')] })).toEqual([
    "runbook 'r' says nothing: give it 'steps', a 'url' or an 'automation'",
  ]);
  expect(checkConfig({ ...CONFIG, runbooks: [runbookOf('r', {})] })).toEqual([]);
});
