import type { CaseKind } from './case-kind';

/** Burn-rate rules over series of good and bad events. */
export const slo: CaseKind = {
  name: 'SLO',
  cells: ['objective_percent', 'slo_window', 'series', 'rules', 'expected', 'burn_rates'],
  fits: (vector) => 'objective_percent' in vector && 'rules' in vector,
  subject: ({ why }) => (typeof why === 'string' ? why : ''),
  assertionOf: () => ({ notAsserted: 'burn-rate rules are judged by no decision of lib/core' }),
};
