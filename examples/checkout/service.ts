/** The service's resources, as they would be without Sightline: plain CDK. */
import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';

export function addService(stack: Stack, paymentProviderUrl: string): void {
  const orders = new Table(stack, 'Orders', {
    partitionKey: { name: 'orderId', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  const payments = addPaymentsQueue(stack);

  // One write and one send; a client should not wait longer than this for an answer.
  const placeOrder = addFunction(stack, 'PlaceOrder', Duration.seconds(10), {
    ORDERS_TABLE: orders.tableName,
    PAYMENTS_QUEUE_URL: payments.queueUrl,
  });
  orders.grant(placeOrder, 'dynamodb:PutItem', 'dynamodb:GetItem');
  payments.grantSendMessages(placeOrder);

  // One read.
  const getOrder = addFunction(stack, 'GetOrder', Duration.seconds(5), { ORDERS_TABLE: orders.tableName });
  orders.grant(getOrder, 'dynamodb:GetItem');

  // The records of a batch run side by side: 4 seconds for the provider, the rest for the table and a cold start.
  const chargePayment = addFunction(stack, 'ChargePayment', Duration.seconds(15), {
    ORDERS_TABLE: orders.tableName,
    PAYMENT_PROVIDER_URL: paymentProviderUrl,
  });
  orders.grant(chargePayment, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  chargePayment.addEventSource(new SqsEventSource(payments, { batchSize: 5, reportBatchItemFailures: true }));

  const api = addApi(stack, placeOrder, getOrder);
  new CfnOutput(stack, 'Url', { value: api.apiEndpoint });
}

function addPaymentsQueue(stack: Stack): Queue {
  const deadLetters = new Queue(stack, 'PaymentsDeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  return new Queue(stack, 'Payments', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // Six times the consumer's timeout, as Lambda asks: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    // Three deliveries 90 seconds apart: a payment that keeps failing is a dead letter after about 4.5 minutes.
    visibilityTimeout: Duration.seconds(90),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  });
}

function addApi(stack: Stack, placeOrder: IFunction, getOrder: IFunction): HttpApi {
  const api = new HttpApi(stack, 'Api', { apiName: 'checkout' });
  api.addRoutes({
    path: '/orders',
    methods: [HttpMethod.POST],
    integration: new HttpLambdaIntegration('PlaceOrderIntegration', placeOrder),
  });
  api.addRoutes({
    path: '/orders/{orderId}',
    methods: [HttpMethod.GET],
    integration: new HttpLambdaIntegration('GetOrderIntegration', getOrder),
  });
  Validations.of(api).acknowledge(
    { id: 'AwsSolutions-APIG1', reason: 'Each request has its line in the log of its function.' },
    { id: 'AwsSolutions-APIG4', reason: 'An example without customers; the README names what a real shop adds.' },
  );
  return api;
}

/** A function of this service: its code is `functions/<id in kebab-case>.ts`, its logs are kept for a month. */
function addFunction(
  stack: Stack,
  id: string,
  timeout: Duration,
  environment: Readonly<Record<string, string>>,
): NodejsFunction {
  const file = id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'X-Ray knows no resources.' });
  return new NodejsFunction(stack, id, {
    entry: join(__dirname, 'functions', `${file}.ts`),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout,
    tracing: Tracing.ACTIVE,
    environment,
    role,
    logGroup,
    // Bundled with everything, the AWS SDK too: what runs is the version that was tested.
    bundling: { minify: true, sourceMap: false, externalModules: [] },
  });
}
