import type { Fields } from './fields';
import { readMatcher } from './read-route';
import { AUTOMATION_KINDS, type AutomationConfig, MAX_STEPS, type RunbookConfig } from './runbook';

/** A day: what takes longer is no first aid. */
export const LONGEST_AUTOMATION_MINUTES = 1_440;
/** A week. */
export const LONGEST_COOLDOWN_MINUTES = 10_080;

export function readRunbook(fields: Fields, schemaVersion: number): RunbookConfig {
  const { tags, ...match } = readMatcher(fields.object('match'));
  if (tags !== undefined) {
    throw fields.refused("'match' of a runbook cannot ask for tags, which incidents do not keep; use 'alarms'");
  }
  const steps = fields.texts('steps', 0);
  if (steps.length > MAX_STEPS) {
    throw fields.refused(`'steps' must be at most ${MAX_STEPS}, got ${steps.length}; 'url' leads to the rest`);
  }
  return {
    schemaVersion,
    kind: 'runbook',
    name: fields.text('name'),
    match,
    ...fields.optional('alarms', (key) => fields.texts(key)),
    steps,
    ...fields.optional('url', (key) => fields.text(key)),
    ...fields.optional('automation', (key) => readAutomation(fields.object(key))),
  };
}

function readAutomation(fields: Fields): AutomationConfig {
  return {
    kind: fields.choice('kind', AUTOMATION_KINDS),
    target: fields.text('target'),
    ...fields.optional('parameters', (key) => {
      const parameters = fields.object(key);
      return Object.fromEntries(parameters.keys().map((name) => [name, parameters.any(name)]));
    }),
    ...fields.optional('destructive', (key) => fields.flag(key)),
    timeoutMinutes: fields.integer('timeoutMinutes', 1, LONGEST_AUTOMATION_MINUTES),
    cooldownMinutes: fields.integer('cooldownMinutes', 0, LONGEST_COOLDOWN_MINUTES),
    verifyMinutes: fields.integer('verifyMinutes', 0, LONGEST_AUTOMATION_MINUTES),
    ...fields.optional('dryRun', (key) => fields.flag(key)),
  };
}
