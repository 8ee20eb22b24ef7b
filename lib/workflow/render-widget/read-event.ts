import { closest } from '../../core/closest';
import { CUSTOM_WIDGETS, type CustomWidgetName, type CustomWidgetParams } from '../../core/dashboard/custom-widget';
import { readShownCost } from '../../core/price/shown-cost';
import { plain } from '../../view/escape';
import type { WidgetFrame } from '../../view/widgets/frame';

export interface WidgetRequest {
  readonly kind: 'draw';
  readonly params: CustomWidgetParams;
  readonly frame: WidgetFrame;
}

/** What CloudWatch asks for. */
export type WidgetEvent =
  | WidgetRequest
  /** What can be drawn, in words. */
  | { readonly kind: 'describe' }
  | { readonly kind: 'refused'; readonly problem: string; readonly frame: WidgetFrame };

const NAMES_ALLOWED = 200;

/**
 * Parameters stand beside `widgetContext`, which is CloudWatch's. Whatever cannot be read of the context has a default;
 * parameters are written by people and are refused with the reason.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
export function readWidgetEvent(event: unknown, nowMs: number): WidgetEvent {
  const given = fieldsOf(event);
  if (given.describe) return { kind: 'describe' };
  const frame = frameOf(fieldsOf(given.widgetContext), nowMs);
  const problem = problemOf(given);
  if (problem !== undefined) return { kind: 'refused', problem, frame };
  const { widget, service, environment, cost } = given as { [name: string]: string | undefined };
  const shown = readShownCost(cost);
  return {
    kind: 'draw',
    frame,
    params: {
      widget: widget as CustomWidgetName,
      ...(service !== undefined && { service }),
      ...(environment !== undefined && { environment }),
      ...(shown && { cost: shown }),
    },
  };
}

function problemOf({ widget, service, environment }: Readonly<Record<string, unknown>>): string | undefined {
  if (!(CUSTOM_WIDGETS as readonly unknown[]).includes(widget)) return unknownWidget(widget);
  for (const [name, value] of Object.entries({ service, environment })) {
    if (value === undefined || (typeof value === 'string' && value !== '' && value.length <= NAMES_ALLOWED)) continue;
    return `'${name}' must be a name of 1 to ${NAMES_ALLOWED} characters, got ${shown(value)}; leave it out for all.`;
  }
  return undefined;
}

function unknownWidget(widget: unknown): string {
  const known = CUSTOM_WIDGETS.map((name) => `'${name}'`).join(', ');
  if (widget === undefined) return `The parameter 'widget' is missing; it says what to draw: ${known}.`;
  const meant = typeof widget === 'string' ? closest(widget, CUSTOM_WIDGETS) : undefined;
  const hint = meant === undefined ? '' : ` did you mean '${meant}'?`;
  return `There is no widget ${shown(widget)};${hint} there are: ${known}.`;
}

/** The size of CloudWatch's own example. */
const USUAL = { width: 588, height: 369 } as const;
const SMALLEST = 80;
const LARGEST = 10_000;

function frameOf({ theme, width, height, timezone }: Readonly<Record<string, unknown>>, nowMs: number): WidgetFrame {
  return {
    theme: theme === 'dark' ? 'dark' : 'light',
    width: pixels(width, USUAL.width),
    height: pixels(height, USUAL.height),
    nowMs,
    offsetMinutes: offsetOf(fieldsOf(timezone).offsetISO),
  };
}

function pixels(value: unknown, usual: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return usual;
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, value)));
}

/** `+02:00`, the one form of the time zone whose sign is clear. */
function offsetOf(text: unknown): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):([0-5]\d)$/.exec(String(text)) ?? [];
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (size > 14 * 60) return 0;
  return sign === '-' ? -size : size;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : `a value of type ${value === null ? 'null' : typeof value}`;
  return plain(text, 60);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
