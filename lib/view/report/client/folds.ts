/** As wide as the grid of dashboards needs it: `style/dashboards.css`. */
const WIDE = '(min-width: 900px), print';

/** Dashboards are folded where one column makes them long. A link to one opens it, and paper has no folds. */
export function connectFolds(): void {
  if (!matchMedia(WIDE).matches) {
    for (const board of document.querySelectorAll<HTMLDetailsElement>('.board-fold')) board.open = false;
  }
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener('hashchange', reveal);
  reveal();
  connectPrinting();
}

/** Everything opens for printing and closes again after it. */
function connectPrinting(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details')].filter((details) => !details.open);
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}
