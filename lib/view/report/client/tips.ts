/** Distance between a tip and what it explains, and between a tip and the window's edge, in CSS pixels. */
const GAP = 8;

/** One tip for all ribbon segments: shown on hover, focus and tap, gone on Escape. */
export function connectTips(): void {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  document.body.append(tip);

  let shown: SVGGElement | undefined;
  for (const segment of document.querySelectorAll<SVGGElement>('.segment')) {
    const show = () => {
      shown = segment;
      tip.replaceChildren(...lines(segment.dataset));
      tip.hidden = false;
      place(tip, segment.getBoundingClientRect());
    };
    const hide = () => {
      tip.hidden = true;
    };
    segment.addEventListener('pointerenter', show);
    segment.addEventListener('pointerleave', hide);
    segment.addEventListener('focus', show);
    segment.addEventListener('blur', hide);
  }
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tip.hidden = true;
  });
  // Focus by keyboard scrolls the segment into view after the tip is placed.
  addEventListener('scroll', () => {
    if (shown && !tip.hidden) place(tip, shown.getBoundingClientRect());
  });
}

function lines({ state, text, when, reason }: DOMStringMap): HTMLElement[] {
  return [
    { css: `tip-state tip-${state}`, words: text },
    { css: 'tip-when', words: when },
    { css: 'tip-reason', words: reason },
  ].flatMap(({ css, words }) => {
    if (!words) return [];
    const line = document.createElement('p');
    line.className = css;
    line.textContent = words;
    return [line];
  });
}

/** Above the element if there is room, else below; never outside the window. */
function place(tip: HTMLElement, around: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const middle = around.left + around.width / 2 - width / 2;
  const above = around.top - height - GAP;
  tip.style.left = `${Math.max(GAP, Math.min(innerWidth - width - GAP, middle))}px`;
  tip.style.top = `${above > GAP ? above : around.bottom + GAP}px`;
}
