/** The packs as tables. */

import { COMPARISONS, describeSeconds } from '../../lib/core/alarm/threshold';
import type { Pack, PackIndicator, PackObjective } from '../../lib/core/pack/pack';
import { PACKS } from '../../lib/core/pack/packs';
import { WORKBOOK_RULES } from '../../lib/core/slo/burn-rate-rule';
import { alarmTable } from './catalog';
import { table } from './table';

/** Every metric, objective, rule and alarm by name. */
export function packTables(): string {
  return PACKS.map((pack) =>
    [
      `## ${pack.title}`,
      pack.purpose,
      `\`Packs.${camelCase(pack.id)}\``,
      `### Metrics of the pack ${pack.title}`,
      metricTable(pack),
      `### Objectives of the pack ${pack.title}`,
      objectiveTable(pack),
      `### Alarms of the pack ${pack.title}`,
      alarmTable(pack.entry),
    ].join('\n\n'),
  ).join('\n\n');
}

function metricTable({ entry, meaning }: Pack): string {
  const rows = Object.entries(entry.metrics).map(([key, { name, unit }]) => [
    `\`${name}\``,
    unit,
    `\`${key}\``,
    meaning[key] ?? '',
  ]);
  return table(['metric', 'unit', 'key for `tune`', 'one value is'], rows);
}

function objectiveTable({ entry, objectives }: Pack): string {
  const rows = objectives.map((objective) => [
    objective.name + (objective.perOperation ? ', and `<name>-<operation>` for each' : ''),
    objective.description,
    `${objective.objective} % / ${objective.window}`,
    goodOf(objective.indicator, (key) => `\`${entry.metrics[key]?.name}\``),
    rulesOf(objective),
    objective.noTelemetry === false ? 'no' : 'yes',
    String(objective.tier),
  ]);
  return table(['objective', 'meaning', 'objective / window', 'counted', 'rules', 'alarm on silence', 'tier'], rows);
}

function goodOf(indicator: PackIndicator, name: (key: string) => string): string {
  switch (indicator.kind) {
    case 'latency':
      return `${name(indicator.metric)} <= ${describeSeconds(indicator.thresholdMs / 1_000)}`;
    case 'custom': {
      const [key, statistic] = indicator.value;
      const { symbol } = COMPARISONS[indicator.comparison];
      return `${describeSeconds(indicator.sliceSeconds)} with ${name(key)} ${statistic} ${symbol} ${indicator.threshold}`;
    }
    default: {
      const term = ([key, statistic]: readonly [string, string]) => `${statistic} of ${name(key)}`;
      const [word, counted] = indicator.bad ? ['bad', indicator.bad] : ['good', indicator.good ?? indicator.total];
      return `${word}: ${term(counted)}; total: ${term(indicator.total)}`;
    }
  }
}

function rulesOf({ skip = [], minBad = 1 }: PackObjective): string {
  const rules = WORKBOOK_RULES.map(({ id }) => id).filter((id) => !skip.includes(id));
  return rules.join(', ') + (minBad > 1 ? `; ${minBad} bad at least` : '');
}

function camelCase(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
