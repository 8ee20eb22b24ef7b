/** What an incident may have to do with: a deploy shortly before it, other incidents that are open. */
import type { TimelineEntry } from '../../core/incident/incident';
import { DEPLOY_WINDOW_MS } from '../../core/incident/recent-deploy';
import { plain } from '../escape';
import { duration } from '../format';
import type { NotificationContents } from './contents';

const MAX_TEXT = 160;
const MAX_RELATED = 3;

/** One sentence each. */
export function surroundingsOf(contents: NotificationContents): string[] {
  return [...deploySentence(contents), ...relatedSentence(contents)];
}

/** True for entries that {@link surroundingsOf} tells: the story need not repeat them. */
export function isSurrounding({ kind }: TimelineEntry): boolean {
  return kind === 'linked';
}

/** The newest before this round began. */
function deploySentence({ incident: { beganMs }, timeline }: NotificationContents): string[] {
  const deploy = timeline.findLast(
    ({ kind, atMs }) => kind === 'deployed' && atMs <= beganMs && beganMs - atMs <= DEPLOY_WINDOW_MS,
  );
  return deploy ? [`It began ${duration(beganMs - deploy.atMs)} after this: ${plain(deploy.text, MAX_TEXT)}.`] : [];
}

/** Of this round. */
function relatedSentence({ incident: { beganMs }, timeline }: NotificationContents): string[] {
  const links = timeline.filter(({ kind, atMs }) => kind === 'linked' && atMs >= beganMs);
  if (links.length === 0) return [];
  const shown = links.slice(0, MAX_RELATED).map(({ text }) => plain(text, MAX_TEXT));
  const more = links.length - shown.length;
  return [`Related: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`];
}
