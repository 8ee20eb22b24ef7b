import { WEBHOOK_SCHEMA_VERSION } from './webhook';

/** What the generic webhook gets every five minutes: its receiver can tell a hub that is silent. */
export function heartbeatBody(hub: string, nowMs: number): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: WEBHOOK_SCHEMA_VERSION,
    id: `heartbeat/${hub}/${nowMs}`,
    kind: 'heartbeat',
    hub,
    at: new Date(nowMs).toISOString(),
  };
}
