/** Custom widgets of dashboards: what a function drew, in frames that may neither run nor load anything. */
import { plain, plainBlock } from '../escape';
import { WIDGET_GROUND, WIDGET_THEMES, type WidgetTheme } from '../widgets/style';
import { type Html, html } from './html';
import type { ReportWidget } from './model';
import { moment } from './section';

/** The styles that the page's policy must allow for its frames, since these inherit it. */
export interface FrameStyles {
  /** Contents of `<style>` elements. */
  readonly sheets: Set<string>;
  /** Values of `style` attributes. */
  readonly attributes: Set<string>;
}

export function emptyFrameStyles(): FrameStyles {
  return { sheets: new Set(), attributes: new Set() };
}

/** One frame for each theme; the page shows the one that the reader prefers, and paper the light one. */
export function customWidget(widget: ReportWidget, place: string, styles: FrameStyles): Html {
  const { drawing, notDrawn = 'nobody drew it' } = widget;
  const title = plain(widget.title, 120) || 'Custom widget';
  if (!drawing) {
    return html`<div class="widget custom ${place}"><h4>${title}</h4><p class="detail">Not drawn: ${plain(notDrawn, 300)}.</p></div>
`;
  }
  const frames = WIDGET_THEMES.map((theme) => {
    const source = sourceOf(drawing[theme], theme);
    collectStyles(source, styles);
    return html`<iframe class="for-${theme}" sandbox="allow-popups allow-popups-to-escape-sandbox" title="${title}" height="${drawing.height}" srcdoc="${source}"></iframe>`;
  });
  return html`<div class="widget custom ${place}"><h4>${title}</h4>${frames}<p class="detail">At the end of the rehearsal, ${moment(drawing.atMs)} UTC.</p></div>
`;
}

/** Links open beside the page: the frame itself may go nowhere. */
function sourceOf(drawn: string, theme: WidgetTheme): string {
  const ground = `body{margin:0;background:${WIDGET_GROUND[theme]}}`;
  return plainBlock(`<!doctype html><meta charset="utf-8"><base target="_blank"><style>${ground}</style>${drawn}`);
}

/** More of them than anybody writes by hand: the rest is shown without them. */
const MOST_STYLES = 500;

/** What is not found here, because of how it is written, is shown without its style: nothing worse. */
function collectStyles(source: string, { sheets, attributes }: FrameStyles): void {
  for (const [, sheet = ''] of source.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style/gi)) {
    if (sheets.size < MOST_STYLES) sheets.add(sheet);
  }
  for (const [, double, single] of source.matchAll(/\sstyle=(?:"([^"]*)"|'([^']*)')/gi)) {
    if (attributes.size < MOST_STYLES) attributes.add(unescaped(double ?? single ?? ''));
  }
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' };

function unescaped(value: string): string {
  return value.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_entity, name: string) => CHARACTERS[name] ?? '');
}
