import { MOST_OWED } from '../incident/draft';
import { responsesOf } from '../incident/responses';
import { audienceOf } from './check-audience';
import { readTarget } from './target';
import { DEFAULT_POLICY, type PolicyConfig, type SightlineConfig } from './types';

/**
 * Whoever was told of an incident is owed its end, and all of that is one transaction: a policy, with a route that leads
 * to it, must not tell more. Of a schedule everybody counts, as an incident may outlast their turns; the hub's channels
 * always do, as they stand in for whoever cannot be told.
 */
export function tooManyTold(config: SightlineConfig): string[] {
  const { routes, policies } = config;
  const tooMany = (where: string, first: readonly string[], policy: PolicyConfig | undefined) => {
    const count = mostOwed(config, first, policy);
    return count <= MOST_OWED
      ? []
      : [
          `${where} can owe ${count} messages at once, with everybody of its schedules and the hub's own channels; ` +
            `${MOST_OWED} are possible, as one transaction takes them: name fewer people and channels, or let one ` +
            'topic tell several',
        ];
  };
  return [
    ...policies.flatMap((policy) => tooMany(`policy '${policy.name}'`, policy.levels[0]?.targets ?? [], policy)),
    ...routes.flatMap(({ name, targets = [], policy = DEFAULT_POLICY }) =>
      targets.length === 0
        ? []
        : tooMany(
            `route '${name}'`,
            targets,
            policies.find((known) => known.name === policy),
          ),
    ),
  ];
}

/** By the end of an incident; or when it pages anew, and channels that keep a state of their own are told of both. */
function mostOwed(config: SightlineConfig, first: readonly string[], policy: PolicyConfig | undefined): number {
  const { channels } = config.hub;
  const { takes } = responsesOf(config);
  const responders = channels.filter((channel) => audienceOf(channel) === 'responders').map(({ name }) => name);
  const later = policy?.levels.slice(1).flatMap(({ targets }) => targets) ?? [];
  const all = recipients(config, [...first, ...later], responders);
  const stateful = responders.filter((name) => takes(name, 'acknowledged'));
  const others = channels.length - responders.length;
  return Math.max(all.size, recipients(config, first, responders).size + stateful.length) + others;
}

function recipients({ schedules }: SightlineConfig, targets: readonly string[], always: readonly string[]) {
  const named = targets.flatMap((text) => {
    const target = readTarget(text);
    if (target?.kind === 'channel') return [target.name];
    if (target?.kind === 'person') return [`@${target.name}`];
    const schedule = schedules.find(({ name }) => name === target?.name);
    const people = schedule?.layers.flatMap((layer) => layer.people) ?? [];
    const instead = schedule?.overrides.map(({ person }) => person) ?? [];
    return [...people, ...instead].map((person) => `@${person}`);
  });
  return new Set([...always, ...named]);
}
