import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { AlarmTuning } from '../../core/catalog/resolve';
import { DEFAULT_NAMESPACE, DIMENSION } from '../../core/conventions';
import { SLO_EVALUATION } from '../../core/slo/alarms';
import type { CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import { SLO_TABLE, sloTableParameter } from '../../core/slo/table';
import { refuseUndeliverableTopic } from '../alarm/topic-check';
import { checkKeys, checkNumber, type Keys } from '../check';
import { checkHubPlace } from '../incident/hub-place';
import type { IIncidentResponse } from '../incident/incident-response';
import { checkJudgeName, MAX_JUDGE_NAME, retentionDays } from '../judge/judge-check';
import { JudgeTable } from '../judge/judge-table';
import { markSelfWatching } from '../monitor/scope';
import { checkName, checkNamespace, outermostStackName, shortHash } from '../names';
import { selfWatchAlarms } from '../self-watch-alarms';
import { EvaluateFunction } from './evaluate-function';
import { evaluationProblems } from './evaluation-check';
import { EvaluationSchedule, TARGETS_PER_RULE } from './evaluation-schedule';
import { PublishedSlo, publishSloDefinition } from './publish-definition';

/** An evaluation as an objective needs it. */
export interface ISloEvaluation {
  /** Unique in the account and Region. */
  readonly evaluationName: string;
}

/** Which objectives are measured every five minutes, and how long the measurements are kept. */
export interface SloEvaluationProps {
  /**
   * Unique in the account and Region: 1 to 32 letters, digits, `.`, `_`, `-`.
   * @default 'sightline'
   */
  readonly name?: string;
  /**
   * Hub that hears of exhausted budgets and the other signals.
   * @default - they go to the account's default event bus, with source `sightline`
   */
  readonly incidents?: IIncidentResponse;
  /** How long measurements are kept, whole days up to ten years. @default Duration.days(400) */
  readonly retention?: Duration;
  /**
   * How many functions share the objectives, 1 to 50. Give it where other apps add objectives, whose number is not known
   * here.
   * @default - one for 100 objectives of this app, at most five
   */
  readonly shards?: number;
  /**
   * CloudWatch namespaces that it may publish to, beside `Sightline` and those of this app's objectives.
   * @default - no others
   */
  readonly namespaces?: readonly string[];
  /** Key that the table is encrypted with. @default - the key that AWS manages for DynamoDB */
  readonly encryptionKey?: IKey;
  /** Changes to the alarms `NoEvaluation`, `SlosFailed` and `FailedRuns`. @default - the defaults of the catalog */
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /**
   * Topic that these alarms tell of ALARM and OK themselves. Not where an `IncidentResponse` serves the account: it hears
   * of every alarm.
   *
   * @default - the alarms tell nobody but that hub
   */
  readonly notify?: ITopic;
  /** How long the log of the function is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** What becomes of table and log when the stack goes. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Evaluates objectives every five minutes: keeps how they stood, publishes their metrics, and raises and clears signals.
 * `Observability.slo` makes one for the stack where it is given none; one can serve a whole account and Region.
 */
export class SloEvaluation extends Construct implements ISloEvaluation {
  /** An evaluation that another app deploys to this account and Region. */
  static fromEvaluationName(name: string): ISloEvaluation {
    checkName('name', name, MAX_JUDGE_NAME);
    return { evaluationName: name };
  }

  /**
   * That of the scope's outermost stack, named after it and made when first asked for; then `props` count.
   * @throws where it was made for another hub
   */
  static defaultOf(
    scope: Construct,
    props: Pick<SloEvaluationProps, 'incidents' | 'notify' | 'removalPolicy'> = {},
  ): SloEvaluation {
    const stack = outermostStack(scope);
    const made = stack.node.tryFindChild(DEFAULT_ID) as SloEvaluation | undefined;
    if (!made) return new SloEvaluation(stack, DEFAULT_ID, { ...props, name: defaultName(outermostStackName(scope)) });
    if (made.hub === props.incidents?.hub) return made;
    throw new Error(
      `'${scope.node.path}': the objectives of the stack '${stack.node.path}' share one evaluation, whose signals go to ` +
        `${hubText(made.hub)}, not to ${hubText(props.incidents?.hub)}; make a SloEvaluation of your own for one of them`,
    );
  }

  readonly evaluationName: string;
  readonly function: IFunction;
  readonly table: ITable;
  /** On the evaluation itself. */
  readonly alarms: readonly CfnAlarm[];
  private readonly hub: string | undefined;

  constructor(scope: Construct, id: string, props: SloEvaluationProps = {}) {
    super(scope, id);
    markSelfWatching(this);
    const where = `SloEvaluation '${this.node.path}'`;
    checkProps(where, props);
    checkHubPlace(this, props.incidents);
    if (props.notify) refuseUndeliverableTopic(props.notify, this);
    const { name = 'sightline', retention = Duration.days(400), removalPolicy = RemovalPolicy.RETAIN } = props;
    this.evaluationName = name;
    this.hub = props.incidents?.hub;
    this.table = new JudgeTable(this, 'Table', {
      keys: SLO_TABLE,
      encryptionKey: props.encryptionKey,
      removalPolicy,
    });
    this.function = new EvaluateFunction(this, 'EvaluateSlos', {
      evaluation: name,
      table: this.table,
      key: props.encryptionKey,
      busName: this.hub ?? 'default',
      retentionDays: retentionDays(where, retention, MAX_RETENTION_DAYS),
      namespaces: Lazy.list({ produce: () => this.namespaces(props.namespaces) }),
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy,
    }).function;
    new EvaluationSchedule(this, 'Schedule', {
      function: this.function,
      rules: Math.ceil((props.shards ?? 1) / TARGETS_PER_RULE),
      shards: () => props.shards ?? this.shardsNeeded(),
    });
    new StringParameter(this, 'TableName', {
      parameterName: sloTableParameter(name),
      description: `Sightline: table of the evaluation ${name}`,
      stringValue: this.table.tableName,
    });
    this.alarms = this.addAlarms(props);
    this.node.addValidation({ validate: () => evaluationProblems(this, isEvaluation) });
  }

  /** Has an objective evaluated. */
  register(scope: Construct, id: string, definition: SloDefinition | CompositeSloDefinition): void {
    publishSloDefinition(scope, id, this.evaluationName, definition);
  }

  private shardsNeeded(): number {
    const objectives = PublishedSlo.of(this.evaluationName, this).length;
    return Math.min(Math.max(Math.ceil(objectives / OBJECTIVES_PER_SHARD), 1), TARGETS_PER_RULE);
  }

  private namespaces(more: readonly string[] = []): string[] {
    const published = PublishedSlo.of(this.evaluationName, this).map(({ definition }) => definition.namespace);
    return [...new Set([DEFAULT_NAMESPACE, ...more, ...published])].sort();
  }

  private addAlarms({ notify, tune }: SloEvaluationProps): CfnAlarm[] {
    return selfWatchAlarms(this, {
      entry: SLO_EVALUATION,
      label: `the evaluation '${this.evaluationName}'`,
      dimensions: {
        evaluation: { [DIMENSION.evaluation]: this.evaluationName },
        evaluateSlos: { FunctionName: this.function.functionName },
      },
      name: this.evaluationName,
      kind: 'slos',
      notify,
      tune,
    });
  }
}

const OBJECTIVES_PER_SHARD = 100;
const MAX_SHARDS = 50;
const MAX_RETENTION_DAYS = 3_653;
const DEFAULT_ID = 'SightlineSloEvaluation';
const KEYS: Keys<SloEvaluationProps> = {
  name: true,
  incidents: true,
  retention: true,
  shards: true,
  namespaces: true,
  encryptionKey: true,
  tune: true,
  notify: true,
  logRetention: true,
  removalPolicy: true,
};

function checkProps(where: string, props: SloEvaluationProps): void {
  checkKeys(where, props, KEYS);
  checkJudgeName(props.name);
  if (props.shards !== undefined)
    checkNumber(where, 'shards', props.shards, { min: 1, max: MAX_SHARDS, integer: true });
  for (const namespace of props.namespaces ?? []) checkNamespace(namespace);
}

function outermostStack(scope: Construct): Stack {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent) stack = stack.nestedStackParent;
  return stack;
}

/** Stack names are unique in account and Region; a long one is cut, and told apart by its hash. */
function defaultName(stackName: string): string {
  if (stackName.length <= MAX_JUDGE_NAME) return stackName;
  const hash = shortHash(stackName);
  return `${stackName.slice(0, MAX_JUDGE_NAME - hash.length - 1)}-${hash}`;
}

function isEvaluation(one: IConstruct): one is SloEvaluation {
  return one instanceof SloEvaluation;
}

function hubText(hub: string | undefined): string {
  return hub === undefined ? 'the default event bus' : `the hub '${hub}'`;
}
