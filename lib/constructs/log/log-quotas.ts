import { CfnMetricFilter, CfnSubscriptionFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { countRegexes } from '../../core/log/regex-count';
import { demand } from '../check';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
const MAX_METRIC_FILTERS = 100;
/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
const MAX_SUBSCRIPTION_FILTERS = 2;
/** Of metric filters and subscription filters together. */
const MAX_REGEX_PATTERNS = 5;

type Kind = 'metric' | 'subscription';

/** Filters that are no children of their log group, in the order in which they were made. */
const made = new WeakMap<ILogGroup, { readonly kind: Kind; readonly pattern: string }[]>();

/** Counts a filter with a valid pattern on a log group, and throws where CloudWatch Logs would refuse it at the deployment. */
export function countFilter(caller: string, logGroup: ILogGroup, kind: Kind, pattern: string): void {
  const regexes = countRegexes(pattern);
  const others = [...filtersBelow(logGroup), ...(made.get(logGroup) ?? [])];
  const alike = others.filter((filter) => filter.kind === kind).length;
  const most = kind === 'metric' ? MAX_METRIC_FILTERS : MAX_SUBSCRIPTION_FILTERS;
  const place = `the log group '${logGroup.node.path}'`;
  demand(
    caller,
    alike < most,
    `${place} has ${alike} ${kind} filters already, and ${most} are allowed; leave some out`,
  );
  const withRegex = others.filter((filter) => countRegexes(filter.pattern) > 0).length;
  demand(
    caller,
    regexes === 0 || withRegex < MAX_REGEX_PATTERNS,
    `${place} has ${withRegex} filters with regular expressions already, and ${MAX_REGEX_PATTERNS} are allowed; use ` +
      'terms or JSON conditions instead',
  );
  made.set(logGroup, [...(made.get(logGroup) ?? []), { kind, pattern }]);
}

/** Those of `logGroup.addMetricFilter` and of `Observability`. */
function filtersBelow(logGroup: ILogGroup) {
  return logGroup.node.children.flatMap(({ node: { defaultChild } }) => {
    if (defaultChild instanceof CfnMetricFilter) return [{ kind: 'metric', pattern: defaultChild.filterPattern }];
    if (!(defaultChild instanceof CfnSubscriptionFilter)) return [];
    return [{ kind: 'subscription', pattern: defaultChild.filterPattern }];
  });
}
