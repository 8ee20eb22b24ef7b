import { SLO_METRIC } from '../../core/conventions';
import { sloDimensions } from '../../core/slo/alarm-queries';
import { sloKey } from '../../core/slo/definition';
import type { SloMeasurement } from '../../core/slo/measurement';
import type { AnySloDefinition } from '../../core/slo/signals';
import { minutesText, nominalMinutes, parseSloWindow } from '../../core/slo/window';
import { type BudgetStanding, drawnFirst, errorBudgetsWidget } from '../../view/widgets/error-budgets';
import type { SloSeriesRequest } from '../ports';
import { ask } from './ask';
import { isAskedFor } from './place';
import type { RenderWidgetPorts } from './ports';
import type { WidgetRequest } from './read-event';

/** An evaluation runs every five minutes; three that are missing are a dead one. */
const STALE_MS = 20 * 60_000;
/** What a chart of some hundred pixels can show. */
const POINTS = 120;
const SERIES = 'left';
/** The longest that a chart goes back, and how far one goes of an objective that is made of others. */
const LONGEST_MINUTES = 30 * 24 * 60;

export async function collectBudgets(ports: RenderWidgetPorts, { params, frame }: WidgetRequest): Promise<string> {
  const objectives = await ask(ports, 'objectives', ports.objectives, async (port) => {
    const { slos, composites, problems } = await port.load();
    const chosen = [...slos, ...composites].filter(isAskedFor(params));
    return { chosen, problems, latest: await port.readLatest(chosen.map(sloKey)) };
  });
  const { found, unset } = objectives;
  if (!found) return errorBudgetsWidget({ problems: objectives.problems, unset }, frame);
  const standings = standingsOf(found.chosen, found.latest, frame.nowMs);
  const drawn = new Set(drawnFirst(standings, frame).map(({ slo }) => slo));
  const history = await historiesOf(
    ports,
    found.chosen.filter((one) => drawn.has(sloKey(one))),
    frame.nowMs,
  );
  const unread = found.problems.map(({ name, problem }) => `${name}: ${problem}`);
  const shown = standings.map((one) => ({ ...one, left: history.left.get(one.slo) ?? [] }));
  return errorBudgetsWidget({ standings: shown, problems: [...history.problems, ...unread], unset }, frame);
}

interface Histories {
  readonly left: ReadonlyMap<string, readonly number[]>;
  readonly problems: readonly string[];
}

/** Charts that cannot be drawn leave the numbers as they are. */
async function historiesOf(
  ports: RenderWidgetPorts,
  drawn: readonly AnySloDefinition[],
  nowMs: number,
): Promise<Histories> {
  const requests = drawn.map((one) => historyOf(one, nowMs));
  const source = requests.length > 0 ? ports.series : undefined;
  const { found = [], problems } = await ask(ports, 'the history of error budgets', source, (port) =>
    port.read(requests),
  );
  const left = new Map<string, readonly number[]>();
  const failed: string[] = [];
  for (const [index, series] of found.entries()) {
    const { slo } = requests[index] as SloSeriesRequest;
    if (series instanceof Error) failed.push(`Could not read the history of ${slo}.`);
    else left.set(slo, Array.from(series[SERIES] ?? []));
  }
  return { left, problems: [...problems, ...failed] };
}

function standingsOf(
  definitions: readonly AnySloDefinition[],
  latest: readonly SloMeasurement[],
  nowMs: number,
): BudgetStanding[] {
  const bySlo = new Map(latest.map((one) => [one.slo, one]));
  return definitions.map((definition) => {
    const { objective, tier } = definition;
    const slo = sloKey(definition);
    const measurement = bySlo.get(slo);
    const window = 'window' in definition ? definition.window : undefined;
    const stale = measurement !== undefined && nowMs - measurement.atMs > STALE_MS;
    return { slo, objective, window, tier, measurement, stale, over: minutesText(minutesOf(definition)) };
  });
}

/** The metric that `evaluate-slos` publishes: one number a period, where measurements would be thousands of items. */
function historyOf(definition: AnySloDefinition, nowMs: number): SloSeriesRequest {
  const periodSeconds = Math.ceil(minutesOf(definition) / POINTS / 5) * 300;
  const endMs = Math.ceil(nowMs / (periodSeconds * 1_000)) * periodSeconds * 1_000;
  const metric = {
    namespace: definition.namespace,
    name: SLO_METRIC.errorBudgetRemaining,
    dimensions: sloDimensions(definition),
  };
  return {
    slo: sloKey(definition),
    queries: [{ id: SERIES, metric, statistic: 'Minimum' }],
    wanted: [SERIES],
    periodSeconds,
    span: { startMs: endMs - POINTS * periodSeconds * 1_000, endMs },
  };
}

function minutesOf(definition: AnySloDefinition): number {
  if (!('window' in definition)) return LONGEST_MINUTES;
  const window = parseSloWindow(sloKey(definition), definition.window, definition.timezone);
  return Math.min(LONGEST_MINUTES, nominalMinutes(window));
}
