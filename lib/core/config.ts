/** What the constructs wrote about a deployment: `config/types.ts` says what it is. */
export { checkConfig } from './config/check';
export { parseConfig } from './config/parse';
export type * from './config/runbook';
export { AUTOMATION_KINDS, MAX_STEPS } from './config/runbook';
export type * from './config/types';
export { DEFAULT_POLICY, PROVIDER_KINDS, WEEKDAYS } from './config/types';
