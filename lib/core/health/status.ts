/** `unknown`: nothing tells, such as a dependency that nobody called. */
export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;
/** How a part does; `unknown` where too little was seen to tell. */
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export function isHealthStatus(value: unknown): value is HealthStatus {
  return (HEALTH_STATUSES as readonly unknown[]).includes(value);
}

/** What something is capable of as a part of 1; `undefined` where that is not known. */
export function healthShare(status: HealthStatus): number | undefined {
  return { healthy: 1, degraded: 0.5, unhealthy: 0, unknown: undefined }[status];
}
