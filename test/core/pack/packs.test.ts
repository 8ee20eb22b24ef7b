import { checkEntry } from '../../../lib/core/catalog/check-entry';
import type { Pack, PackIndicator } from '../../../lib/core/pack/pack';
import { PACKS, Packs } from '../../../lib/core/pack/packs';
import { neverFires, readRule, WORKBOOK_RULES } from '../../../lib/core/slo/burn-rate-rule';
import { parseObjective } from '../../../lib/core/slo/objective';
import { parseSloWindow } from '../../../lib/core/slo/window';

const EACH = PACKS.map((pack): [string, Pack] => [pack.id, pack]);

test('there are six, each under its own id', () => {
  expect(Object.keys(Packs)).toHaveLength(6);
  expect(new Set(PACKS.map(({ id }) => id)).size).toBe(6);
});

describe.each(EACH)('the pack %s', (_, pack) => {
  test('has an entry like those of the catalog', () => {
    expect(() => checkEntry(pack.entry)).not.toThrow();
  });

  test('says of each metric what one value is, and of nothing else', () => {
    expect(Object.keys(pack.meaning).sort()).toEqual(Object.keys(pack.entry.metrics).sort());
  });

  test('draws, judges or counts each metric that it has people emit', () => {
    const used = new Set([
      ...pack.entry.alarms.map(({ metric }) => metric),
      ...pack.entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right].map(({ metric }) => metric)),
      ...pack.objectives.flatMap(({ indicator }) => metricsOf(indicator)),
    ]);
    expect(Object.keys(pack.entry.metrics).filter((key) => !used.has(key))).toEqual([]);
  });

  test('has objectives that can be read, on metrics that it has, whose rules can fire', () => {
    const names = pack.objectives.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, objective, window, indicator, skip = [] } of pack.objectives) {
      const read = parseObjective(name, objective);
      expect(() => parseSloWindow(name, window)).not.toThrow();
      expect(metricsOf(indicator).filter((key) => !(key in pack.entry.metrics))).toEqual([]);
      const rules = WORKBOOK_RULES.filter(({ id }) => !skip.includes(id)).map((rule) => readRule(name, rule));
      expect(rules.length).toBe(WORKBOOK_RULES.length - skip.length);
      expect(rules.flatMap((rule) => neverFires(name, rule, read) ?? [])).toEqual([]);
    }
  });

  test('names its summaries and reasons for people', () => {
    for (const { summary, reason, runbook } of pack.entry.alarms) {
      expect(summary).toContain('{resource}');
      expect(reason.length).toBeGreaterThan(40);
      expect(runbook.length).toBeGreaterThan(0);
    }
  });
});

function metricsOf(indicator: PackIndicator): string[] {
  if (indicator.kind === 'latency') return [indicator.metric];
  if (indicator.kind === 'custom') return [indicator.value[0]];
  return [indicator.total, indicator.good, indicator.bad].flatMap((term) => (term ? [term[0]] : []));
}
