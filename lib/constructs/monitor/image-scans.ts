import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { IMAGE_SCANS } from '../../core/catalog/image-scans';
import { checkKeys, checkOneOf, demand } from '../check';
import type { Observability } from '../observability';
import { Target } from './target';

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
/** Severity of a finding, as ECR names it. */
export type ScanSeverity = (typeof SEVERITIES)[number];

/** Whose container images are watched for findings of ECR scans, and which findings count. */
export interface ImageScansProps {
  /** Where the alarm and the graph go. */
  readonly observability: Observability;
  /** Names of repositories. @default - all of the account and Region */
  readonly repositories?: readonly string[];
  /** Findings that count. @default ['CRITICAL', 'HIGH'] */
  readonly severities?: readonly ScanSeverity[];
}

/**
 * Alarms when a scan of ECR finds vulnerabilities: a rule matches the scans' events, and its own metric counts them.
 * Basic scanning only; Inspector's findings are events of their own (`Inspector2 Finding`).
 */
export class ImageScans extends Construct {
  constructor(scope: Construct, id: string, props: ImageScansProps) {
    super(scope, id);
    const where = `ImageScans '${this.node.path}'`;
    checkKeys(where, props, { observability: true, repositories: true, severities: true });
    const { observability, repositories, severities = ['CRITICAL', 'HIGH'] } = props;
    demand(where, severities.length > 0, `'severities' is empty; name some of ${SEVERITIES.join(', ')}`);
    demand(where, repositories?.length !== 0, "'repositories' is empty; leave it out for all");
    for (const severity of severities) checkOneOf(where, 'severities', severity, SEVERITIES);
    const rule = new Rule(this, 'Rule', {
      description: 'Scans of images with findings, counted by the metric MatchedEvents',
      eventPattern: {
        source: ['aws.ecr'],
        detailType: ['ECR Image Scan'],
        detail: {
          ...(repositories && { 'repository-name': [...repositories] }),
          ...findingsOf(severities),
        },
      },
    });
    const dimensions = { default: { RuleName: rule.ruleName } };
    observability.monitor(Target.of(IMAGE_SCANS, { label: id, dimensions }));
  }
}

/** `$or` wants two alternatives at least: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
function findingsOf(severities: readonly ScanSeverity[]): object {
  const [first, ...others] = severities.map((severity) => ({
    'finding-severity-counts': { [severity]: [{ numeric: ['>', 0] }] },
  }));
  return others.length === 0 ? { ...first } : { $or: [first, ...others] };
}
