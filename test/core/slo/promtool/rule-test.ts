/** Writes the files for `promtool test rules`. */
import type { CrossCheck } from './cases';
import { alertExpression, MASK_MINUTES, maskExpression, type PromqlRule } from './promql';

/** Of each rule, whether it fires in each minute. */
export type Firings = ReadonlyMap<PromqlRule, readonly boolean[]>;

export interface RuleTest {
  readonly files: Readonly<Record<string, string>>;
  /** Minutes x rules. */
  readonly compared: number;
}

/** Before anything fails nothing can fire; there, of so many chunks one is compared. */
const QUIET_STRIDE = 10;

/** Every minute from the first bad event on, and samples of the time before, as masks. */
export function maskTest(check: CrossCheck, firings: Firings): RuleTest {
  const chunks = chunksOf(check);
  const tests = [...firings].flatMap(([rule, fires]) => {
    const alert = alertExpression(rule, check.guard);
    return chunks.map(({ start, end }) => {
      const expression = maskExpression(alert, end - start);
      const mask = fires.slice(start, end).reduce((sum, firing, bit) => sum + (firing ? 2 ** bit : 0), 0);
      return `  - {expr: "${expression}", eval_time: ${end - 1}m, exp_samples: [{labels: "{}", value: ${mask}}]}`;
    });
  });
  return {
    files: { 'test.yml': document(check, '[]', 'promql_expr_test', tests) },
    compared: firings.size * chunks.reduce((sum, { start, end }) => sum + end - start, 0),
  };
}

/** The rules as alerts in a rule file, and each minute's expected alerts. */
export function alertTest(check: CrossCheck, firings: Firings): RuleTest {
  const alerts = check.rules.map((rule) => `  - {alert: ${rule.id}, expr: "${alertExpression(rule, check.guard)}"}`);
  const tests = [...firings].flatMap(([{ id }, fires]) =>
    fires.map(
      (firing, minute) =>
        `  - {eval_time: ${minute}m, alertname: ${id}, exp_alerts: ${firing ? '[{exp_labels: {}}]' : '[]'}}`,
    ),
  );
  return {
    files: {
      'rules.yml': ['groups:', '- name: burn-rates', '  rules:', ...alerts, ''].join('\n'),
      'test.yml': document(check, '[rules.yml]', 'alert_rule_test', tests),
    },
    compared: tests.length,
  };
}

function document({ total, bad }: CrossCheck, ruleFiles: string, kind: string, tests: readonly string[]): string {
  const head = [`rule_files: ${ruleFiles}`, 'evaluation_interval: 1m', 'tests:', '- interval: 1m', '  input_series:'];
  const series = [
    `  - {series: total, values: "${samples(total)}"}`,
    `  - {series: bad, values: "${samples(bad)}"}`,
    `  ${kind}:`,
  ];
  return [...head, ...series, ...tests, ''].join('\n');
}

function samples(values: readonly number[]): string {
  return values.map((value) => (Number.isNaN(value) ? '_' : String(value))).join(' ');
}

function chunksOf({ total, bad }: CrossCheck): { readonly start: number; readonly end: number }[] {
  const firstBad = bad.findIndex((value) => value > 0);
  return Array.from({ length: Math.ceil(total.length / MASK_MINUTES) }, (_, index) => ({
    start: index * MASK_MINUTES,
    end: Math.min((index + 1) * MASK_MINUTES, total.length),
  })).filter(({ end }, index) => end > firstBad || index % QUIET_STRIDE === 0);
}
