import type { Now } from './now';

/** A mark in a notification lane moves to its moment and opens the message, without leaving the timeline. */
export function connectMessages(now: Now): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'message-dialog';
  document.body.append(dialog);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  for (const mark of document.querySelectorAll<SVGAElement>('.message-mark')) {
    mark.addEventListener('click', (event) => {
      const card = document.getElementById(`message-${mark.dataset.message}`);
      now.set(Number(mark.dataset.ms));
      // Past the last card shown there is nothing to open.
      if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.replaceChildren(closeButton(dialog), copyOf(card));
      dialog.showModal();
    });
  }
}

function copyOf(card: HTMLElement): Node {
  const copy = card.cloneNode(true) as HTMLElement;
  for (const attribute of ['id', 'tabindex', 'aria-current', 'data-ahead']) copy.removeAttribute(attribute);
  return copy;
}

function closeButton(dialog: HTMLDialogElement): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Close';
  button.addEventListener('click', () => dialog.close());
  return button;
}
