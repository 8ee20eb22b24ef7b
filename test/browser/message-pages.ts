/** Messages as the programs of whoever gets them show them, near enough to see what fits on a screen and what is cut. */
import { escapeHtml } from '../../lib/view/escape';

/** A mail program on a phone: the list shows subject and three lines, the message is plain text. */
export function mailPage({ subject, body }: { readonly subject: string; readonly body: string }): string {
  const links = escapeHtml(body).replace(/https:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
  return page(
    `<header><b>AWS Notifications</b><time>09:12</time><h1>${escapeHtml(subject)}</h1>
<p class="preview">${escapeHtml(body.slice(0, 140))}</p></header><main>${links}</main>`,
    `header { padding: 12px 16px; border-bottom: 1px solid #ddd; position: relative }
h1 { font-size: 16px; margin: 4px 0; font-weight: 600; overflow-wrap: anywhere } time { position: absolute; right: 16px; top: 12px; color: #595959 }
.preview { margin: 0; overflow-wrap: anywhere; color: #595959; font-size: 14px; display: -webkit-box; -webkit-line-clamp: 3;
  -webkit-box-orient: vertical; overflow: hidden }
main { padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 15px; line-height: 1.45 } a { color: #0645ad }`,
  );
}

interface SlackText {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

interface SlackBlock {
  readonly type: string;
  readonly text?: SlackText;
  readonly fields?: readonly SlackText[];
  readonly elements?: readonly (SlackText & { readonly style?: string; readonly text: SlackText | string })[];
}

/** Block Kit as Slack lays it out: fields in two columns, a long section folded behind `See more` (not here). */
export function slackPage(blocks: readonly SlackBlock[]): string {
  return page(
    `<article><div class="app">S</div><div><b>Sightline</b> <time>09:12</time>${blocks.map(slackBlock).join('')}</div></article>`,
    `article { display: flex; gap: 8px; padding: 16px } article > div:last-child { min-width: 0 }
.app { width: 36px; height: 36px; border-radius: 8px; background: #4a154b; color: #fff; flex: none; text-align: center;
  line-height: 36px } time { color: #616061 }
h1 { font-size: 18px; margin: 4px 0 8px; overflow-wrap: anywhere } p { margin: 0 0 8px; white-space: pre-wrap; overflow-wrap: anywhere }
.fields { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; margin-bottom: 8px }
.fields p { margin: 0 } .context { font-size: 12px; color: #616061 }
button { font: inherit; font-weight: 700; height: 36px; padding: 0 12px; margin: 0 8px 8px 0; border-radius: 4px;
  border: 1px solid #bbb; background: #fff; color: #1d1c1d } button.primary { background: #007a5a; color: #fff; border: 0 }`,
  );
}

function slackBlock({ type, text, fields, elements = [] }: SlackBlock): string {
  switch (type) {
    case 'header':
      return `<h1>${shown(text)}</h1>`;
    case 'section':
      return fields
        ? `<div class="fields">${fields.map((field) => `<p>${shown(field)}</p>`).join('')}</div>`
        : `<p>${shown(text)}</p>`;
    case 'actions':
      return elements.map((each) => `<button class="${each.style ?? ''}">${shown(each.text)}</button>`).join('');
    case 'context':
      return elements.map((each) => `<p class="context">${shown(each)}</p>`).join('');
    default:
      throw new Error(`Slack shows a block of type '${type}' that this page cannot`);
  }
}

/** In mrkdwn `&amp;`, `&lt;` and `&gt;` stand for themselves already, and `*...*` is bold. */
function shown(given: SlackText | string | undefined): string {
  const { type, text } = typeof given === 'string' ? { type: 'mrkdwn', text: given } : (given as SlackText);
  return type === 'plain_text' ? escapeHtml(text) : text.replace(/\*([^*\n]+)\*/g, '<b>$1</b>');
}

function page(content: string, style: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>body { margin: 0; font: 15px/1.4 -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; color: #1d1c1d;
  background: #fff } ${style}</style><body>${content}`;
}
