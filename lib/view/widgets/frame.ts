/** What all custom widgets have around them: style by theme, what could not be read, times as the reader's clock shows them. */
import { plain } from '../escape';
import { type Html, type HtmlPart, html, trusted } from '../report/html';
import { type WidgetTheme, widgetStyle } from './style';

/** Where and for whom a widget is drawn. */
export interface WidgetFrame {
  readonly theme: WidgetTheme;
  /** Pixels of the widget's inside. */
  readonly width: number;
  readonly height: number;
  /** Epoch ms. */
  readonly nowMs: number;
  /** Of the reader's clock against UTC. */
  readonly offsetMinutes: number;
}

/** What a widget shows, as far as it could be read. */
export interface WidgetContents {
  readonly body: HtmlPart;
  /** One sentence each. */
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 5;
const PROBLEM = 200;

/**
 * One widget as HTML for CloudWatch, which takes scripts, frames and `<use>` away. `cwdb-no-default-styles` keeps the
 * console's own style off.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function drawWidget({ theme }: WidgetFrame, { body, problems }: WidgetContents): string {
  return html`<div class="sl-${theme} cwdb-no-default-styles"><style>${trusted(widgetStyle(theme))}</style>
${problems.slice(0, MOST_PROBLEMS).map((one) => html`<p class="problem" role="status">${plain(one, PROBLEM)}</p>`)}
${body}</div>`.toString();
}

/** What is missing, and how to get it. */
export function emptyState(what: string, how: string): Html {
  return html`<p class="empty"><b>${what}</b><br>${how}</p>`;
}

/** So many rows of a height have room below what stands above them; at least `least`. */
export function rowsThatFit({ height }: WidgetFrame, rowHeight: number, above: number, least = 2): number {
  return Math.max(least, Math.floor((height - above) / rowHeight));
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `Mon 09:00 UTC+02:00`: CloudWatch says how far the reader's clock is from UTC, and no name of its zone that can be trusted. */
export function timeText(ms: number, { offsetMinutes }: Pick<WidgetFrame, 'offsetMinutes'>): string {
  const local = new Date(ms + offsetMinutes * 60_000);
  const size = Math.abs(offsetMinutes);
  const two = (value: number) => String(value).padStart(2, '0');
  const away = size === 0 ? '' : `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${WEEKDAYS[local.getUTCDay()]} ${local.toISOString().slice(11, 16)} UTC${away}`;
}
