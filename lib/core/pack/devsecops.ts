import { ABOVE, AT_LEAST, BELOW, graph, metricsOf, PAGE, TICKET, window } from '../catalog/parts';
import type { Pack } from './pack';
import { packEntry, shareOf, within } from './parts';

const HOUR = window(3_600, 1, 1);
const DAY = window(86_400, 1, 1);
const QUIET = { treatMissingData: 'notBreaching' } as const;
const DAY_SECONDS = 86_400;

/** Scans of code, images and accounts: whether they run, what they find, and how soon it is mended. */
export const DEVSECOPS: Pack = {
  id: 'devsecops',
  title: 'DevSecOps',
  purpose: 'For teams that answer for security: scans, findings, how fast they are mended, and policies.',
  entry: packEntry('DevSecOps', {
    metrics: metricsOf('sightline', {
      scans: ['ScanSucceeded', 'Count'],
      criticalFindings: ['CriticalFindingsOpen', 'Count'],
      findings: ['FindingsOpen', 'Count'],
      trend: ['FindingsTrend', 'Percent'],
      remediation: ['RemediationTime', 'Seconds'],
      age: ['VulnerabilityAge', 'Seconds'],
      policies: ['PolicyCompliant', 'Count'],
    }),
    graphs: [
      graph(
        'Findings',
        [
          ['findings', 'Maximum', 'Open'],
          ['criticalFindings', 'Maximum', 'Critical'],
        ],
        [['trend', 'Maximum', 'Against a week ago']],
      ),
      graph('Remediation', [
        ['remediation', 'p95', 'Time to mend p95'],
        ['age', 'Maximum', 'Oldest that is open'],
      ]),
      graph('Scans and policies', [
        ['scans', 'Average', 'Share of scans that succeeded'],
        ['policies', 'Average', 'Share of rules that are met'],
      ]),
    ],
    alarms: [
      {
        id: 'CriticalFindings',
        metric: 'criticalFindings',
        statistic: 'Maximum',
        comparison: AT_LEAST,
        threshold: 1,
        ...HOUR,
        ...QUIET,
        ...PAGE,
        summary: '{resource} has {threshold} or more critical findings open.',
        reason: 'One is enough, and its clock of 24 hours has begun. Scans are rare, so one value counts.',
        runbook: [
          'Open the finding: is what it is in reachable from outside?',
          'If so, take it offline or patch it now; else give it an owner.',
        ],
      },
      {
        id: 'FindingsGrow',
        metric: 'trend',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 20,
        ...DAY,
        ...QUIET,
        ...TICKET,
        summary: '{resource} has more than {threshold} more findings than a week ago.',
        reason:
          'A fifth in a week is more than new advisories bring: a base image or a dependency is left behind. Told once a day.',
        runbook: ['Group the new findings by package: one update often mends most of them.'],
      },
      {
        id: 'RemediationSlow',
        metric: 'remediation',
        statistic: 'p95',
        comparison: ABOVE,
        threshold: DAY_SECONDS,
        ...DAY,
        ...QUIET,
        ...TICKET,
        summary: 'Findings of {resource} took longer than {threshold} to mend (p95).',
        reason: 'The limit of the objective. A day gathers what was mended in it.',
        runbook: ['See which findings took longest: who had to decide or to wait?'],
      },
      {
        id: 'VulnerabilityOld',
        metric: 'age',
        statistic: 'Maximum',
        comparison: ABOVE,
        threshold: 30 * DAY_SECONDS,
        ...DAY,
        ...QUIET,
        ...TICKET,
        summary: 'The oldest open vulnerability of {resource} is older than {threshold}.',
        reason:
          'A month is what policies commonly allow for what is not critical. What is older has been forgotten or accepted.',
        runbook: ['Give it an owner and a date, or write down why the risk is taken.'],
      },
      {
        id: 'ScansFail',
        metric: 'scans',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 0.9,
        ...DAY,
        ...QUIET,
        ...TICKET,
        summary: 'Fewer than {threshold} of the scans of {resource} succeeded in a day.',
        reason:
          'What is not scanned has no findings, and looks safe. A day gathers enough scans that one failure passes.',
        runbook: ['See whether one target or the scanner itself fails.'],
      },
      {
        id: 'PoliciesBroken',
        metric: 'policies',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 0.95,
        ...HOUR,
        ...QUIET,
        ...TICKET,
        summary: '{resource} meets fewer than {threshold} of its policies.',
        reason: 'The objective tells of a month; one rule in twenty at once is a change that can still be undone.',
        runbook: ['See which rules are broken since when, and by which deploy.'],
      },
    ],
  }),
  meaning: {
    scans: '1 for each scan that succeeded, 0 for each that failed or did not run in time.',
    criticalFindings: 'Critical findings that are open, after each scan and at least once an hour.',
    findings: 'All findings that are open, after each scan.',
    trend: 'Percent by which the open findings have grown in a week, once a day; 0 or less if they have not.',
    remediation: 'Seconds from found to mended, when a finding is closed.',
    age: 'Seconds since the oldest open vulnerability was found, once a day.',
    policies: '1 for each rule of a policy that is met, 0 for each that is not, each time they are evaluated.',
  },
  objectives: [
    {
      name: 'ScanSuccess',
      description: '99 % of the scans succeed.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: shareOf('scans', 'availability'),
      skip: ['page_fast', 'page_slow'],
      minBad: 2,
      noTelemetry: false,
    },
    {
      name: 'NoCriticalFindings',
      // Of 720 hours, 0.1 % is less than one.
      description: 'No hour of 30 days has a critical finding open.',
      objective: '99.9',
      window: '30d',
      tier: 1,
      indicator: {
        kind: 'custom',
        value: ['criticalFindings', 'Maximum'],
        comparison: 'LessThanThreshold',
        threshold: 1,
        sliceSeconds: 3_600,
        missing: 'ignore',
      },
      // The alarm CriticalFindings wakes people at the first one.
      skip: ['page_fast', 'page_slow', 'ticket_fast'],
      noTelemetry: false,
    },
    {
      name: 'Remediation',
      description: '95 % of the findings are mended within 24 hours.',
      objective: '95',
      window: '30d',
      tier: 2,
      indicator: within('remediation', 1_000 * DAY_SECONDS),
      skip: ['page_fast', 'page_slow'],
      minBad: 2,
      noTelemetry: false,
    },
    {
      name: 'PolicyCompliance',
      description: '99 % of the evaluations of policies find them met.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: shareOf('policies', 'quality'),
      skip: ['page_fast', 'page_slow'],
      noTelemetry: false,
    },
  ],
};
