import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType, type IFunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HUB_ENV, TABLE_INDEX } from '../../core/conventions';
import { DECISION_ACTIONS, type HubParts, WorkflowFunction } from './workflow-function';

/** The endpoint that people acknowledge, resolve and annotate incidents through. */
export interface RespondOptions {
  /** Its text is the signing secret of a Slack app whose buttons act. @default - buttons of Slack are refused */
  readonly slackSigningSecret?: ISecret;
  /**
   * How many requests of the public links are answered at once; more are refused for a moment, so strangers cannot use
   * up the account. `false`: as many as the account has, where its limit is too low to reserve any.
   * @default 5
   */
  readonly linkConcurrency?: number | false;
}

export interface RespondProps extends HubParts, RespondOptions {
  /** Where the wake-ups of `escalate` go. */
  readonly wakeQueue: Queue;
}

/**
 * The way back: people acknowledge and resolve by signed links, operators by an API that asks for AWS credentials. One
 * function each, so that the public one has neither the rights nor the code path of the other.
 */
export class Respond extends Construct {
  readonly links: WorkflowFunction;
  readonly operators: WorkflowFunction;
  readonly linksUrl: IFunctionUrl;
  readonly operatorsUrl: IFunctionUrl;
  /** Signs the links: `{"id", "secret"}`. */
  readonly signingKey: ISecret;

  constructor(scope: Construct, id: string, props: RespondProps) {
    super(scope, id);
    this.signingKey = this.addSigningKey(props.hub);
    this.links = this.addLinks(props);
    this.operators = this.addEndpoint('Operators', props, { [HUB_ENV.endpoint]: 'operators' });
    for (const index of [TABLE_INDEX.open, TABLE_INDEX.service]) {
      this.operators.allow(['dynamodb:Query'], `${props.tableArn}/index/${index}`);
    }
    // Whoever has no link of ours gets nothing but a page that says so: `respond` checks the signature.
    this.linksUrl = this.links.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    this.operatorsUrl = this.operators.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    if (props.slackSigningSecret) {
      new CfnOutput(this, 'SlackActionsUrl', {
        value: `${this.linksUrl.url}slack/actions`,
        description: `Sightline ${props.hub}: request URL for the interactivity of the Slack app`,
      });
    }
    new CfnOutput(this, 'OperatorsUrl', {
      value: this.operatorsUrl.url,
      description: `Sightline ${props.hub}: API of the operators, signed with AWS credentials`,
    });
  }

  /** Lets somebody list incidents and act on them by the operators' API. */
  grantOperate(grantee: IGrantable): void {
    this.operatorsUrl.grantInvokeUrl(grantee);
  }

  private addSigningKey(hub: string): ISecret {
    const secret = new Secret(this, 'SigningKey', {
      description: `Sightline ${hub}: signs the links of messages`,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ id: 'k1' }),
        generateStringKey: 'secret',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Its links expire within a day; a second key is added by hand before the first one is taken away.',
    });
    return secret;
  }

  private addLinks(props: RespondProps): WorkflowFunction {
    const { slackSigningSecret, linkConcurrency = DEFAULT_CONCURRENCY } = props;
    const links = this.addEndpoint(
      'Links',
      props,
      {
        [HUB_ENV.endpoint]: 'links',
        [HUB_ENV.signingKeyArn]: this.signingKey.secretArn,
        ...(slackSigningSecret && { [HUB_ENV.slackSigningArn]: slackSigningSecret.secretArn }),
      },
      linkConcurrency === false ? undefined : linkConcurrency,
    );
    links.allowSecret(this.signingKey);
    if (slackSigningSecret) links.allowSecret(slackSigningSecret);
    return links;
  }

  private addEndpoint(
    id: 'Links' | 'Operators',
    { hub, key, tableName, tableArn, logRetention, removalPolicy, wakeQueue }: RespondProps,
    environment: Readonly<Record<string, string>>,
    reservedConcurrency?: number,
  ): WorkflowFunction {
    const endpoint = new WorkflowFunction(this, id, {
      ...{ hub, key, tableName, logRetention, removalPolicy, reservedConcurrency },
      workflow: 'respond',
      description: `Sightline ${hub}: ${id === 'Links' ? 'people answer by signed links' : "the operators' API"}`,
      timeout: TIMEOUT,
      environment: { [HUB_ENV.wakeQueueUrl]: wakeQueue.queueUrl, ...environment },
    });
    // Query reads the timeline.
    endpoint.allow([...DECISION_ACTIONS, 'dynamodb:Query'], tableArn);
    endpoint.allow(['sqs:SendMessage'], wakeQueue.queueArn);
    return endpoint;
  }
}

/** People wait for it. */
const TIMEOUT = Duration.seconds(10);
const DEFAULT_CONCURRENCY = 5;
