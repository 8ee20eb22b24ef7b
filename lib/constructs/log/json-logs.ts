import { Stack } from 'aws-cdk-lib';
import { CfnFunction, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '../../core/conventions';
import { checkKeys, demand, type Keys } from '../check';

/** From which level on Lambda keeps the lines of a function that logs JSON. */
export interface JsonLogsOptions {
  /**
   * Lines below it are thrown away by Lambda. `INFO` also throws away the lines that the middleware held back and writes
   * when an invocation fails. Above `INFO` is refused: the lines of successful requests, which carry the metrics of all
   * requests, have that level.
   * @default 'TRACE'
   */
  readonly applicationLevel?: 'TRACE' | 'DEBUG' | 'INFO';
  /** `WARN` throws away `platform.report`: duration, memory and start time of each invocation. @default 'INFO' */
  readonly systemLevel?: 'DEBUG' | 'INFO' | 'WARN';
}

const OPTIONS: Keys<JsonLogsOptions> = { applicationLevel: true, systemLevel: true };
const APPLICATION_LEVELS = ['TRACE', 'DEBUG', 'INFO'];
const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'];
const CALLER = 'useJsonLogs';

/**
 * Has Lambda write its own lines, and those of `console`, as JSON. Lines that are JSON already, as all of the middleware
 * and every embedded metric document, stay as they are; Lambda reads level and time off them.
 *
 * Lambda tells its level to the code as `AWS_LAMBDA_LOG_LEVEL`, which the middleware would follow, so
 * `SIGHTLINE_LOG_LEVEL` is set to `INFO` where the function has none.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function useJsonLogs(fn: IFunction | CfnFunction, options: JsonLogsOptions = {}): void {
  checkKeys(CALLER, options, OPTIONS);
  const { applicationLevel = 'TRACE', systemLevel = 'INFO' } = options;
  demand(
    CALLER,
    APPLICATION_LEVELS.includes(applicationLevel),
    `'applicationLevel' must be one of ${APPLICATION_LEVELS.join(', ')}, got ${JSON.stringify(applicationLevel)}; Lambda ` +
      'would throw away the lines that carry the metrics. To log less, set SIGHTLINE_LOG_LEVEL',
  );
  demand(
    CALLER,
    SYSTEM_LEVELS.includes(systemLevel),
    `'systemLevel' must be one of ${SYSTEM_LEVELS.join(', ')}, got ${JSON.stringify(systemLevel)}`,
  );
  const template = templateOf(fn);
  template.addPropertyOverride('LoggingConfig.LogFormat', 'JSON');
  template.addPropertyOverride('LoggingConfig.ApplicationLogLevel', applicationLevel);
  template.addPropertyOverride('LoggingConfig.SystemLogLevel', systemLevel);
  keepLevel(fn, template);
}

function templateOf(fn: IFunction | CfnFunction): CfnFunction {
  const template = fn instanceof CfnFunction ? fn : fn.node.defaultChild;
  if (template instanceof CfnFunction) return template;
  throw new Error(
    `${CALLER}: the function '${fn.node.path}' is not defined in this app, so its log format cannot be changed here; ` +
      'set LoggingConfig where it is defined',
  );
}

function keepLevel(fn: IFunction | CfnFunction, template: CfnFunction): void {
  const variables = Stack.of(fn).resolve(template.environment)?.variables ?? {};
  if (Object.hasOwn(variables, ENV.logLevel)) return;
  if (fn instanceof LambdaFunction) fn.addEnvironment(ENV.logLevel, 'INFO', { removeInEdge: true });
  else template.addPropertyOverride(`Environment.Variables.${ENV.logLevel}`, 'INFO');
}
