/** The pages that say nothing about an incident: whoever sees them has shown no right to know. */
import { html } from '../report/html';
import { document } from './document';

const MESSAGES = {
  'not found': [
    'Not found',
    'There is nothing at this address. Copy the whole link from the message, to its last character.',
  ],
  expired: [
    'This link has expired',
    'Links work for up to 24 hours. Nothing was changed; use the newest message you got.',
  ],
  outdated: [
    'This link is out of date',
    'The incident came back or got worse since this message was sent. Nothing was changed; use the newest one you got.',
  ],
  gone: ['This incident is over', 'It is not stored any more. Nothing was changed.'],
  'bad form': ['Not understood', 'Nothing was changed. Open the link again and press the button there.'],
  failed: ['That did not work', 'Nothing may have been changed. Open the link again in a moment.'],
} as const;

export type MessagePage = keyof typeof MESSAGES;

export function messagePage(kind: MessagePage): string {
  const [title, text] = MESSAGES[kind];
  return document(title, html`<h1>${title}</h1>\n<p>${text}</p>`);
}
