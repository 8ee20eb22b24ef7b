/** Custom widgets of the templates' dashboards, drawn at moments of a story as CloudWatch would have them drawn. */
import { type CustomWidget, GRID_COLUMNS } from '../core/dashboard/model';
import { readDashboardBody } from '../core/dashboard/read';
import type { RehearsalReport, ReportDrawing } from '../view/report/model';
import type { PreviewedWidget } from '../view/widgets/preview-page';
import { WIDGET_THEMES, type WidgetTheme } from '../view/widgets/style';
import { dashboardBodies } from './dashboard-bodies';
import type { Functions } from './platform/functions';
import type { Resource } from './templates';
import { Words } from './words';
import type { World } from './world';

/** A custom widget at a moment, in one theme. */
export type RehearsedWidget = PreviewedWidget;

/** Which of the widgets that were drawn. */
export interface WidgetFilter {
  /** @default - all */
  readonly title?: string;
  /** Name of the dashboard. @default - all */
  readonly dashboard?: string;
  /** @default - both */
  readonly theme?: WidgetTheme;
}

/** Pixels of a grid unit, as far as the example in CloudWatch's documentation tells: 588 by 369 of twelve by six. */
const UNIT = { width: 49, height: 61 } as const;
/** Of a function that nobody waits for longer: what is asked for at the end of a story must be there by then. */
const PATIENCE_MS = 20_000;
/** Of one widget in one theme, characters: ours stay below. */
const MOST_HTML = 200_000;

/** Reports are data and small; what was drawn stays here as long as they do. */
const DRAWN = new WeakMap<RehearsalReport, readonly RehearsedWidget[]>();

/**
 * The custom widgets as they were at the moments that `widgetsAt` of `play` names, each in both themes, in the order of
 * time. Their HTML is what their function answered: show it in a sandboxed frame alone.
 * @param night what `play` answered, that very object
 * @throws where nothing was drawn
 */
export function widgetsOf(night: RehearsalReport, filter: WidgetFilter = {}): readonly RehearsedWidget[] {
  const drawn = DRAWN.get(night);
  if (!drawn) {
    throw new Error(
      "widgetsOf: nothing was drawn; name moments, such as play(file, { widgetsAt: ['15m'] }), and pass what it answered",
    );
  }
  const { title, dashboard, theme } = filter;
  return drawn.filter(
    (one) =>
      (title ?? one.title) === one.title &&
      (dashboard ?? one.dashboard) === one.dashboard &&
      (theme ?? one.theme) === one.theme,
  );
}

/** What a custom widget's function answered at the end of a story, or why there is nothing to show. */
export type EndDrawing = ReportDrawing | { readonly notDrawn: string };

/** By `endKey`. */
export type EndDrawings = ReadonlyMap<string, EndDrawing>;

/** Which widget of which dashboard. */
export function endKey(board: Pick<Resource, 'path'>, { place }: Pick<CustomWidget, 'place'>): string {
  return `${board.path} ${place}`;
}

/** Draws them while a story is played: at the moments that are asked for, and at its end for the report. */
export class WidgetArtist {
  private readonly drawn: RehearsedWidget[] = [];
  private readonly drawnAtEnd = new Map<string, EndDrawing>();
  private readonly asked: boolean;

