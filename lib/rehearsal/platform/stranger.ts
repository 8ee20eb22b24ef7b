import { closest } from '../../core/closest';
import type { SightlineConfig } from '../../core/config';

/** Whoever may use the operators' API may act without being one of the hub's people: told, and not refused. */
export function strangerRemark({ people }: SightlineConfig, by: string): string | undefined {
  const names = people.map(({ name }) => name);
  if (names.length === 0 || names.includes(by)) return undefined;
  const meant = closest(by, names);
  return `${by} is none of the hub's people${meant ? `; did you mean ${meant}?` : '.'} Known are: ${names.join(', ')}`;
}
