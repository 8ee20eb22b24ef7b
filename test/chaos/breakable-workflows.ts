/** Imported before a rehearsal: each workflow that it runs gets ports that `breakPorts` can break. */
import { join } from 'node:path';
import { breakable } from './break-ports';

/** Modules of `lib/workflow` that rehearsals run, and what they export. */
const WORKFLOWS = {
  'handle-signal': 'handleSignal',
  notify: 'notify',
  escalate: 'escalate',
  'publish-incidents': 'publishIncidents',
  'write-postmortem': 'writePostmortem',
  'run-runbook': 'runRunbook',
  'report-incidents': 'reportIncidents',
  'evaluate-slos': 'evaluateSlos',
  'detect-anomalies': 'detectAnomalies',
  'track-errors': 'trackErrors',
  'analyze-traces': 'analyzeTraces',
  'check-health': 'checkHealth',
  'score-health': 'scoreHealth',
  'render-widget': 'renderWidget',
} as const;

for (const [file, workflow] of Object.entries(WORKFLOWS)) {
  const path = join(__dirname, '..', '..', 'lib', 'workflow', file);
  jest.doMock(path, () => breakable(jest.requireActual(path), workflow));
}
