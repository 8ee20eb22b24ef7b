/** A combination of objectives in plain words: its parts, what they look at, what it costs. */
import { dollars } from '../../core/price/summary';
import { compositeCost } from '../../core/slo/composite-cost';
import { type CompositeSloDefinition, type SloDefinition, sloKey } from '../../core/slo/definition';
import { partKey } from '../../core/slo/read-definition';
import { hanging, indented } from '../backtest/lines';
import { plain } from '../escape';
import type { ExplainViewOptions } from './explain';
import { textTable } from './table';

export interface CompositeExplanation extends CompositeSloDefinition {
  readonly slo: string;
  readonly explainedParts: readonly PartExplanation[];
  /** Custom metrics that are published about it. */
  readonly metrics: number;
  readonly usdPerMonth: number;
}

export interface PartExplanation {
  readonly slo: string;
  readonly weight: number;
  /** Missing where the part is none of the objectives that are known here. */
  readonly objective?: string;
  readonly window?: string;
}

/** @param known the objectives that its parts may be */
export function explainComposite(
  definition: CompositeSloDefinition,
  known: readonly SloDefinition[],
): CompositeExplanation {
  const byKey = new Map(known.map((one) => [sloKey(one), one]));
  const { metrics, usdPerMonth } = compositeCost();
  return {
    ...definition,
    slo: sloKey(definition),
    explainedParts: definition.parts.map((part) => {
      const slo = partKey(part);
      const found = byKey.get(slo);
      return { slo, weight: part.weight, ...(found && { objective: found.objective, window: found.window }) };
    }),
    ...{ metrics, usdPerMonth },
  };
}

export function tellComposite(explained: CompositeExplanation, { paint, width }: ExplainViewOptions): string {
  const { slo, description, tier, team, owner, combine, explainedParts, metrics, usdPerMonth } = explained;
  const named = Object.entries({ Team: team, Owner: owner });
  const told = named.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}.`]));
  const isWeighted = combine === 'weighted';
  const columns = [
    ...[{ name: 'part' }, { name: 'objective', right: true }, { name: 'window' }],
    ...(isWeighted ? [{ name: 'weight', right: true }] : []),
  ];
  const rows = explainedParts.map(({ slo: part, objective, window, weight }) => [
    ...[part, objective === undefined ? 'not known here' : `${objective} %`, window ?? ''],
    ...(isWeighted ? [String(weight)] : []),
  ]);
  const notes = [
    `It is as good as ${measureOf(explained)}, each over its own window; those without data are left out.`,
    'It has no rules and no alarms: those of its parts tell people. Its own budget raises signals.',
    `${metrics} metrics are published about it, ${dollars(usdPerMonth)} a month.`,
  ];
  const lines = [
    paint('bold', plain(slo, width)),
    ...indented([description, `Tier ${tier}.`, ...told].join(' '), 2, width),
    '',
    `  ${paint('bold', 'Made of')}`,
    ...textTable({ columns, rows }, paint).map((line) => `  ${line}`),
    ...notes.flatMap((note) => hanging(note, 4, width)),
  ];
  return `${lines.join('\n')}\n`;
}

function measureOf({ combine, ownObjectives }: CompositeSloDefinition): string {
  if (combine === 'weighted') return 'its parts are in their weighted mean';
  return ownObjectives ? 'the one of its parts that has used most of its own budget' : 'the worst of its parts';
}
