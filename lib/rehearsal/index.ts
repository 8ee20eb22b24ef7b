import { registerMatchers } from './jest';

export type { RehearsalReport } from '../view/report/model';
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
export type { Coverage } from './coverage';
export { type RehearsedWidget, type WidgetFilter, widgetsOf } from './custom-widgets';
export type {
  AlarmTime,
  CoverageExceptions,
  MessageKind,
  MessageTimes,
  RecoveryTime,
  RehearsalMatchers,
  SoughtIncident,
} from './jest';
export { rehearsalMatchers } from './jest';
export { type PackStoryOptions, packQuietWeek, packTrouble } from './pack-story';
export type { PlayOptions, RehearsalOptions, ReplayOptions } from './rehearsal';
export { Rehearsal, rehearse } from './rehearsal';
export { type RehearsedRequest, requestOf } from './request-of';
export type { Scenario } from './scenario';
export { parseScenario } from './scenario';
export { type RehearsedSlo, sloOf } from './slo-of';
export type { RehearsalSource, Synthesizable } from './source';
export type { Story, TrafficOptions } from './story';
export { story } from './story';
export type {
  CompositeOptions,
  MathAlarmOptions,
  MetricAlarmOptions,
  MuteOptions,
  Operator,
} from './story/definitions';
export type { SentOptions } from './story/expectations';
export type { DurationText } from './story/line';
export type { ShareOption } from './story/scenes';
export type { DrawOptions, Length, Series } from './story/series';
export { series } from './story/series';

registerMatchers();
