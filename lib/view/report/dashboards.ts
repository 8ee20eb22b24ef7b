import { plain } from '../escape';
import { clock, duration } from '../format';
import { type ChartList, chartOf } from './chart-data';
import { chartFigure } from './chart-figure';
import { customWidget, emptyFrameStyles, type FrameStyles } from './custom-widget';
import { type Html, html } from './html';
import { boardId, markdown } from './markdown';
import type { RehearsalReport, ReportDashboard, ReportWidget } from './model';
import { nothing, section } from './section';
import { statesOf } from './spans';

/** CloudWatch's dashboard grid: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24;
const MAX_ROWS = 1000;

export interface DashboardsPart {
  readonly section: Html;
  /** Rules that put each widget on its place in the grid; only wide windows use them. */
  readonly placement: string;
  /** What the frames of custom widgets need. */
  readonly frameStyles: FrameStyles;
}

/** The dashboards of the templates, with the data of the rehearsal in them. */
export function dashboardsPart(report: RehearsalReport, charts: ChartList): DashboardsPart {
  const hasCharts = report.dashboards.some(({ widgets }) => widgets.some(({ type }) => type === 'metric'));
  const drawn: Drawn = { report, charts, places: [], frameStyles: emptyFrameStyles() };
  const boards = report.dashboards.map((dashboard) => board(dashboard, drawn));
  return {
    section: section(
      'dashboards',
      report.dashboards.length === 1 ? 'Dashboard' : 'Dashboards',
      hasCharts
        ? html`<span class="lead">As the templates define ${report.dashboards.length === 1 ? 'it' : 'them'}, with the data of this run.</span> <span class="key"><i class="swatch swatch-shade"></i>A related alarm is in ALARM</span> <span class="key"><i class="swatch swatch-threshold"></i>Threshold</span> <span class="key"><i class="swatch swatch-page"></i>Page</span>`
        : undefined,
      boards.length > 0 ? boards : nothing('The templates define no dashboard.'),
    ),
    placement: drawn.places.join('\n'),
    frameStyles: drawn.frameStyles,
  };
}

/** What boards are drawn of, and what they add to the page. */
interface Drawn {
  readonly report: RehearsalReport;
  readonly charts: ChartList;
  readonly places: string[];
  readonly frameStyles: FrameStyles;
}

/** Open, but for a hub's: the client folds the others where the window is narrow. */
function board({ name, hub, widgets }: ReportDashboard, { report, charts, places, frameStyles }: Drawn): Html {
  const sorted = [...widgets].sort((a, b) => a.y - b.y || a.x - b.x);
  const tiles = sorted.map((widget) => {
    const place = `p${places.length}`;
    places.push(`.${place}{${gridArea(widget)}}`);
    if (widget.type === 'text')
      return html`<div class="widget text ${place}">${markdown(widget.markdown ?? '')}</div>\n`;
    if (widget.type === 'alarm') return alarmWidget(widget, report, place);
    if (widget.type === 'custom') return customWidget(widget, place, frameStyles);
    const chart = chartOf(widget, report);
    return chartFigure(chart, charts.add(chart), `widget ${place}`);
  });
  const title = hub === undefined ? plain(name, 120) : `Incidents of the hub ${plain(hub, 120)}`;
  return html`<details class="board-fold" id="${boardId(name)}"${hub === undefined && html` open`}><summary><h3 class="board-name">${title}</h3></summary><div class="board">${tiles}</div></details>
`;
}

/** Positions from a dashboard body are bounded: a wrong one must not stretch the page. */
function gridArea({ x, y, width, height }: ReportWidget): string {
  const column = within(x, 0, COLUMNS - 1);
  const rows = `${within(y, 0, MAX_ROWS) + 1}/span ${within(height, 1, MAX_ROWS)}`;
  return `grid-row:${rows};grid-column:${column + 1}/span ${within(width, 1, COLUMNS - column)}`;
}

function within(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : least;
}

function alarmWidget(widget: ReportWidget, report: RehearsalReport, place: string): Html {
  const tiles = (widget.alarms ?? []).map((name) => {
    const alarm = report.alarms.find((candidate) => candidate.name === name);
    if (!alarm) return html`<li class="tile-nodata"><p>${plain(name, 100)}</p><p class="detail">not rehearsed</p></li>`;
    const spans = statesOf(alarm, report);
    const fired = spans.filter((span) => span.state === 'ALARM');
    const css = fired.length > 0 ? 'alarm' : spans.at(-1)?.state === 'OK' ? 'ok' : 'nodata';
    const total = fired.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
    const words = {
      ok: 'OK throughout',
      nodata: 'No data',
      alarm: `${duration(total)} in alarm from ${clock(fired[0]?.fromMs ?? 0)}`,
    };
    return html`<li class="tile-${css}"><p>${plain(alarm.label, 100)}</p><p class="detail">${words[css]}</p></li>`;
  });
  return html`<div class="widget alarm-board ${place}"><h4>${plain(widget.title, 120) || 'Alarms'}</h4><ul>${tiles}</ul></div>
`;
}
