import type { AlarmQueryOptions, QueryCalls } from './alarm-check';
import type { CompiledQueries } from './plan';
import type { CallNode, Node } from './syntax';

/**
 * "Whenever an alarm evaluates whether to change state, CloudWatch attempts to retrieve a higher number of data points
 * than the number specified as Evaluation Periods. This function acts differently when extra data is requested."
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */
const EXTRA_DATA = 'CloudWatch reads more datapoints than the evaluation periods, and with these its result changes';
/** Of a list, these compare members at one time, so extra datapoints change nothing. */
const OVER_TIME: readonly string[] = ['AVG', 'MIN', 'MAX', 'SUM', 'STDDEV', 'DATAPOINT_COUNT'];
const ALWAYS: readonly string[] = ['RUNNING_SUM', 'REMOVE_EMPTY'];
const SPARSE: readonly string[] = ['RATE', 'DIFF', 'DIFF_TIME'];

export interface LintOptions extends AlarmQueryOptions {
  /** How long a datapoint of the metrics is; 0 without metrics. */
  readonly periodSeconds: number;
}

/** What AWS advises against in the expressions of alarms. Without `compiled`, nothing is known of types. */
export function lintCalls(
  { id, calls }: QueryCalls,
  compiled: CompiledQueries | undefined,
  options: LintOptions,
): string[] {
  return calls.flatMap((call) => {
    const { name } = call;
    if (ALWAYS.includes(name)) return [`${name} in '${id}': ${EXTRA_DATA}`];
    if (OVER_TIME.includes(name) && !isList(call.args[0], compiled)) {
      return [`${name} of one time series in '${id}': ${EXTRA_DATA}; a list, such as ${name}([m1, m2]), is fine`];
    }
    if (SPARSE.includes(name)) {
      return [`${name} in '${id}': on sparse data its result depends on how far back CloudWatch reads`];
    }
    return name === 'FILL' ? lintFill(id, options) : [];
  });
}

/** Needs no more than the shape of the expression: whether a part of it is a list. */
function isList(node: Node | undefined, compiled: CompiledQueries | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'array') return true;
  if (node.kind === 'id') return compiled?.types.get(node.id) === 'TS[]';
  if (node.kind === 'negation') return isList(node.operand, compiled);
  if (node.kind === 'binary') return isList(node.left, compiled) || isList(node.right, compiled);
  return node.kind === 'call' && isListCall(node, compiled);
}

const GIVE_LISTS: readonly string[] = ['METRICS', 'SEARCH', 'SORT', 'SLICE', 'REMOVE_EMPTY', 'ANOMALY_DETECTION_BAND'];
/** Of a list they give a list, of a time series a time series. */
const KEEP_SHAPE: readonly string[] = [
  ...['ABS', 'CEIL', 'FLOOR', 'LOG', 'LOG10', 'FILL'],
  ...['DIFF', 'DIFF_TIME', 'RATE', 'RUNNING_SUM'],
];

function isListCall({ name, args }: CallNode, compiled: CompiledQueries | undefined): boolean {
  return GIVE_LISTS.includes(name) || (KEEP_SHAPE.includes(name) && isList(args[0], compiled));
}

/** Metrics arrive within minutes: of a datapoint that is longer, what is there already counts, and nothing is filled. */
const LONGER_THAN_DELAYS = 300;

function lintFill(id: string, { evaluationPeriods, datapointsToAlarm, periodSeconds }: LintOptions): string[] {
  if (periodSeconds >= LONGER_THAN_DELAYS) return [];
  if (evaluationPeriods !== undefined && (datapointsToAlarm ?? evaluationPeriods) < evaluationPeriods) return [];
  return [
    `FILL in '${id}': where a metric arrives with a delay, the newest datapoint is always the filler, and the alarm ` +
      'can get stuck; let fewer datapoints alarm than there are evaluation periods (M out of N)',
  ];
}
