/** Where an incident of a signal would go: which route decides, who is told when, and who at the first moment. */
import { readTarget } from '../../core/config/target';
import type { PersonConfig, SightlineConfig } from '../../core/config/types';
import type { HeldBack, Signal } from '../../core/incident/incident';
import { maintenanceOf } from '../../core/incident/maintenance';
import { whoIsOnCall } from '../../core/incident/on-call';
import type { Responses } from '../../core/incident/response-plan';
import { responsesOf } from '../../core/incident/responses';
import { routeOf, type TriedRoute } from '../../core/incident/route';
import { pages, type Severity } from '../../core/incident/severity';

export interface RouteExplanation {
  readonly signal: Signal;
  /** What an ALARM of it does: `page` wakes people, `notice` tells them, `record` leaves a line in an open incident. */
  readonly effect: 'page' | 'notice' | 'record';
  /** Nobody is told while it lasts. @default - nothing holds it back */
  readonly heldBack?: HeldBack;
  readonly tried: readonly TriedRoute[];
  /** Names of those behind the one that settled it. */
  readonly notTried: readonly string[];
  /** Empty: the hub has no policy for it. */
  readonly policy: string;
  readonly acksNeeded: number;
  /** Epoch ms. */
  readonly ackDueMs?: number;
  readonly levels: readonly ExplainedLevel[];
  /** Names of channels, `@<name>` for people. */
  readonly toldNow: readonly string[];
}

export interface ExplainedLevel {
  readonly name: string;
  readonly afterMs: number;
  /** Epoch ms; the targets are explained as they are then. */
  readonly atMs: number;
  readonly targets: readonly ExplainedTarget[];
}

export interface ExplainedTarget {
  readonly target: string;
  /** Names of channels, `@<name>` for people. */
  readonly told: readonly string[];
  /** Why it is these: who is on call, or what is in the way. @default - it is they themselves */
  readonly why?: string;
}

/** @param atMs when it arrives, epoch ms: the incident is taken to begin then */
export function explainRoute(config: SightlineConfig, signal: Signal, atMs: number): RouteExplanation {
  const responses = responsesOf(config);
  const { tried } = routeOf(config, signal);
  const { policy, acksNeeded, ackDueMs, levels } = responses.planFor(signal, atMs);
  const explained = levels.map(({ name, afterMs, targets }) => ({
    name,
    afterMs,
    atMs: atMs + afterMs,
    targets: targets.map((target) => explainTarget(config, responses, target, signal.severity, atMs + afterMs)),
  }));
  const effect = effectOf(signal);
  const heldBack = signal.heldBack ?? maintenanceOf(config, signal, atMs);
  const tells = effect !== 'record' && heldBack === undefined;
  return {
    signal,
    effect,
    ...(heldBack && { heldBack }),
    tried,
    notTried: config.routes.slice(tried.length).map(({ name }) => name),
    policy,
    acksNeeded,
    ...(ackDueMs === undefined ? {} : { ackDueMs }),
    levels: explained,
    toldNow: tells ? responses.recipients(levels[0]?.targets ?? [], signal.severity, atMs) : [],
  };
}

function effectOf({ role, severity }: Signal): RouteExplanation['effect'] {
  if (role === 'signal') return 'record';
  return role === 'page' && pages(severity) ? 'page' : 'notice';
}

function explainTarget(
  config: SightlineConfig,
  responses: Responses,
  text: string,
  severity: Severity,
  atMs: number,
): ExplainedTarget {
  const told = responses.recipients([text], severity, atMs);
  const target = readTarget(text);
  if (target?.kind === 'channel') {
    const known = config.hub.channels.some(({ name }) => name === target.name);
    return { target: text, told, ...(known ? {} : { why: 'there is no such channel' }) };
  }
  if (target?.kind === 'person') {
    const why = obstacle(config, target.name, told);
    return { target: text, told, ...(why === undefined ? {} : { why }) };
  }
  const schedule = config.schedules.find(({ name }) => name === target?.name);
  if (!schedule) return { target: text, told, why: 'there is no such schedule' };
  const person = whoIsOnCall(schedule, atMs);
  if (person === undefined) return { target: text, told, why: 'nobody is on call' };
  return { target: text, told, why: obstacle(config, person, told) ?? `${person} is on call` };
}

/** Why a person is not told, by whom is told instead. */
function obstacle({ people }: SightlineConfig, name: string, told: readonly string[]): string | undefined {
  if (told.includes(`@${name}`)) return undefined;
  const person = people.find((one) => one.name === name);
  return person ? `${name} has ${quietText(person)}` : `there is no person '${name}'`;
}

function quietText({ quietHours, timeZone }: PersonConfig): string {
  const { from, to, unless } = quietHours ?? { from: '', to: '', unless: '' };
  return `quiet hours, ${from} to ${to} ${timeZone}, for all below ${unless}`;
}
