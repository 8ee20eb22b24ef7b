/** `toHavePaged` and `toHaveNotified`: what was sent where, how often and when. */

import { closest } from '../../core/closest';
import { countOf } from '../../view/format';
import { isPage } from '../../view/report/is-page';
import { milestonesOf } from '../../view/report/milestones';
import type { RehearsalReport, ReportNotification } from '../../view/report/model';
import { checkDurations, durationOf, moment, moments, sentLines, storyLine } from './evidence';
import { reportFrom } from './received';
import { checkOptions, checkTimes, type Judged, type MatcherResult, resultOf } from './result';

/** The kinds of message, by their words in scenarios. */
export type MessageKind =
  | 'page'
  | 'notice'
  | 'reminder'
  | 'acknowledged'
  | 'update'
  | 'update-due'
  | 'resolved'
  | 'fallback'
  | 'action';

/** How many messages must come, and when. */
export interface MessageTimes {
  /** So many, no more and no fewer. @default - at least one */
  readonly times?: number;
  /** All of them within this time, such as `5m`, both ends included. @default - whenever */
  readonly within?: string;
  /**
   * What `within` counts from, after the start, such as `10m`.
   * @default - the first scene that breaks something (`fail`, `slow`, `crash`, `clock`); without one the alarm that made
   * the incident of the first page wake people
   */
  readonly of?: string;
}

const KINDS: Readonly<Record<MessageKind, ReportNotification['kind']>> = {
  page: 'page',
  notice: 'notice',
  reminder: 'reminder',
  acknowledged: 'acknowledged',
  update: 'update',
  'update-due': 'update-due',
  resolved: 'resolved',
  fallback: 'fallback',
  action: 'alarm-action',
};
const OPTIONS = ['times', 'within', 'of'];

export function toHavePaged(received: unknown, channel: string, when: MessageTimes = {}): MatcherResult {
  const report = checked(received, 'toHavePaged', when);
  checkChannel(report, 'toHavePaged', ['page', 'alarm-action'], channel);
  const pages = report.notifications.filter((message) => isPageTo(message, channel));
  const call = { subject: 'report', matcher: 'toHavePaged', args: [channel, when] } as const;
  return resultOf(call, judge(report, pages, when, { what: 'page', channel, matcher: 'toHavePaged' }));
}

export function toHaveNotified(
  received: unknown,
  kind: MessageKind,
  channel: string,
  when: MessageTimes = {},
): MatcherResult {
  const report = checked(received, 'toHaveNotified', when);
  const wanted = kindOf(kind);
  checkChannel(report, 'toHaveNotified', [wanted], channel);
  const sent = report.notifications.filter((message) => isMeant(message, wanted, channel));
  const call = { subject: 'report', matcher: 'toHaveNotified', args: [kind, channel, when] } as const;
  return resultOf(call, judge(report, sent, when, { what: kind, channel, matcher: 'toHaveNotified' }));
}

/** A page to that channel of the hub, or an alarm's own one to that topic. */
function isPageTo(message: ReportNotification, channel: string): boolean {
  return isPage(message) && isMeant(message, message.kind, channel);
}

/** CDK makes up the names of topics around the construct's id: a part of the name is enough. */
function isMeant(message: ReportNotification, kind: ReportNotification['kind'], channel: string): boolean {
  if (message.kind !== kind) return false;
  return kind === 'alarm-action' ? message.channel.includes(channel) : message.channel === channel;
}

function checked(received: unknown, matcher: string, when: MessageTimes): RehearsalReport {
  checkOptions(matcher, when, OPTIONS);
  checkTimes(matcher, when.times);
  checkDurations(matcher, { within: when.within, of: when.of });
  if (when.of !== undefined && when.within === undefined)
    throw new Error(`'of' of ${matcher}() is what 'within' counts from; add within: '5m' or leave 'of' out`);
  return reportFrom(received, matcher);
}

function kindOf(kind: MessageKind): ReportNotification['kind'] {
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind];
  const meant = closest(String(kind), Object.keys(KINDS));
  const hint = meant ? `; did you mean '${meant}'?` : '.';
  throw new Error(`toHaveNotified(): there is no kind '${kind}'${hint} Kinds are: ${Object.keys(KINDS).join(', ')}`);
}

/** @throws where nothing of these kinds can ever go there: with `.not`, a misspelt channel would always pass */
function checkChannel(
  { channels, notifications }: RehearsalReport,
  matcher: string,
  kinds: readonly ReportNotification['kind'][],
  channel: string,
): void {
  if (typeof channel !== 'string' || channel === '')
    throw new Error(`${matcher}() needs the name of a channel or topic, got ${JSON.stringify(channel)}`);
  if (!channels || kinds.includes('fallback') || notifications.some((message) => message.channel === channel)) return;
  const topics = kinds.includes('alarm-action') ? channels.topics : [];
  const hub = kinds.some((kind) => kind !== 'alarm-action') ? channels.hub : [];
  if (hub.includes(channel) || topics.some((name) => name.includes(channel))) return;
  const known = [...new Set([...hub, ...topics])];
  const meant = closest(channel, known);
  const hint = meant ? `; did you mean '${meant}'?` : '.';
  throw new Error(
    `${matcher}(): nothing is ever sent to '${channel}'${hint} There are: ${known.join(', ') || '(none)'}`,
  );
}

interface Sought {
  readonly what: string;
  readonly channel: string;
  readonly matcher: string;
}

function judge(
  report: RehearsalReport,
  sent: readonly ReportNotification[],
  when: MessageTimes,
  sought: Sought,
): Judged {
  const times = sent.map(({ atMs }) => atMs);
  const told = `${countOf(sent.length, sought.what)} to ${sought.channel}`;
  const success = sent.length === 0 ? told : `${told}, at ${moments(report, times)}`;
  const evidence = () => [storyLine(report), ...sentLines(report)];
  const failure = countFailure(sent.length, when, success) ?? windowFailure(report, times, when, sought);
  return { ...(failure !== undefined && { failure }), success, evidence };
}

function countFailure(count: number, { times }: MessageTimes, told: string): string | undefined {
  if (times === undefined) return count > 0 ? undefined : `${told}, at least 1 was expected`;
  return count === times ? undefined : `${told}, ${times === 0 ? 'none' : times} expected`;
}

function windowFailure(
  report: RehearsalReport,
  times: readonly number[],
  { within, of }: MessageTimes,
  { what, channel, matcher }: Sought,
): string | undefined {
  if (within === undefined) return undefined;
  const lengthMs = durationOf(within, 'within', matcher);
  const from = windowStart(report, of, matcher);
  const outside = times.filter((atMs) => atMs < from.atMs || atMs > from.atMs + lengthMs);
  if (outside.length === 0) return undefined;
  const window = `${within} of ${moment(report, from.atMs)}, ${from.text}`;
  return `${countOf(outside.length, what)} to ${channel} at ${moments(report, outside)}, not within ${window}`;
}

function windowStart(report: RehearsalReport, of: string | undefined, matcher: string) {
  if (of !== undefined) return { atMs: report.startMs + durationOf(of, 'of', matcher), text: "as 'of' says" };
  return milestonesOf(report).trouble ?? { atMs: report.startMs, text: 'the start' };
}
