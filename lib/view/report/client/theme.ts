/** Colours and font of the charts, taken from the page's style so that both change together. */
export interface Theme {
  readonly font: string;
  readonly ink: string;
  readonly text: string;
  readonly grid: string;
  readonly surface: string;
  readonly alarm: string;
  readonly shade: string;
  readonly band: string;
  readonly page: string;
  readonly lines: readonly string[];
}

/** Lines after the sixth take the first colour again. */
const LINES = 6;

export function currentTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    ink: value('--ink'),
    text: value('--muted'),
    grid: value('--grid'),
    surface: value('--surface'),
    alarm: value('--alarm'),
    shade: value('--alarm-shade'),
    band: value('--band-fill'),
    page: value('--accent'),
    lines: Array.from({ length: LINES }, (_, index) => value(`--line-${index}`)),
  };
}

/** Calls back when the window turns light or dark, and around printing, which is always light. */
export function onThemeChange(changed: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  const root = document.documentElement;
  addEventListener('beforeprint', () => {
    root.dataset.paper = '';
    changed();
  });
  addEventListener('afterprint', () => {
    delete root.dataset.paper;
    changed();
  });
}
