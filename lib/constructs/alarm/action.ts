import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkNumber, checkOneOf, shown } from '../check';
import type { ActionArns } from './options';
import { refuseForeign } from './same-place';
import { refuseUndeliverableTopic } from './topic-check';

/** The OpsItem that `AlarmAction.opsItem` opens in Systems Manager OpsCenter when the alarm goes to ALARM. */
export interface OpsItemOptions {
  /** 1 (critical) to 4 (low). */
  readonly severity: 1 | 2 | 3 | 4;
  /** @default - none */
  readonly category?: OpsItemCategory;
}

const CATEGORIES = ['Availability', 'Cost', 'Performance', 'Recovery', 'Security'] as const;
/** What an OpsItem is about, as Systems Manager names it. */
export type OpsItemCategory = (typeof CATEGORIES)[number];

/** Which actions alarms of each severity have. Severities left out tell nobody. */
export type ActionsBySeverity = Readonly<Partial<Record<Severity, readonly AlarmAction[]>>>;

/** What an alarm does when its state changes. */
export abstract class AlarmAction {
  /** Tells the topic of ALARM and of OK. A topic that CloudWatch could not reach is refused. */
  static topic(topic: ITopic): AlarmAction {
    if (typeof topic?.topicArn !== 'string') throw new Error(`AlarmAction.topic: pass a topic, got ${shown(topic)}`);
    return new TopicAction(topic);
  }

  /** Invokes the function on ALARM and on OK, and lets the account's alarms invoke it. */
  static lambda(fn: IFunction): AlarmAction {
    if (typeof fn?.addPermission !== 'function') {
      throw new Error(`AlarmAction.lambda: pass a function, alias or version, got ${shown(fn)}`);
    }
    return new LambdaAction(fn);
  }

  /** Opens an OpsItem in Systems Manager OpsCenter on ALARM. */
  static opsItem(options: OpsItemOptions): AlarmAction {
    checkKeys('AlarmAction.opsItem', options, { severity: true, category: true });
    checkNumber('AlarmAction.opsItem', 'severity', options.severity, { min: 1, max: 4, integer: true });
    if (options.category !== undefined) checkOneOf('AlarmAction.opsItem', 'category', options.category, CATEGORIES);
    return new OpsItemAction(options);
  }

  /** Nobody is told, by decision. Alone in its list. */
  static none(): AlarmAction {
    return new NoAction();
  }

  /** @internal */
  abstract bind(scope: IConstruct): ActionArns;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmActions) */
const MOST_ACTIONS = 5;

/**
 * The ARNs of actions for alarms of a scope. What the actions need there, such as a permission, is made.
 * @throws for more actions of a state than CloudWatch takes
 */
export function actionArns(scope: IConstruct, actions: readonly AlarmAction[], where: string): ActionArns {
  const wrong = actions.find((action) => !(action instanceof AlarmAction));
  if (wrong !== undefined) throw new Error(`${where}: 'actions' are made by AlarmAction, got ${shown(wrong)}`);
  if (actions.length > 1 && actions.some((action) => action instanceof NoAction)) {
    throw new Error(`${where}: AlarmAction.none() stands beside other actions; leave it or them out`);
  }
  const bound = actions.map((action) => action.bind(scope));
  const arns = { alarm: unique(bound.flatMap(({ alarm }) => alarm)), ok: unique(bound.flatMap(({ ok }) => ok)) };
  if (arns.alarm.length <= MOST_ACTIONS) return arns;
  throw new Error(
    `${where}: an alarm has at most ${MOST_ACTIONS} actions for a state, got ${arns.alarm.length}; subscribe several to ` +
      'one topic',
  );
}

/** The actions of each severity, bound once. */
export function actionsBySeverity(
  scope: IConstruct,
  actions: ActionsBySeverity,
  where: string,
): (severity: Severity) => ActionArns {
  const known = Object.fromEntries(SEVERITIES.map((severity) => [severity, true])) as Record<Severity, true>;
  checkKeys(where, actions, known);
  const bound = new Map(
    SEVERITIES.map((severity) => [severity, actionArns(scope, actions[severity] ?? [], `${where}: '${severity}'`)]),
  );
  return (severity) => bound.get(severity) as ActionArns;
}

function unique(arns: readonly string[]): string[] {
  return [...new Set(arns)];
}

class TopicAction extends AlarmAction {
  constructor(private readonly topic: ITopic) {
    super();
  }

  bind(scope: IConstruct): ActionArns {
    refuseUndeliverableTopic(this.topic, scope);
    return { alarm: [this.topic.topicArn], ok: [this.topic.topicArn] };
  }
}

class LambdaAction extends AlarmAction {
  constructor(private readonly fn: IFunction) {
    super();
  }

  bind(scope: IConstruct): ActionArns {
    const { fn } = this;
    const where = `'${scope.node.path}'`;
    refuseForeign(where, scope, `function '${fn.node.path}'`, fn.env, "invoke one of the alarms' own");
    // One for all alarms: with one each, a function's policy is full after some fifty.
    if (!fn.node.tryFindChild(PERMISSION)) {
      fn.addPermission(PERMISSION, {
        principal: new ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
        sourceAccount: Stack.of(fn).account,
        sourceArn: Stack.of(fn).formatArn({
          service: 'cloudwatch',
          resource: 'alarm',
          resourceName: '*',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      });
    }
    return { alarm: [fn.functionArn], ok: [fn.functionArn] };
  }
}

const PERMISSION = 'SightlineAlarms';

class OpsItemAction extends AlarmAction {
  constructor(private readonly options: OpsItemOptions) {
    super();
  }

  /** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-create-OpsItems-from-CloudWatch-Alarms.html */
  bind(scope: IConstruct): ActionArns {
    const { severity, category } = this.options;
    const arn = Stack.of(scope).formatArn({
      service: 'ssm',
      resource: 'opsitem',
      resourceName: `${severity}${category === undefined ? '' : `#CATEGORY=${category}`}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return { alarm: [arn], ok: [] };
  }
}

class NoAction extends AlarmAction {
  bind(): ActionArns {
    return { alarm: [], ok: [] };
  }
}
