export type {
  HandlerFactory,
  RehearsalBindings,
  RehearsedDependency,
  RehearsedHandler,
  RehearsedPlatform,
  RehearsedQueue,
  RehearsedTable,
} from './bindings';
export { defineRehearsal } from './bindings';
export type { PlayOptions, RehearsalOptions, ReplayOptions, Synthesizable } from './rehearsal';
export { Rehearsal, rehearse } from './rehearsal';
export type { Scenario } from './scenario';
export { parseScenario } from './scenario';
