export const WIDGET_THEMES = ['light', 'dark'] as const;
export type WidgetTheme = (typeof WIDGET_THEMES)[number];

interface Palette {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly box: string;
  readonly link: string;
  readonly good: string;
  readonly warn: string;
  readonly bad: string;
  readonly unknown: string;
  /** Letters on a ground of `good`, `warn`, `bad` or `unknown`. */
  readonly onColour: string;
}

/** The ground that CloudWatch draws widgets on; only previews need to know it. */
export const WIDGET_GROUND: Readonly<Record<WidgetTheme, string>> = { light: '#ffffff', dark: '#161d26' };

/** Letters keep 4.5:1 against their ground. */
const PALETTES: Readonly<Record<WidgetTheme, Palette>> = {
  light: {
    ...{ ink: '#16202c', quiet: '#526070', line: '#d5dce4', box: '#f5f7fa', link: '#0a58b5', onColour: '#ffffff' },
    ...{ good: '#1a7f4b', warn: '#8f5d00', bad: '#bb1f2f', unknown: '#5f6b7a' },
  },
  dark: {
    ...{ ink: '#e8edf3', quiet: '#a3b0bf', line: '#3a4654', box: '#1f2935', link: '#7fb8ff', onColour: '#11161d' },
    ...{ good: '#4cc38a', warn: '#e3a33c', bad: '#ff8088', unknown: '#9aa7b5' },
  },
};

/**
 * The widgets of a dashboard share one document: every rule begins with the theme's own class, and colours are written
 * out, so that widgets of another theme, the console and what takes variables away cannot change them.
 */
export function widgetStyle(theme: WidgetTheme): string {
  return rulesOf(PALETTES[theme])
    .map(
      ([selectors, style]) => `${selectors.map((selector) => `.sl-${theme} ${selector}`.trim()).join(',')}{${style}}`,
    )
    .join('\n');
}

type Rule = readonly [selectors: readonly string[], style: string];

function rulesOf({ ink, quiet, line, box, link, good, warn, bad, unknown, onColour }: Palette): Rule[] {
  const healths = { healthy: good, degraded: warn, unhealthy: bad, unknown };
  return [
    [[''], `color:${ink};font:14px/1.4 "Amazon Ember","Helvetica Neue",Roboto,Arial,sans-serif;overflow-wrap:anywhere`],
    [['*'], 'box-sizing:border-box'],
    [['p'], 'margin:0 0 6px'],
    [['a'], `color:${link}`],
    [['ul'], 'margin:0;padding:0;list-style:none'],
    [['li'], 'padding:6px 0'],
    [['li + li'], `border-top:1px solid ${line}`],
    [['code'], `font:12px ui-monospace,Menlo,Consolas,monospace;background:${box};padding:1px 4px;border-radius:3px`],
    [['.quiet'], `color:${quiet};font-size:13px`],
    [['.big'], 'font-size:22px;font-weight:700;line-height:1.2'],
    [['.problem'], `color:${bad};border-left:3px solid ${bad};padding-left:8px;font-size:13px`],
    [['.empty'], `color:${quiet};padding:8px 0`],
    [['.empty b'], `color:${ink}`],
    [
      ['.badge'],
      `display:inline-block;padding:0 6px;border-radius:3px;font-size:12px;font-weight:700;color:${onColour}`,
    ],
    [['.badge.bad'], `background:${bad}`],
    [['.badge.warn'], `background:${warn}`],
    [['.badge.good'], `background:${good}`],
    [['.badge.unknown'], `background:${unknown}`],
    [['.of-bad'], `color:${bad};font-weight:700`],
    [['.of-warn'], `color:${warn};font-weight:700`],
    [['.row'], 'display:flex;gap:12px;align-items:flex-start'],
    [['.row > div'], 'flex:1 1 0;min-width:0'],
    [['.row > .chart'], 'flex:0 0 auto'],
    [['.chart'], 'display:block;max-width:100%'],
    [['.chart text'], `fill:${quiet};font:10px Arial,sans-serif`],
    [['.chart .axis'], `stroke:${line};fill:none`],
    [['.chart .zero'], `stroke:${bad};stroke-dasharray:3 3;fill:none`],
    [['.chart .left'], `stroke:${link};stroke-width:2;fill:none`],
    [['.bar'], `display:block;height:6px;background:${line};border-radius:3px;overflow:hidden`],
    [['.bar i'], `display:block;height:6px;background:${link}`],
    [['.services'], 'display:flex;flex-wrap:wrap;gap:6px 14px;margin:0 0 8px'],
    [['.services li', '.services li + li'], 'border:0;padding:0'],
    [['.map'], 'overflow:auto'],
    [['.map svg'], 'display:block'],
    [['.edge'], 'fill:none'],
    [['.edge.degraded'], 'stroke-dasharray:9 4'],
    [['.edge.unhealthy'], 'stroke-dasharray:4 4'],
    [['.node rect'], `fill:${box};stroke-width:2`],
    [['.node text'], `text-anchor:middle;fill:${ink}`],
    [['.node .name'], 'font:600 13px Arial,sans-serif'],
    [['.node .numbers'], `font:12px Arial,sans-serif;fill:${quiet}`],
    ...Object.entries(healths).flatMap(([health, colour]): Rule[] => [
      [[`.edge.${health}`, `.node.${health} rect`], `stroke:${colour}`],
      [[`.tip.${health}`], `fill:${colour}`],
    ]),
    [['.node.unhealthy .numbers'], `fill:${bad}`],
    [['.node.degraded .numbers'], `fill:${warn}`],
  ];
}
