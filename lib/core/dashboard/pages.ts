import type { Family } from '../catalog/entry';
import { type BodyVariable, metricsOf, type Row, textRow } from './body';
import { DASHBOARD_LIMIT } from './model';
import type { Part } from './parts';

/** What goes on one dashboard below its header. */
export interface Page {
  /** What is on it, in words for a link. */
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  readonly variables: readonly BodyVariable[];
}

/** What every page needs besides its parts: the header, and the switch of environments. */
const RESERVED = { widgets: 1, metrics: 0, variables: 1 };
const HEADINGS_OF_A_PART = 2;

const FAMILY_HEADING: Readonly<Record<Family, string | undefined>> = {
  service: undefined,
  api: '# APIs',
  compute: '# Compute',
  messaging: '# Queues and streams',
  database: '# Databases',
  infrastructure: '# Infrastructure',
};

interface Cost {
  readonly widgets: number;
  readonly metrics: number;
  readonly variables: number;
}

/**
 * Puts parts on as few pages as their order allows; at least one page.
 * @param first what stands on the first page in any case
 */
export function paginate(first: readonly Row[], parts: readonly Part[]): Page[] {
  const pages: Part[][] = [[]];
  let used = costOf(first, 0);
  for (const part of parts) {
    const cost = costOf(part.rows, part.variable ? 1 : 0);
    const current = pages.at(-1);
    if (current && fits(used, cost)) {
      current.push(part);
      used = plus(used, cost);
    } else {
      pages.push([part]);
      used = cost;
    }
  }
  return pages.map((page, index) => pageOf(page, index === 0 ? first : []));
}

function costOf(rows: readonly Row[], variables: number): Cost {
  const widgets = rows.flat();
  const metrics = widgets.reduce((sum, widget) => sum + metricsOf(widget), 0);
  return { widgets: widgets.length + HEADINGS_OF_A_PART, metrics, variables };
}

function fits(used: Cost, cost: Cost): boolean {
  const { widgets, metrics, variables } = plus(RESERVED, plus(used, cost));
  const limit = DASHBOARD_LIMIT;
  return widgets <= limit.widgets && metrics <= limit.metrics && variables <= limit.variables;
}

function plus(a: Cost, b: Cost): Cost {
  return { widgets: a.widgets + b.widgets, metrics: a.metrics + b.metrics, variables: a.variables + b.variables };
}

function pageOf(parts: readonly Part[], first: readonly Row[]): Page {
  const rows = parts.flatMap((part, index) => [...headingsOf(part, parts[index - 1]), ...part.rows]);
  return {
    names: [...new Set(parts.map(({ name }) => name))],
    rows: [...first, ...rows],
    variables: parts.flatMap(({ variable }) => variable ?? []),
  };
}

function headingsOf(part: Part, before: Part | undefined): Row[] {
  const family = part.family === before?.family ? undefined : part.family && FAMILY_HEADING[part.family];
  const heading = part.heading === before?.heading ? undefined : part.heading;
  return [family, heading].flatMap((markdown) => (markdown === undefined ? [] : [textRow(markdown)]));
}
