import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT, HUB_ENV, TABLE_INDEX } from '../../core/conventions';
import { KEY_PREFIX } from '../../core/incident/table';
import { addSweep } from './sweep';
import { createStreamDeadLetters, readTableStream } from './table-stream';
import { type HubParts, WorkflowFunction } from './workflow-function';

export interface NotificationsProps extends HubParts {
  readonly streamArn: string;
  /** The hub's own. */
  readonly bus: IEventBus;
  /** Every topic that messages go to, the fallback included. */
  readonly topics: readonly ITopic[];
  /** Those of the channels' providers. */
  readonly secrets: readonly ISecret[];
  /** Signs the links of messages. @default - messages have none */
  readonly signingKey?: ISecret;
}

/** The way out: new outbox items of the table's stream, and once a minute whatever is still owed, to the channels. */
export class Notifications extends Construct {
  /** Which stream records could not be processed. */
  readonly deadLetters: Queue;
  readonly handler: WorkflowFunction;

  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id);
    this.deadLetters = createStreamDeadLetters(this, props.key);
    this.handler = this.addHandler(props);
    readTableStream(this, this.handler, {
      ...props,
      keyPrefix: KEY_PREFIX.outbox,
      batchSize: 10,
      giveUp: { retryAttempts: 3 },
      deadLetters: this.deadLetters,
    });
    addSweep(this, this.handler);
    new Rule(this, 'MaintenanceNotices', {
      eventBus: props.bus,
      eventPattern: { source: [EVENT.source], detailType: [EVENT.maintenance] },
      // `escalate` tells of it again each minute until the channels know: nothing has to be kept here.
      targets: [new FunctionTarget(this.handler.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }

  private addHandler(props: NotificationsProps): WorkflowFunction {
    const handler = new WorkflowFunction(this, 'Notify', {
      ...props,
      workflow: 'notify',
      description: `Sightline ${props.hub}: tells people`,
      timeout: Duration.seconds(60),
      environment: { ...(props.signingKey && { [HUB_ENV.signingKeyArn]: props.signingKey.secretArn }) },
    });
    handler.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], props.tableArn);
    // How each channel did lately.
    handler.allow(['dynamodb:PutItem', 'dynamodb:DeleteItem'], props.tableArn);
    handler.allow(['dynamodb:Query'], `${props.tableArn}/index/${TABLE_INDEX.due}`);
    handler.allow(['sns:Publish'], ...props.topics.map((topic) => topic.topicArn));
    for (const { masterKey } of props.topics) {
      if (masterKey && masterKey !== props.key) masterKey.grant(handler.function, 'kms:Decrypt', 'kms:GenerateDataKey');
    }
    for (const secret of [...props.secrets, ...(props.signingKey ? [props.signingKey] : [])])
      handler.allowSecret(secret);
    return handler;
  }

  /** Lets it send to a topic. */
  allowTopic(topic: ITopic): void {
    this.handler.allow(['sns:Publish'], topic.topicArn);
  }
}
