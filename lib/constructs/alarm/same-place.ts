import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmQuery } from './metric-queries';

/**
 * Refuses metrics that the alarm, made in this scope, cannot read.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Cross-Account-Cross-Region.html
 */
export function refuseForeignMetrics(where: string, scope: IConstruct, queries: readonly AlarmQuery[]): void {
  for (const query of queries) {
    if (!('metric' in query)) continue;
    const what = `metric '${query.metric.name}'`;
    refuseForeign(where, scope, what, query, 'make the alarm in a stack of that account and Region');
  }
}

/** Refuses a thing of another account or Region than the scope's, as far as both are known. */
export function refuseForeign(
  where: string,
  scope: IConstruct,
  what: string,
  place: { readonly account?: string | undefined; readonly region?: string | undefined },
  todo: string,
): void {
  const own = Stack.of(scope);
  for (const property of ['account', 'region'] as const) {
    const [theirs, ours] = [place[property], own[property]];
    if (theirs === undefined || theirs === ours || Token.isUnresolved(theirs) || Token.isUnresolved(ours)) continue;
    const name = property === 'region' ? 'Region' : 'account';
    throw new Error(`${where}: ${what} is of the ${name} '${theirs}', the alarm of '${ours}'; ${todo}`);
  }
}
