/**
 * The CloudWatch console of a Region, without a slash or fragment at the end: that of China and of GovCloud where the
 * Region is theirs. A Region that is not known yet, a token, is taken for one of the others.
 */
export function cloudWatchConsole(region: string): string {
  return `https://${region}.${domainOf(region)}/cloudwatch/home?region=${region}`;
}

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}
