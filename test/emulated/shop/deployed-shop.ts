/** The deployed app as its customers, its responders and its operators see it: over the wire. */
import { CloudWatchClient, type Datapoint, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { LambdaAutomation } from '../../../lib/adapters/aws/automation/lambda';
import { OperatorsApi } from '../../../lib/adapters/aws/operators-api';
import type { AutomationConfig } from '../../../lib/core/config/runbook';
import { ALARM_TAG } from '../../../lib/core/conventions';
import type { Incident, TimelineEntry } from '../../../lib/core/incident/incident';
import { incidentFromItem } from '../../../lib/core/incident/item/incident-item';
import type { TableItem } from '../../../lib/core/incident/table';
import type { AutomationStart } from '../../../lib/workflow/ports/automation';
import type { Emulator } from '../../../scripts/emulators';
import { LAMBDA } from '../../workflow/run-runbook-world';
import { clientConfig, REGION } from '../account';
import { alarmsTagged, type DeployedAlarm } from '../alarm-events';
import type { Deployment, Release } from '../deployment';
import { eventually } from '../eventually';
import { subscribeInbox, takeMessage } from '../inbox';

const HUB = 'SightlineIncidents/Incidents';
const SERVICE = { service: 'checkout', environment: 'prod' };
const credentials = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' });

export interface ToldMessage {
  readonly subject: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, { readonly Value: string }>>;
}

interface ShownOrder {
  readonly payment?: { readonly status: string };
}

interface OperatorsAnswer {
  readonly incidents?: readonly Incident[];
  readonly timeline?: readonly TimelineEntry[];
}

export class DeployedShop {
  readonly sqs: SQSClient;
  readonly events: EventBridgeClient;
  readonly dynamo: DynamoDBClient;
  readonly cloudWatch: CloudWatchClient;
  private readonly sns: SNSClient;
  private inbox = '';

  constructor(
    private readonly ministack: Emulator,
    private readonly deployment: Deployment,
    private readonly release: Release,
  ) {
    const config = clientConfig(ministack);
    // MiniStack's queue URLs name localhost, whatever the endpoint is called.
    this.sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
    this.sns = new SNSClient(config);
    this.events = new EventBridgeClient(config);
    this.dynamo = new DynamoDBClient(config);
    this.cloudWatch = new CloudWatchClient(config);
  }

  close(): void {
    for (const client of [this.sqs, this.sns, this.events, this.dynamo, this.cloudWatch]) client.destroy();
  }

  /** Physical id of a resource by its construct path. */
  idOf(path: string): Promise<string> {
    return this.deployment.physicalId(this.release, path);
  }

  /** Physical id of a resource of the hub. */
  idInHub(path: string): Promise<string> {
    return this.idOf(`${HUB}/${path}`);
  }

  /** The service's alarms that page, such as `Payments-DeadLetters`. */
  async pages(): Promise<ReadonlyMap<string, DeployedAlarm>> {
    const pages = await alarmsTagged(this.cloudWatch, ALARM_TAG.role, 'page');
    return new Map(
      pages.flatMap((alarm) => {
        const [, name] = /^checkout-prod-(.+)-[0-9a-f]{8}$/.exec(alarm.AlarmName ?? '') ?? [];
        return name === undefined ? [] : [[name, alarm] as const];
      }),
    );
  }

  /** `POST /orders`; the order costs 25.00. */
  async order(orderId: string): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${await this.apiUrl()}/orders`, { method: 'POST', headers, body: orderOf(orderId) });
  }

  /** Invokes a function as a runbook's automation does, with these parameters. */
  callByRunbook(target: string, parameters: AutomationConfig['parameters']): Promise<AutomationStart> {
    const { endpoint } = this.ministack;
    const about = { incidentId: 'i-1', generation: 1, runbook: 'order', ...SERVICE };
    const automation = { ...LAMBDA, target, parameters };
    return new LambdaAutomation({ endpoint, region: REGION, credentials }).start({ automation, runId: 'run-1', about });
  }

  async readOrder(orderId: string): Promise<ShownOrder> {
    const response = await fetch(`${await this.apiUrl()}/orders/${orderId}`);
    return (await response.json()) as ShownOrder;
  }

  /** Of the last hour of a metric of the service. */
  async datapointOf(MetricName: string): Promise<Datapoint | undefined> {
    const Dimensions = Object.entries(SERVICE).map(([Name, Value]) => ({ Name, Value }));
    const { Datapoints = [] } = await this.cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'Sightline', MetricName, Dimensions, Period: 3_600, Statistics: ['Maximum', 'SampleCount'] },
        ...{ StartTime: new Date(Date.now() - 3_600_000), EndTime: new Date(Date.now() + 60_000) },
      }),
    );
    return Datapoints[0];
  }

  async incidents(): Promise<Incident[]> {
    const TableName = await this.idInHub('Table/Resource');
    const documents = DynamoDBDocumentClient.from(this.dynamo);
    const { Items = [] } = await documents.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.filter(({ sk }) => sk === 'META').map((item) => incidentFromItem(item as TableItem));
  }

  incidentWhere(what: string, is: (incident: Incident) => boolean): Promise<Incident> {
    return eventually(`incident ${what}`, this.ministack, async () => (await this.incidents()).find(is));
  }

  /** From now on messages of the responders' topic are kept. */
  async listen(): Promise<void> {
    this.inbox = await subscribeInbox(this.sns, this.sqs, await this.idInHub('Responders/Resource'));
  }

  /** The next message on the responders' topic. */
  async nextMessage(): Promise<ToldMessage> {
    const message = await eventually('message', this.ministack, () => takeMessage(this.sqs, this.inbox));
    const { Subject, Message, MessageAttributes } = JSON.parse(message.Body ?? '');
    return { subject: Subject, text: Message, attributes: MessageAttributes };
  }

  /** The page behind the link of a message; with a form the answer to it. */
  async openLink({ text }: ToldMessage, form?: Readonly<Record<string, string>>): Promise<string> {
    const [link = ''] = /https:\/\/\S+\.lambda-url\.\S+/.exec(text) ?? [];
    const response = await fetch(this.here(link), form && { method: 'POST', body: new URLSearchParams(form) });
    return response.text();
  }

  /** The operators' API by its URL, signed as the command line does. */
  async operators(): Promise<OperatorsApi> {
    const url = await this.deployment.cloudFormation.output('SightlineIncidents', 'OperatorsUrl');
    return new OperatorsApi({ url: this.here(url), region: REGION, credentials });
  }

  /** A request to it as its function gets it behind an URL of AWS, which tells who signed. */
  async operate(method: string, path: string, query = '', fields?: object): Promise<OperatorsAnswer> {
    const name = await this.idInHub('Respond/Operators/Function/Resource');
    const response = await fetch(`${this.ministack.endpoint}/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/lambda/aws4_request` },
      body: JSON.stringify(operatorsEvent(method, path, query, fields)),
    });
    const { statusCode, body } = (await response.json()) as { readonly statusCode: number; readonly body: string };
    if (statusCode >= 300) throw new Error(`${method} ${path} was answered ${statusCode}: ${body}`);
    return JSON.parse(body);
  }

  private async apiUrl(): Promise<string> {
    const url = await this.deployment.cloudFormation.output('Checkout', 'Url');
    const [, apiId] = /\/\/(\w+)\.execute-api\./.exec(url) ?? [];
    return `${this.ministack.endpoint}/_aws/execute-api/${apiId}`;
  }

  /** A function URL as MiniStack serves it on this machine: by a path. */
  private here(url: string): string {
    const { hostname, pathname, search } = new URL(url);
    return `${this.ministack.endpoint}/_aws/lambda-url/${hostname.split('.')[0]}${pathname}${search}`;
  }
}

/** The event by which the API hands an order to the function. */
export function orderEvent(orderId: string): Readonly<Record<string, unknown>> {
  const http = { method: 'POST', path: '/orders', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'runbook' };
  return {
    version: '2.0',
    routeKey: 'POST /orders',
    rawPath: '/orders',
    rawQueryString: '',
    headers: {},
    requestContext: { http, routeKey: 'POST /orders', stage: '$default', requestId: 'request-1' },
    body: orderOf(orderId),
    isBase64Encoded: false,
  };
}

function orderOf(orderId: string): string {
  const items = [{ sku: 'book', quantity: 2, unitPriceCents: 1_250 }];
  return JSON.stringify({ orderId, currency: 'EUR', items, paymentToken: 'tok_1' });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads */
function operatorsEvent(method: string, path: string, query: string, fields?: object): object {
  const iam = { userArn: 'arn:aws:iam::000000000000:user/erika', accountId: '000000000000' };
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: { 'content-type': 'application/json', 'idempotency-key': 'note-1' },
    requestContext: { http: { method, path }, authorizer: { iam }, requestId: 'request-1' },
    ...(fields && { body: JSON.stringify(fields) }),
    isBase64Encoded: false,
  };
}
