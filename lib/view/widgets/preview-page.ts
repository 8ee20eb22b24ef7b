/** Previews of custom widgets as one HTML file: each in a frame that may do nothing, on the ground that CloudWatch draws it on. */
import { isoMinute } from '../backtest/lines';
import { plain } from '../escape';
import { type Html, html, trusted } from '../report/html';
import { WIDGET_GROUND, WIDGET_THEMES, type WidgetTheme } from './style';

export interface PreviewedWidget {
  /** Name of the dashboard. */
  readonly dashboard: string;
  readonly title: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly theme: WidgetTheme;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** As the function answered it: of whoever wrote that. */
  readonly html: string;
}

const NAME = 120;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE = `
body { margin: 0; padding: 16px; background: #eceff3; color: #16202c; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 24px 0 8px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 16px 0 4px; overflow-wrap: anywhere; } p { margin: 4px 0; }
.themes { display: flex; flex-wrap: wrap; gap: 12px; }
iframe { display: block; max-width: 100%; border: 1px solid #b9c3ce; border-radius: 6px; }
`;

/** Needs nothing but itself: no scripts, no fonts, no requests. Frames can neither run scripts nor reach the page. */
export function previewPage(title: string, widgets: readonly PreviewedWidget[]): string {
  const moments = [...new Set(widgets.map(({ atMs }) => momentOf(atMs)))];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Custom widgets</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<h1>Custom widgets</h1>
<p>${plain(title, NAME)}, in virtual time: ${moments.join(', ') || 'nothing was drawn'}.</p>
${moments.map((moment) => momentSection(moment, widgets))}
</body>
</html>
`.toString();
}

function momentSection(moment: string, widgets: readonly PreviewedWidget[]): Html {
  const own = widgets.filter(({ atMs }) => momentOf(atMs) === moment);
  const boards = [...new Set(own.map(({ dashboard }) => dashboard))];
  return html`${boards.map((board) => {
    const shown = own.filter(({ dashboard }) => dashboard === board);
    const titles = [...new Set(shown.map(({ title }) => title))];
    return html`<h2>${plain(board, NAME)}, ${moment}</h2>${titles.map(
      (title) => html`<h3>${plain(title, NAME)}</h3>
<div class="themes">${WIDGET_THEMES.map((theme) => shown.filter((one) => one.title === title && one.theme === theme).map(frame))}</div>`,
    )}`;
  })}`;
}

/** Widgets of one moment are drawn one after the other. */
function momentOf(atMs: number): string {
  return `${isoMinute(atMs)} UTC`;
}

function frame({ title, theme, width, height, html: source }: PreviewedWidget): Html {
  const document = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><body style="margin:10px;background:${WIDGET_GROUND[theme]}">${source}`;
  return html`<iframe sandbox title="${plain(title, NAME)}, ${theme}" width="${width}" height="${height}" srcdoc="${trusted(attribute(document))}"></iframe>
`;
}

/** As an attribute's value, letter by letter what it was: `html` would take control characters out. */
function attribute(source: string): string {
  return source.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
