import { Duration, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ERROR_ENV, EVENT, HUB_ENV, SLO_ENV, sloPath, TABLE_INDEX } from '../../core/conventions';
import type { IncidentEvent } from '../../core/incident/incident-event';
import { demand } from '../check';
import { createHubQueue } from './hub-queue';
import { type HubParts, WorkflowFunction } from './workflow-function';

/** An evaluation of objectives, with its table: a `SloEvaluation`. */
export interface IEvaluatedObjectives {
  /** Name of the evaluation, unique in the account and Region. */
  readonly evaluationName: string;
  readonly table: ITable;
}

/** A tracking of errors, with its table: an `ErrorTracking`. */
export interface ITrackedErrors {
  readonly table: ITable;
}

/** What drafts of post-mortems know beside the incident itself. */
export interface PostmortemOptions {
  /** Says what incidents spent of error budgets. @default - drafts do not know the impact on objectives */
  readonly evaluation?: IEvaluatedObjectives;
  /** An `ErrorTracking` that says which errors came. @default - what the middleware wrote of them into traces */
  readonly errors?: ITrackedErrors;
  /**
   * Address where the report page of your rehearsals is published, such as `https://ci.example.com/rehearsal.html`: drafts
   * link to the moment at which the incident began. @default - drafts say how to look at it
   */
  readonly rehearsalReportUrl?: string;
}

export interface PostmortemsProps extends HubParts, PostmortemOptions {
  /** The hub's own. */
  readonly bus: IEventBus;
}

/** What happens to incidents that the function reacts to. */
const CHANGES: readonly IncidentEvent['change'][] = ['opened', 'reopened', 'resolved', 'postmortem'];

/**
 * Evidence when an incident opens, a draft of its post-mortem when it is resolved: a function that hears of both from
 * the hub's bus, and of deploys.
 */
export class Postmortems extends Construct {
  /** Events that could not be delivered, or failed three times. */
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: PostmortemsProps) {
    super(scope, id);
    checkOptions(`IncidentResponse '${props.hub}' postmortems`, props);
    this.deadLetters = createHubQueue(this, 'DeadLetters', { key: props.key });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of the rules and of the function; an alarm watches it.',
    });
    this.handler = this.addHandler(props);
    this.addRules(props.bus);
  }

  private addRules(eventBus: IEventBus): void {
    const target = new FunctionTarget(this.handler.function, { deadLetterQueue: this.deadLetters, ...RETRIES });
    const source = [EVENT.source];
    new Rule(this, 'Incidents', {
      eventBus,
      eventPattern: { source, detailType: [EVENT.incident], detail: { change: [...CHANGES] } },
      targets: [target],
    });
    new Rule(this, 'Deploys', { eventBus, eventPattern: { source, detailType: [EVENT.deploy] }, targets: [target] });
  }

  private addHandler(props: PostmortemsProps): WorkflowFunction {
    const { evaluation, errors, rehearsalReportUrl } = props;
    const handler = new WorkflowFunction(this, 'WritePostmortem', {
      ...props,
      workflow: 'write-postmortem',
      description: `Sightline ${props.hub}: keeps evidence and drafts post-mortems`,
      // Nobody waits for it, and X-Ray may take its time.
      timeout: Duration.minutes(2),
      memorySize: 512,
      deadLetterQueue: this.deadLetters,
      environment: {
        ...(rehearsalReportUrl !== undefined && { [HUB_ENV.reportUrl]: rehearsalReportUrl }),
        ...(errors && { [ERROR_ENV.table]: errors.table.tableName }),
        ...(evaluation && {
          [SLO_ENV.evaluation]: evaluation.evaluationName,
          [SLO_ENV.table]: evaluation.table.tableName,
        }),
      },
    });
    handler.allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], props.tableArn);
    for (const index of [TABLE_INDEX.open, TABLE_INDEX.service]) {
      handler.allow(['dynamodb:Query'], `${props.tableArn}/index/${index}`);
    }
    handler.allowWildcard(TRACES, ['xray:GetTraceSummaries'], '*');
    if (evaluation) allowObjectives(handler, evaluation);
    if (errors) allowErrors(handler, errors);
    return handler;
  }
}

function allowObjectives(handler: WorkflowFunction, { evaluationName, table }: IEvaluatedObjectives): void {
  handler.allow(['dynamodb:Query'], table.tableArn);
  table.encryptionKey?.grantDecrypt(handler.function);
  handler.allowParametersBelow(sloPath(evaluationName), 'Reads the objectives of the evaluation, below one path.');
}

function allowErrors(handler: WorkflowFunction, { table }: ITrackedErrors): void {
  handler.allow(['dynamodb:Query'], table.tableArn);
  table.encryptionKey?.grantDecrypt(handler.function);
}

function checkOptions(where: string, { evaluation, errors, rehearsalReportUrl: url }: PostmortemOptions): void {
  const evaluated = evaluation === undefined || (typeof evaluation === 'object' && 'table' in evaluation);
  demand(where, evaluated, "'evaluation' must be a SloEvaluation of this app, with its table");
  const tracked = errors === undefined || (typeof errors === 'object' && 'table' in errors);
  demand(where, tracked, "'errors' must be an ErrorTracking of this app, with its table");
  const address = url === undefined || (URL.canParse(url) && /^https:[^#]+$/.test(url));
  demand(where, address, `'rehearsalReportUrl' must be an https address without '#', got '${url?.slice(0, 200)}'`);
}

/** As often as EventBridge can, for a day: a draft that is late is still wanted. */
const RETRIES = { retryAttempts: 185, maxEventAge: Duration.hours(24) };
/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const TRACES = 'Finds the failing traces of a service: GetTraceSummaries of X-Ray knows no resources.';
