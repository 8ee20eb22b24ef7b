import { readTarget } from './target';
import type { SightlineConfig } from './types';

/** Names of the people whom nothing tells: no policy or route names them, nor a schedule that they take turns in. */
export function untoldPeople({ people, schedules, policies, routes }: SightlineConfig): string[] {
  const targets = [
    ...policies.flatMap(({ levels }) => levels.flatMap((level) => level.targets)),
    ...routes.flatMap(({ targets: named = [] }) => named),
  ].map(readTarget);
  const told = (kind: string, name: string) => targets.some((target) => target?.kind === kind && target.name === name);
  const onCall = new Set(
    schedules
      .filter(({ name }) => told('schedule', name))
      .flatMap(({ layers, overrides }) => [
        ...layers.flatMap((layer) => layer.people),
        ...overrides.map(({ person }) => person),
      ]),
  );
  return people.map(({ name }) => name).filter((name) => !told('person', name) && !onCall.has(name));
}
