import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmQuery } from './metric-queries';

/** Where something is, as far as that is known. */
export interface Place {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

const PROPERTIES = ['account', 'region'] as const;

/**
 * Refuses metrics that the alarm, made in this scope, cannot read: those of another Region. Metrics of another account
 * it can, where that account shares them.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function refuseFarMetrics(where: string, scope: IConstruct, queries: readonly AlarmQuery[]): void {
  for (const query of queries) {
    if ('metric' in query) refuseMetric(where, scope, query.metric.name, { region: query.region });
  }
}

/** Refuses metrics of another account or Region: what evaluates objectives reads its own. */
export function refuseForeignMetrics(where: string, scope: IConstruct, queries: readonly AlarmQuery[]): void {
  for (const query of queries) if ('metric' in query) refuseMetric(where, scope, query.metric.name, query);
}

function refuseMetric(where: string, scope: IConstruct, name: string, place: Place): void {
  const what = `metric '${name}'`;
  refuseForeign(where, scope, what, place, 'make the alarm in a stack of that account and Region');
  warnOfUnknownPlace(scope, `${where}: ${what}`, place);
}

/** Refuses a thing of another account or Region than the scope's, as far as both are known. */
export function refuseForeign(where: string, scope: IConstruct, what: string, place: Place, todo: string): void {
  const own = Stack.of(scope);
  for (const property of PROPERTIES) {
    const [theirs, ours] = [place[property], own[property]];
    if (theirs === undefined || theirs === ours || Token.isUnresolved(theirs) || Token.isUnresolved(ours)) continue;
    const name = property === 'region' ? 'Region' : 'account';
    throw new Error(`${where}: ${what} is of the ${name} '${theirs}', the alarm of '${ours}'; ${todo}`);
  }
}

/**
 * Warns of a thing whose account or Region is known, where that of the alarms is not: nobody can tell whether they see
 * its metrics, and an alarm without data is silent.
 * @param what for the message, such as `'Shop/Orders'`
 */
export function warnOfUnknownPlace(scope: IConstruct, what: string, place: Place): void {
  const own = Stack.of(scope);
  const known = PROPERTIES.flatMap((property) => {
    const theirs = place[property];
    if (theirs === undefined || Token.isUnresolved(theirs) || !Token.isUnresolved(own[property])) return [];
    return `${property === 'region' ? 'Region' : 'account'} ${theirs}`;
  });
  if (known.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'sightline:placeNotKnown',
    `${what} is of the ${known.join(', ')}, and where the stack '${own.node.path}' goes is not known at synth: deployed ` +
      "elsewhere, its alarms see no data and stay silent. Give the stack that 'env'; then this is checked",
  );
}
