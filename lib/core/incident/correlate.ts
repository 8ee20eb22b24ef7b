/** Which open incidents an incident that begins has to do with, and how both timelines say so. */
import type { ServiceConfig } from '../config/types';
import type { Incident, TimelineEntry } from './incident';
import { entry } from './owed';
import { DEPLOY_WINDOW_MS, type RecentDeploy } from './recent-deploy';
import { dependenciesOf, dependentsOf } from './service-graph';

/** Most telling first: what it needs is in trouble; the same deploy; what needs it; the same people at the same time. */
export const RELATION_KINDS = ['dependency', 'deploy', 'dependent', 'team'] as const;

export interface Relation {
  readonly kind: (typeof RELATION_KINDS)[number];
  readonly other: Incident;
  /** How far away it is: 1 for what is called directly. */
  readonly steps: number;
}

/** A page names so many; more would hide what it is about. */
export const MOST_RELATIONS = 3;
/** Trouble of one team within this time is likely to be the same, milliseconds. */
const SAME_TIME_MS = 60_000;

/** What a service says of itself, or its traces show of it. */
type Service = Pick<ServiceConfig, 'service' | 'environment' | 'dependsOn'> & Partial<Pick<ServiceConfig, 'stackName'>>;

/** The most telling ones, each incident once. */
export function relationsOf(
  incident: Incident,
  open: readonly Incident[],
  services: readonly Service[],
  deploy?: RecentDeploy,
): Relation[] {
  const { service, environment } = incident;
  const below = dependenciesOf(services, environment, service);
  const above = dependentsOf(services, environment, service);
  const found = open.flatMap((other): Relation[] => {
    if (other.id === incident.id || other.environment !== environment) return [];
    const [down, up] = [below.get(other.service), above.get(other.service)];
    if (down !== undefined) return [{ kind: 'dependency', other, steps: down }];
    if (deploy && cameOf(deploy, other, services)) return [{ kind: 'deploy', other, steps: 1 }];
    if (up !== undefined) return [{ kind: 'dependent', other, steps: up }];
    const sameTime = Math.abs(other.beganMs - incident.beganMs) <= SAME_TIME_MS;
    return incident.team !== undefined && other.team === incident.team && sameTime
      ? [{ kind: 'team', other, steps: 1 }]
      : [];
  });
  return found.sort(byWeight).slice(0, MOST_RELATIONS);
}

function cameOf({ target, atMs }: RecentDeploy, other: Incident, services: readonly Service[]): boolean {
  const deployed = services.some(
    ({ service, environment, stackName }) =>
      service === other.service && environment === other.environment && stackName === target,
  );
  return deployed && other.beganMs >= atMs && other.beganMs - atMs <= DEPLOY_WINDOW_MS;
}

function byWeight(a: Relation, b: Relation): number {
  const weight = ({ kind }: Relation) => RELATION_KINDS.indexOf(kind);
  return weight(a) - weight(b) || a.steps - b.steps || a.other.beganMs - b.other.beganMs;
}

/** How the other one is to an incident, and how the incident is to the other one. */
const WORDS: Readonly<Record<Relation['kind'], readonly [string, string]>> = {
  dependency: ['a dependency', 'depends on this one'],
  dependent: ['depends on this one', 'a dependency'],
  deploy: ['the same deploy', 'the same deploy'],
  team: ['the same team', 'the same team'],
};

/** In the timeline of the incident that begins. */
export function linkEntry(incident: Incident, { kind, other }: Relation): TimelineEntry {
  return link(incident, other, WORDS[kind][0], 'to');
}

/** In that of the one that was open. */
export function backlinkEntry(incident: Incident, { kind, other }: Relation): TimelineEntry {
  return link(other, incident, WORDS[kind][1], 'from');
}

function link(on: Incident, to: Incident, how: string, direction: 'to' | 'from'): TimelineEntry {
  const newer = direction === 'to' ? on : to;
  return entry(on, 'linked', {
    atMs: newer.beganMs,
    actor: { type: 'system', id: 'correlate' },
    cause: [direction, newer.generation, to.id].join('|'),
    text: `${to.service} (${how}) has been in trouble since ${utcMinute(to.beganMs)}: ${to.id}`,
  });
}

/** `12:03 UTC`. */
function utcMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 16)} UTC`;
}
