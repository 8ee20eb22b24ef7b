import type { MetricQuery } from '../signal/metric-math';
import { type Expression, parseExpression, walk } from '../signal/metric-math/expression';
import type { MetricWidget, WidgetExpression, WidgetRow } from './model';

/** What one expression needs to be evaluated, whatever the other rows of its widget are. */
export interface ExpressionPlan {
  /** The id of the expression itself among `queries`. */
  readonly id: string;
  /** The expression, and what it refers to directly or through others. Metrics have the period of the plan. */
  readonly queries: readonly MetricQuery[];
  readonly periodSeconds: number;
}

/** Rows with the ids that queries need; rows without one get an id that no expression is likely to have. */
export type IdentifiedRow = WidgetRow & { readonly id: string };

export function identify(rows: readonly WidgetRow[]): IdentifiedRow[] {
  return rows.map((row, index) => ({ ...row, id: row.id ?? `zz${index}` }));
}

/**
 * Gathers what an expression needs. All of it is read at one period, the longest there is: AWS does not say at which one
 * it draws an expression over metrics of different periods.
 * @param minimumSeconds of a chart with so many points
 * @throws {MetricMathError} where the syntax of the expression, or of one that it refers to, is wrong
 */
export function planExpression(
  expression: WidgetExpression & { readonly id: string },
  rows: readonly IdentifiedRow[],
  widget: Pick<MetricWidget, 'periodSeconds'>,
  minimumSeconds: number,
): ExpressionPlan {
  const needed = neededBy(expression, rows);
  const periods = [...needed].flatMap(([row, parsed]) => periodsOf(row, parsed, widget.periodSeconds));
  const known = periods.length > 0 ? periods : [widget.periodSeconds];
  const periodSeconds = Math.max(minimumSeconds, ...known);
  const queries = rows.filter((row) => needed.has(row)).map((row) => queryOf(row, row === expression, periodSeconds));
  return { id: expression.id, queries, periodSeconds };
}

type Needed = ReadonlyMap<IdentifiedRow, Expression | undefined>;

function neededBy(expression: IdentifiedRow, rows: readonly IdentifiedRow[]): Needed {
  const needed = new Map<IdentifiedRow, Expression | undefined>();
  const open = [expression];
  for (let row = open.pop(); row; row = open.pop()) {
    if (needed.has(row)) continue;
    const parsed = isExpression(row) ? parseExpression(row.expression) : undefined;
    needed.set(row, parsed);
    const everyMetric = parsed?.functions.includes('METRICS') ?? false;
    open.push(...rows.filter((other) => parsed?.ids.includes(other.id) || (everyMetric && !isExpression(other))));
  }
  return needed;
}

function periodsOf(row: IdentifiedRow, parsed: Expression | undefined, widgetPeriod: number): number[] {
  if (!isExpression(row)) return [row.periodSeconds];
  const own = row.periodSeconds === undefined ? [] : [row.periodSeconds];
  return [...own, ...(parsed ? searchPeriods(parsed, row.periodSeconds ?? widgetPeriod) : [])];
}

/** SEARCH has its period as third argument. */
function searchPeriods({ root }: Expression, otherwise: number): number[] {
  return [...walk(root)].flatMap((node) => {
    if (node.kind !== 'call' || node.name !== 'SEARCH') return [];
    const period = node.args[2];
    return [period?.kind === 'number' && period.value >= 1 ? period.value : otherwise];
  });
}

function queryOf(row: IdentifiedRow, returnData: boolean, periodSeconds: number): MetricQuery {
  const { id, label } = row;
  if (isExpression(row)) return { id, returnData, expression: row.expression, ...(label !== '' && { label }) };
  const { metric, statistic } = row;
  return { id, returnData, metric, statistic, periodSeconds, label: label || metric.name };
}

export function isExpression<T extends WidgetRow>(row: T): row is T & WidgetExpression {
  return 'expression' in row;
}
