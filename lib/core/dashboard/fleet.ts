import type { ResolvedAlarm } from '../catalog/resolve';
import type { Tile } from './body';
import {
  annotationsOf,
  chunks,
  DEFAULT_PERIOD_SECONDS,
  GRAPH_HEIGHT,
  type GraphSetting,
  type ThresholdLine,
} from './graph';
import { DASHBOARD_LIMIT, GRID_COLUMNS } from './model';
import { shorthand } from './shorthand';
import type { Slot, SlotEntry } from './slots';

/** Lines that people can still tell apart. */
const LINES_SHOWN = 10;
/** The row that chooses the worst takes one of the widget's places. */
const ENTRIES_PER_WIDGET = DASHBOARD_LIMIT.metricsPerWidget - 1;
/** More different thresholds than this are drawn as their lowest and highest. */
const THRESHOLDS_SHOWN = 3;

/**
 * One line of many resources in one graph: all of them, or the worst ten where there are more. The others are read and
 * not drawn; the legend says which ones are.
 */
export function fleetTiles(slot: Slot, setting: GraphSetting): Tile[] {
  const widgets = Math.ceil(slot.entries.length / ENTRIES_PER_WIDGET);
  const parts = chunks(slot.entries, Math.ceil(slot.entries.length / widgets));
  return parts.map((entries, index) => {
    const part = parts.length > 1 ? `, ${index + 1} of ${parts.length}` : '';
    return fleetTile({ ...slot, title: `${slot.title}${part}`, entries }, setting);
  });
}

function fleetTile({ title, statistic, entries }: Slot, { region, accountId, moments }: GraphSetting): Tile {
  const alarms = entries.flatMap((entry) => entry.alarms);
  const all = entries.length <= LINES_SHOWN;
  const account = accountId === undefined ? {} : { accountId };
  const period = alarms[0]?.periodSeconds ?? DEFAULT_PERIOD_SECONDS;
  const rows = shorthand(namesOf(entries)).map((names, index) => {
    const hidden = all ? {} : { id: `m${index}`, visible: false };
    return [...names, { label: entries[index]?.label, ...ownPeriod(entries[index], period), ...hidden, ...account }];
  });
  const worst = { expression: `SORT(METRICS(), ${worstFirst(alarms)}, ${LINES_SHOWN})`, id: 'worst', ...account };
  const properties = {
    title: all ? title : `${title} (the ${LINES_SHOWN} ${isLow(alarms) ? 'lowest' : 'highest'} of ${entries.length})`,
    metrics: all ? rows : [[worst], ...rows],
    ...annotationsOf(thresholdLines(alarms), moments),
    stat: statistic,
    legend: { position: 'right' },
    yAxis: { left: { min: 0 } },
    period,
    region,
  };
  return { type: 'metric', width: GRID_COLUMNS / 2, height: GRAPH_HEIGHT, properties };
}

/** Of a resource whose alarm on this line is another than the others'. */
function ownPeriod(entry: SlotEntry | undefined, period: number): { period?: number } {
  const own = entry?.alarms[0]?.periodSeconds;
  return own === undefined || own === period ? {} : { period: own };
}

function worstFirst(alarms: readonly ResolvedAlarm[]): string {
  return isLow(alarms) ? 'MIN, ASC' : 'MAX, DESC';
}

function isLow([alarm]: readonly ResolvedAlarm[]): boolean {
  return alarm?.comparison.startsWith('LessThan') ?? false;
}

/** Names and dimensions of each row; the dimension that differs comes last, so that most rows are two texts long. */
function namesOf(entries: readonly SlotEntry[]): string[][] {
  const [first] = entries as [SlotEntry];
  const keys = Object.keys(first.series.metric.dimensions);
  const differs = (key: string) => entries.some((entry) => dimensionOf(entry, key) !== dimensionOf(first, key));
  const ordered = [...keys.filter((key) => !differs(key)), ...keys.filter(differs)];
  return entries.map((entry) => {
    const { namespace, name } = entry.series.metric;
    return [namespace, name, ...ordered.flatMap((key) => [key, dimensionOf(entry, key)])];
  });
}

function dimensionOf({ series }: SlotEntry, key: string): string {
  return series.metric.dimensions[key] ?? '';
}

function thresholdLines(alarms: readonly ResolvedAlarm[]): ThresholdLine[] {
  const values = new Map<string, Set<number>>();
  for (const { id, threshold } of alarms) values.set(id, (values.get(id) ?? new Set()).add(threshold));
  return [...values].flatMap(([label, set]) => {
    const sorted = [...set].sort((a, b) => a - b);
    if (sorted.length <= THRESHOLDS_SHOWN) return sorted.map((value) => ({ label, value }));
    const [lowest, highest] = [Math.min(...sorted), Math.max(...sorted)];
    return [
      { label: `${label}, lowest`, value: lowest },
      { label: `${label}, highest`, value: highest },
    ];
  });
}