  /** @param moments durations from the start. @throws where one is no duration, or too late for the story */
  constructor(
    private readonly world: World,
    private readonly functions: Pick<Functions, 'invoke' | 'isBound'>,
    moments: readonly string[] | undefined,
    { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
  ) {
    this.asked = moments !== undefined;
    const at = (afterMs: number, draw: () => Promise<void>) => {
      const atMs = Math.max(startMs, startMs + Math.min(afterMs, durationMs - PATIENCE_MS));
      world.clock.at(atMs, () => void draw().catch(world.fail));
    };
    for (const moment of moments ?? []) {
      const afterMs = new Words(moment, (problem) => new Error(`widgetsAt: ${problem}`)).duration();
      if (afterMs > durationMs) throw new Error(`widgetsAt: '${moment}' is after the end of the story`);
      at(afterMs, () => this.drawMoment());
    }
    at(durationMs, () => this.drawEnd());
  }

  /** What there was at the end of the story: of every custom widget whose function answered in time, or cannot. */
  atEnd(): EndDrawings {
    return this.drawnAtEnd;
  }

  /** Keeps what was drawn with the report. */
  keep(report: RehearsalReport): void {
    if (this.asked) DRAWN.set(report, this.drawn);
  }

  private async drawMoment(): Promise<void> {
    const atMs = this.world.clock.now();
    for (const { board, widget, resource } of this.widgets()) {
      if (!resource || !this.functions.isBound(resource)) continue;
      const size = { width: widget.width * UNIT.width, height: widget.height * UNIT.height };
      for (const theme of WIDGET_THEMES) {
        const answer = await this.ask(board, widget, resource, { theme, ...size });
        if (!answer.ok) {
          throw new Error(`the custom widget '${widget.title}' of ${board.name} failed: ${String(answer.error)}`);
        }
        const html = typeof answer.value === 'string' ? answer.value : '';
        this.drawn.push({ dashboard: board.name, title: widget.title, atMs, theme, ...size, html });
      }
    }
  }

  /** All at once, so that many are there in time. One that fails is no failure of the story. */
  private async drawEnd(): Promise<void> {
    await Promise.all(
      this.widgets().map(async ({ board, widget, resource }) => {
        const keep = (drawing: EndDrawing) => this.drawnAtEnd.set(endKey(board, widget), drawing);
        if (!resource) return keep({ notDrawn: `its function ${nameIn(widget.endpoint)} is not part of this app` });
        if (!this.functions.isBound(resource)) {
          return keep({ notDrawn: `the rehearsal bindings give no code for its function ${resource.name}` });
        }
        return keep(await this.drawForReport(board, widget, resource));
      }),
    );
  }

  private async drawForReport(board: Resource, widget: CustomWidget, resource: Resource): Promise<EndDrawing> {
    const atMs = this.world.clock.now();
    const size = { width: reportWidth(widget.width), height: widget.height * UNIT.height };
    const answer = (theme: WidgetTheme) => this.ask(board, widget, resource, { theme, ...size });
    const [light, dark] = await Promise.all([answer('light'), answer('dark')]);
    if (!light.ok || !dark.ok) {
      const { error } = (light.ok ? dark : light) as { readonly error: unknown };
      return { notDrawn: `its function failed: ${String(error)}` };
    }
    if (typeof light.value !== 'string' || typeof dark.value !== 'string') {
      return { notDrawn: 'its function answered no HTML' };
    }
    if (Math.max(light.value.length, dark.value.length) > MOST_HTML) {
      return { notDrawn: `its function answered more than ${MOST_HTML / 1_000} kB` };
    }
    return { atMs, height: size.height, light: light.value, dark: dark.value };
  }

  private ask(board: Resource, { title, params }: CustomWidget, resource: Resource, look: Look) {
    const context = { dashboardName: board.name, title, params, ...look, ...contextAt(this.world.clock.now()) };
    return this.functions.invoke(resource, { ...params, widgetContext: context });
  }

  private widgets() {
    const { templates } = this.world;
    const metrics = this.world.metrics.metrics();
    return dashboardBodies(templates).flatMap(({ board, body }) => {
      const { widgets } = readDashboardBody(body, { metrics });
      return widgets.flatMap((widget) =>
        widget.type === 'custom'
          ? [{ board, widget, resource: templates.byIdentity(widget.endpoint, 'AWS::Lambda::Function') }]
          : [],
      );
    });
  }
}

interface Look {
  readonly theme: WidgetTheme;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What a widget of so many grid columns has inside, in a window of 1,216 pixels or more. */
function reportWidth(columns: number): number {
  return Math.floor((columns * (1_120 + 12)) / GRID_COLUMNS) - 12 - 34;
}

/** The name in a function's ARN; of what is none, all of it. */
function nameIn(endpoint: string): string {
  return /:function:([^:]+)/.exec(endpoint)?.[1] ?? endpoint;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html */
function contextAt(atMs: number) {
  const relativeStart = 3 * 3_600_000;
  return {
    locale: 'en',
    timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
    period: 300,
    isAutoPeriod: true,
    timeRange: { mode: 'relative', start: atMs - relativeStart, end: atMs, relativeStart },
    linkCharts: true,
    forms: { all: {} },
  };
}
