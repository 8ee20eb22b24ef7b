import { SEVERITIES } from '../incident/severity';
import { audienceProblems } from './check-audience';
import { parseConfig } from './parse';
import type { RunbookConfig } from './runbook';
import { readTarget } from './target';
import { tooManyTold } from './too-many-told';
import {
  type ConfigDocument,
  DEFAULT_POLICY,
  type PolicyConfig,
  type RouteConfig,
  type ScheduleConfig,
  type SightlineConfig,
} from './types';

/**
 * What is wrong with a configuration that is about to be written, a sentence each; empty where nothing is. It finds what
 * {@link parseConfig} would leave out or refuse, and names that lead nowhere. At run time these are harmless (the hub's
 * channels are told instead), so that only whoever writes a configuration can notice them.
 */
export function checkConfig(config: SightlineConfig): string[] {
  return [
    ...unreadable(config),
    ...(config.hub.channels.length > 0 ? [] : [`the hub '${config.hub.hub}' has no channel; add one`]),
    ...config.hub.channels.flatMap(({ name }) => failoverProblems(config, name)),
    ...audienceProblems(config),
    ...config.schedules.flatMap((schedule) => scheduleProblems(config, schedule)),
    ...config.policies.flatMap((policy) => policyProblems(config, policy)),
    ...config.routes.flatMap((route) => routeProblems(config, route)),
    ...tooManyTold(config),
    ...defaultProblems(config),
    ...(config.runbooks ?? []).flatMap(runbookProblems),
  ];
}

function unreadable(config: SightlineConfig): readonly string[] {
  const documents: ConfigDocument[] = [
    config.hub,
    ...config.services,
    ...config.people,
    ...config.schedules,
    ...config.policies,
    ...config.routes,
    ...config.maintenance,
    ...(config.runbooks ?? []),
  ].map((document) => ({
    name: `${document.kind} ${'name' in document ? document.name : 'hub' in document ? document.hub : document.service}`,
    text: JSON.stringify(document),
  }));
  try {
    return parseConfig(documents).problems ?? [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function failoverProblems({ hub }: SightlineConfig, first: string): string[] {
  if (first.startsWith('@')) return [`channel '${first}': its name must not begin with '@', which stands for a person`];
  const path = [first];
  for (;;) {
    const name = path[path.length - 1] as string;
    const next = hub.channels.find((channel) => channel.name === name)?.failover;
    if (next === undefined) return [];
    if (!hub.channels.some((channel) => channel.name === next)) {
      return path.length > 1 ? [] : [`channel '${first}' fails over to ${nowhere('channel', next, hub.channels)}`];
    }
    // A cycle is told once, of the first of its channels by name; those that lead into one are not part of it.
    if (next === first) return path.some((other) => other < first) ? [] : [cycleText([...path, next])];
    if (path.includes(next)) return [];
    path.push(next);
  }
}

function cycleText(path: readonly string[]): string {
  return `channels fail over in a circle (${path.join(' -> ')}): leave 'failover' out of one of them`;
}

function scheduleProblems({ people }: SightlineConfig, { name, layers, overrides }: ScheduleConfig): string[] {
  const named = new Set([...layers.flatMap((layer) => layer.people), ...overrides.map(({ person }) => person)]);
  return [...named]
    .filter((person) => !people.some((known) => known.name === person))
    .map((person) => `schedule '${name}' names ${nowhere('person', person, people)}`);
}

function policyProblems(config: SightlineConfig, { name, levels, reach }: PolicyConfig): string[] {
  const beyond = SEVERITIES.filter((severity) => reach[severity] > levels.length);
  return [
    ...levels.flatMap((level) => targetProblems(config, `policy '${name}', level '${level.name}'`, level.targets)),
    ...beyond.map(
      (severity) =>
        `policy '${name}': reach of ${severity} must be 1 to ${levels.length}, the levels it has, got ${reach[severity]}`,
    ),
  ];
}

function routeProblems(config: SightlineConfig, { name, targets = [], policy }: RouteConfig): string[] {
  const known = policy === undefined || config.policies.some((other) => other.name === policy);
  return [
    ...targetProblems(config, `route '${name}'`, targets),
    ...(known ? [] : [`route '${name}' leads to ${nowhere('policy', policy, config.policies)}`]),
  ];
}

function targetProblems(config: SightlineConfig, where: string, targets: readonly string[]): string[] {
  const named = { channel: config.hub.channels, person: config.people, schedule: config.schedules };
  return targets.flatMap((target) => {
    const read = readTarget(target);
    if (!read) {
      return [`${where}: a target is channel:<name>, person:<name> or schedule:<name>, got ${JSON.stringify(target)}`];
    }
    const { kind, name } = read;
    const known = named[kind];
    return known.some((other) => other.name === name) ? [] : [`${where} tells ${nowhere(kind, name, known)}`];
  });
}

/** Where there are policies, each incident should have one. */
function defaultProblems({ policies, routes }: SightlineConfig): string[] {
  if (policies.length === 0 || policies.some(({ name }) => name === DEFAULT_POLICY)) return [];
  if (routes.some(({ match, policy }) => policy !== undefined && Object.keys(match).length === 0)) return [];
  return [
    `no policy is named '${DEFAULT_POLICY}' and no route that matches everything names one: incidents that no route ` +
      `matches would not escalate; name a policy '${DEFAULT_POLICY}'`,
  ];
}

function runbookProblems({ name, steps, url, automation }: RunbookConfig): string[] {
  if (steps.length > 0 || url !== undefined || automation !== undefined) return [];
  return [`runbook '${name}' says nothing: give it 'steps', a 'url' or an 'automation'`];
}

function nowhere(kind: string, name: string, known: readonly { readonly name: string }[]): string {
  const names = known.map((other) => `'${other.name}'`).join(', ');
  return `the ${kind} '${name}', which is not there; ${names === '' ? 'there is none' : `there is ${names}`}`;
}
