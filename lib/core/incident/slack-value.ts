/** What a button in a Slack message carries. Slack signs the request, so it needs no signature of its own. */
import { LINK_ACTIONS, type LinkAction } from './token';

/** `action_id` of the button: `sightline:acknowledge`. */
export function slackActionId(action: LinkAction): string {
  return `sightline:${action}`;
}

export function readSlackActionId(text: unknown): LinkAction | undefined {
  return LINK_ACTIONS.find((action) => slackActionId(action) === text);
}

/** `value` of the button: an old message must not act on an incident that came back. */
export function slackValue({ incidentId, generation }: SlackTarget): string {
  return `${incidentId}/${generation}`;
}

export interface SlackTarget {
  readonly incidentId: string;
  readonly generation: number;
}

export function readSlackValue(text: unknown): SlackTarget | undefined {
  if (typeof text !== 'string') return undefined;
  const [, incidentId, generation] = /^(.{1,200})\/([1-9]\d{0,8})$/s.exec(text) ?? [];
  return incidentId === undefined ? undefined : { incidentId, generation: Number(generation) };
}
