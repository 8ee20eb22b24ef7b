/** The app of the benchmark, without any monitoring: stacks of 40 functions with their tables, queues and APIs. */
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';

export interface ServiceStack {
  readonly stack: Stack;
  readonly functions: readonly LambdaFunction[];
  readonly tables: readonly Table[];
  readonly queues: readonly { readonly queue: Queue; readonly deadLetters: Queue }[];
  readonly apis: readonly RestApi[];
}

const FUNCTIONS_A_STACK = 40;

export function buildService(app: App, functions: number): ServiceStack[] {
  const stacks = Math.ceil(functions / FUNCTIONS_A_STACK);
  return Array.from({ length: stacks }, (_, index) =>
    buildStack(app, index, Math.min(FUNCTIONS_A_STACK, functions - index * FUNCTIONS_A_STACK)),
  );
}

function buildStack(app: App, index: number, functions: number): ServiceStack {
  const stack = new Stack(app, `Service${index}`);
  const some = <T>(count: number, make: (one: number) => T) => Array.from({ length: count }, (_, one) => make(one));
  return {
    stack,
    functions: some(functions, (one) => buildFunction(stack, `Function${one}`)),
    tables: some(functions / 5, (one) => {
      return new Table(stack, `Table${one}`, { partitionKey: { name: 'id', type: AttributeType.STRING } });
    }),
    queues: some(functions / 5, (one) => {
      const deadLetters = new Queue(stack, `DeadLetters${one}`);
      return {
        deadLetters,
        queue: new Queue(stack, `Queue${one}`, { deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 } }),
      };
    }),
    apis: some(functions / 10, (one) => buildApi(stack, `Api${one}`)),
  };
}

function buildFunction(stack: Stack, id: string): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    timeout: Duration.seconds(10),
    reservedConcurrentExecutions: 10,
    logGroup: new LogGroup(stack, `${id}Logs`),
  });
}

function buildApi(stack: Stack, id: string): RestApi {
  const api = new RestApi(stack, id, { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  return api;
}
