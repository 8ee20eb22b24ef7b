/** What workflows need of the world around them. Those of automations, tracked errors and traces stand beside these. */
export type * from './ports/anomaly';
export type * from './ports/channels';
export type * from './ports/evidence';
export type * from './ports/health';
export type * from './ports/incident-store';
export type * from './ports/publishing';
export type * from './ports/runtime';
export type * from './ports/slo';
