/** Whom a level or a route tells: `channel:<name>`, `person:<name>` or `schedule:<name>`. */
export interface Target {
  readonly kind: 'channel' | 'person' | 'schedule';
  readonly name: string;
}

/** `undefined` where the text is no target. */
export function readTarget(text: string): Target | undefined {
  const [, kind, name] = /^(channel|person|schedule):(.+)$/s.exec(text) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind: kind as Target['kind'], name };
}
