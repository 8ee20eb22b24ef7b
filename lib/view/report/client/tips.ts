/** Distance between a tip and what it explains, and between a tip and the window's edge, in CSS pixels. */
const GAP = 8;

/** One tip for all drawn spans and marks: shown on hover and focus, gone on Escape. The arrow keys go along a lane. */
export function connectTips(): void {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.body.append(tip);

  let shown: SVGElement | undefined;
  const hide = () => {
    tip.hidden = true;
  };
  const show = (segment: SVGElement) => {
    shown = segment;
    tip.replaceChildren(...lines(segment));
    tip.hidden = false;
    place(tip, segment.getBoundingClientRect());
  };
  // Heard at the top, since there may be thousands of segments.
  for (const [kind, on] of [
    ['pointerover', true],
    ['focusin', true],
    ['pointerout', false],
    ['focusout', false],
  ] as const) {
    document.addEventListener(kind, ({ target }) => {
      const segment = target instanceof Element ? target.closest<SVGElement>('.segment') : null;
      if (segment) (on ? show : hide)(segment);
    });
  }
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    else moveAlong(event);
  });
  // Focus by keyboard scrolls the segment into view after the tip is placed.
  addEventListener('scroll', () => {
    if (shown && !tip.hidden) place(tip, shown.getBoundingClientRect());
  });
}

/** Within a lane only one segment is a stop for the Tab key: the one that had the focus last. */
function moveAlong(event: KeyboardEvent): void {
  const from = event.target instanceof SVGElement ? event.target.closest<SVGElement>('.segment') : null;
  if (!from || event.ctrlKey || event.metaKey || event.altKey) return;
  const segments = [...(from.closest('.ribbon')?.querySelectorAll<SVGElement>('.segment') ?? [])];
  const to = segments[nextIndex(event.key, segments.indexOf(from), segments.length)];
  if (!to) return;
  event.preventDefault();
  from.setAttribute('tabindex', '-1');
  to.setAttribute('tabindex', '0');
  to.focus();
}

function nextIndex(key: string, index: number, count: number): number {
  if (key === 'ArrowRight') return Math.min(count - 1, index + 1);
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : -1;
}

/** What it is, when, and the rest: the lines of the segment's name. */
function lines(segment: SVGElement): HTMLElement[] {
  const [text = '', when = '', ...more] = (segment.getAttribute('aria-label') ?? '').split('\n');
  const line = (css: string, words: string) => {
    const element = document.createElement('p');
    element.className = css;
    element.textContent = words;
    return element;
  };
  return [line('tip-state', text), line('tip-when', when), ...more.map((words) => line('tip-more', words))];
}

/** Above the element if there is room, else below; never outside the window. */
function place(tip: HTMLElement, around: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const middle = around.left + around.width / 2 - width / 2;
  const above = around.top - height - GAP;
  tip.style.left = `${Math.max(GAP, Math.min(innerWidth - width - GAP, middle))}px`;
  tip.style.top = `${above > GAP ? above : around.bottom + GAP}px`;
}
