/** Custom widgets of the templates' dashboards, drawn at moments of a story as CloudWatch would have them drawn. */
import { field, list, numberField, text } from '../core/dashboard/fields';
import type { RehearsalReport } from '../view/report/model';
import type { PreviewedWidget } from '../view/widgets/preview-page';
import { WIDGET_THEMES, type WidgetTheme } from '../view/widgets/style';
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

/** Draws them while a story is played. */
export class WidgetArtist {
  private readonly drawn: RehearsedWidget[] = [];
  private readonly asked: boolean;

  /** @param moments durations from the start. @throws where one is no duration, or too late for the story */
  constructor(
    private readonly world: World,
    private readonly functions: Pick<Functions, 'invoke' | 'isBound'>,
    moments: readonly string[] | undefined,
    { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
  ) {
    this.asked = moments !== undefined;
    for (const moment of moments ?? []) {
      const afterMs = new Words(moment, (problem) => new Error(`widgetsAt: ${problem}`)).duration();
      if (afterMs > durationMs) throw new Error(`widgetsAt: '${moment}' is after the end of the story`);
      const atMs = Math.max(startMs, startMs + Math.min(afterMs, durationMs - PATIENCE_MS));
      world.clock.at(atMs, () => void this.drawAll().catch(world.fail));
    }
  }

  /** Keeps what was drawn with the report. */
  keep(report: RehearsalReport): void {
    if (this.asked) DRAWN.set(report, this.drawn);
  }

  private async drawAll(): Promise<void> {
    const { templates } = this.world;
    for (const board of templates.ofType('AWS::CloudWatch::Dashboard')) {
      for (const widget of customWidgets(board)) {
        const resource = templates.byIdentity(widget.endpoint, 'AWS::Lambda::Function');
        if (!resource || !this.functions.isBound(resource)) continue;
        for (const theme of WIDGET_THEMES) await this.draw(board, widget, resource, theme);
      }
    }
  }

  private async draw(board: Resource, widget: GivenWidget, resource: Resource, theme: WidgetTheme): Promise<void> {
    const atMs = this.world.clock.now();
    const { title, params, width, height } = widget;
    const context = { dashboardName: board.name, title, theme, width, height, params, ...contextAt(atMs) };
    const result = await this.functions.invoke(resource, { ...params, widgetContext: context });
    if (!result.ok) throw new Error(`the custom widget '${title}' of ${board.name} failed: ${String(result.error)}`);
    const html = typeof result.value === 'string' ? result.value : '';
    this.drawn.push({ dashboard: board.name, title, atMs, theme, width, height, html });
  }
}

interface GivenWidget {
  /** ARN of a function. */
  readonly endpoint: string;
  readonly title: string;
  readonly params: object;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

function customWidgets({ properties }: Resource): GivenWidget[] {
  return list(field(parsed(properties.DashboardBody), 'widgets'))
    .filter((widget) => field(widget, 'type') === 'custom')
    .map((widget) => {
      const about = field(widget, 'properties');
      const params = field(about, 'params');
      return {
        endpoint: text(field(about, 'endpoint')),
        title: text(field(about, 'title')),
        params: typeof params === 'object' && params !== null ? params : {},
        width: (numberField(widget, 'width') ?? 12) * UNIT.width,
        height: (numberField(widget, 'height') ?? 6) * UNIT.height,
      };
    });
}

function parsed(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : body;
  } catch {
    return undefined;
  }
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
