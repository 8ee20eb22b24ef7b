/** `2026-01-15 08:00:05`, UTC. */
export function isoSecond(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
