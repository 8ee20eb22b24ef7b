/** The partitions of AWS, by their Regions: ARNs and domain names of one are not those of another. */

interface Partition {
  /** What stands behind `arn:`. */
  readonly name: string;
  /** `AWS::URLSuffix`. */
  readonly urlSuffix: string;
}

const COMMERCIAL: Partition = { name: 'aws', urlSuffix: 'amazonaws.com' };

/** By the beginning of the names of their Regions, as `aws-cdk-lib/region-info` has them. */
const OTHERS: Readonly<Record<string, Partition>> = {
  'cn-': { name: 'aws-cn', urlSuffix: 'amazonaws.com.cn' },
  'us-gov-': { name: 'aws-us-gov', urlSuffix: 'amazonaws.com' },
  'us-iso-': { name: 'aws-iso', urlSuffix: 'c2s.ic.gov' },
  'us-isob-': { name: 'aws-iso-b', urlSuffix: 'sc2s.sgov.gov' },
  'eu-isoe-': { name: 'aws-iso-e', urlSuffix: 'cloud.adc-e.uk' },
  'us-isof-': { name: 'aws-iso-f', urlSuffix: 'csp.hci.ic.gov' },
  'eusc-': { name: 'aws-eusc', urlSuffix: 'amazonaws.eu' },
};

/** The partition that a Region is in; the commercial one for Regions that nobody knows. */
export function partitionOf(region: string): Partition {
  return Object.entries(OTHERS).find(([beginning]) => region.startsWith(beginning))?.[1] ?? COMMERCIAL;
}
