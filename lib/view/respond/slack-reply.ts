/** What somebody who pressed a button in Slack reads there. https://docs.slack.dev/interactivity/handling-user-interaction */
import { slackText } from '../channel/slack-text';
import { plain } from '../escape';
import { clock } from '../format';

export interface Press {
  /** Who pressed it. */
  readonly user: string;
  readonly title: string;
  readonly atMs: number;
  /** `action_id` of the button. */
  readonly button: string;
  /** Those of the message, as Slack sent them along. */
  readonly blocks: unknown;
}

type Body = Readonly<Record<string, unknown>>;

/** https://docs.slack.dev/reference/block-kit/blocks */
const MAX_BLOCKS = 50;
const MAX_TEXT = 500;

/** For everybody: the message again, with who took it in place of the button; for them alone where Slack sent no message. */
export function slackAcknowledged({ user, title, atMs, button, blocks }: Press): Body {
  const done = `${plain(user, 80)} acknowledged at ${clock(atMs)} UTC`;
  const text = slackText(`${done}: ${plain(title, 300)}`, MAX_TEXT);
  const kept = withoutButton(blocks, button);
  if (!kept) return { response_type: 'ephemeral', replace_original: false, text };
  const context = { type: 'context', elements: [{ type: 'mrkdwn', text: slackText(done, MAX_TEXT), verbatim: true }] };
  return { replace_original: true, text, blocks: [...kept.slice(0, MAX_BLOCKS - 1), context] };
}

/** For them alone. */
export function slackNotDone(why: string): Body {
  return { response_type: 'ephemeral', replace_original: false, text: slackText(plain(why, 300), MAX_TEXT) };
}

function withoutButton(blocks: unknown, button: string): readonly object[] | undefined {
  if (!Array.isArray(blocks) || blocks.length === 0) return undefined;
  return (blocks as readonly unknown[]).flatMap((block) => {
    if (typeof block !== 'object' || block === null) return [];
    const { type, elements } = block as { readonly type?: unknown; readonly elements?: unknown };
    if (type !== 'actions' || !Array.isArray(elements)) return [block];
    const others = elements.filter((element) => Object(element).action_id !== button);
    return others.length > 0 ? [{ ...block, elements: others }] : [];
  });
}
