import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, TICKET } from './parts';

/**
 * Findings of image scans in ECR, which are events and no metrics: `ImageScans` makes a rule that matches them, and
 * EventBridge counts what the rule matches.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const IMAGE_SCANS: CatalogEntry = {
  type: 'Sightline::ImageScans',
  title: 'Image scans',
  family: 'infrastructure',
  sample: { dimensions: { default: { RuleName: 'scans' } } },
  metrics: metricsOf('AWS/Events', { findings: ['MatchedEvents', 'Count'] }),
  graphs: [graph('Scans with findings', [['findings', 'Sum', 'Scans']])],
  alarms: [
    {
      id: 'Findings',
      metric: 'findings',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: 'A scan of an image found vulnerabilities of a severity that {resource} watches for.',
      reason:
        'Each finding wants a decision, so the first scan counts: no guard. It is no emergency at night. The rule counts ' +
        'only what it matches: no data means no finding.',
      runbook: [
        'Open the findings of the newest scan in ECR: which image and package, and is the image deployed?',
        'Rebuild on a mended base image, or suppress the finding with a reason.',
      ],
    },
  ],
};
