/** A Slack channel of an incident's own. https://docs.slack.dev/reference/methods/conversations.create */
import { member, textMember } from './endpoint';
import type { Answer } from './post';
import { errorOf, type SlackMethod } from './slack-api';

export interface IncidentChannel {
  /** The same for each try. */
  readonly name: string;
  readonly topic: string;
  /** The channel, and the thread in it, where the link is posted. */
  readonly from: string;
  readonly thread: string;
  /** Nobody can have posted the link before. */
  readonly isFirst: boolean;
}

/** A page has 200 channels, and Slack allows 20 pages a minute: a workspace may have more than is looked through. */
const PAGE = 200;
const MAX_PAGES = 5;

/**
 * Makes the channel, or finds it where an earlier try has made it, and says where it is. Nobody is invited, and it is
 * never archived: people decide that.
 * @returns what was not done, and why. @default - all was done
 */
export async function openIncidentChannel(
  slack: SlackMethod,
  { name, topic, from, thread, isFirst }: IncidentChannel,
): Promise<string | undefined> {
  const created = await slack('conversations.create', { name, is_private: false });
  const problem = problemOf(created);
  if (problem !== undefined && problem !== 'name_taken') return `no channel was made for the incident: ${problem}`;
  const id = problem === undefined ? idOf(created) : await find(slack, name);
  if (id === undefined) return `the incident's channel ${name} is there, and was not found among the first ones`;
  const isNew = problem === undefined;
  const topicProblem = isNew ? problemOf(await slack('conversations.setTopic', { channel: id, topic })) : undefined;
  const link = { channel: from, thread_ts: thread, text: `Channel of this incident: <#${id}>` };
  const linkProblem = isNew || isFirst ? problemOf(await slack('chat.postMessage', link)) : undefined;
  if (linkProblem !== undefined) return `nobody was told of the incident's channel ${name}: ${linkProblem}`;
  return topicProblem === undefined ? undefined : `the incident's channel ${name} has no topic: ${topicProblem}`;
}

async function find(slack: SlackMethod, name: string): Promise<string | undefined> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await slack('conversations.list', {
      limit: PAGE,
      types: 'public_channel',
      ...(cursor !== '' && { cursor }),
    });
    if (problemOf(answer) !== undefined || !('status' in answer)) return undefined;
    const channels = member(answer.body, 'channels');
    const found = (Array.isArray(channels) ? channels : []).find((channel) => Object(channel).name === name);
    if (found !== undefined) return channelId(Object(found).id);
    cursor = textMember(JSON.stringify(member(answer.body, 'response_metadata') ?? null), 'next_cursor') ?? '';
    if (cursor === '') return undefined;
  }
  return undefined;
}

function idOf(created: Answer): string | undefined {
  const channel = 'status' in created ? member(created.body, 'channel') : undefined;
  return channelId(Object(channel).id);
}

function channelId(id: unknown): string | undefined {
  return typeof id === 'string' && /^[A-Z0-9]{1,40}$/.test(id) ? id : undefined;
}

/** `undefined` where it worked. */
function problemOf(answer: Answer): string | undefined {
  if ('failure' in answer) return answer.failure;
  if (answer.status === 429) return 'ratelimited';
  if (answer.status < 200 || answer.status >= 300) return `HTTP ${answer.status}`;
  return errorOf(answer);
}
