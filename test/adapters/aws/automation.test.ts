import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  GetAutomationExecutionCommand,
  SSMClient,
  SSMServiceException,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { LambdaAutomation } from '../../../lib/adapters/aws/automation/lambda';
import { runToken } from '../../../lib/adapters/aws/automation/run-token';
import { SsmAutomation } from '../../../lib/adapters/aws/automation/ssm';
import { StepFunctionsAutomation } from '../../../lib/adapters/aws/automation/step-functions';
import { SqsPoll } from '../../../lib/adapters/aws/sqs-poll';
import { LAMBDA, SSM } from '../../workflow/run-runbook-world';

const about = { incidentId: 'i-1', generation: 2, runbook: 'restart', service: 'checkout', environment: 'prod' };
const runId = 'i-1/2/restart';

test('the token of a run is a UUID, the same each time, and another for each run', () => {
  expect(runToken(runId)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(runToken(runId)).toBe(runToken(runId));
  expect(runToken('i-1/3/restart')).not.toBe(runToken(runId));
});

describe('documents of SSM', () => {
  const mock = mockClient(SSMClient);
  const ssm = new SsmAutomation(mock as unknown as SSMClient);
  beforeEach(() => mock.reset());
  const failure = (name: string, fault: 'client' | 'server') =>
    new SSMServiceException({ name, $fault: fault, message: 'said', $metadata: {} });

  test('are started with the token of the run', async () => {
    mock.on(StartAutomationExecutionCommand).resolves({ AutomationExecutionId: 'e-1' });
    expect(await ssm.start({ automation: SSM, runId, about })).toEqual({ status: 'started', executionId: 'e-1' });
    expect(mock.commandCalls(StartAutomationExecutionCommand)[0]?.args[0].input).toEqual({
      DocumentName: 'Acme-RestartCheckout',
      Parameters: { Cluster: ['blue'] },
      ClientToken: runToken(runId),
    });
  });

  test.each([
    'AutomationDefinitionNotFoundException',
    'AccessDeniedException',
    'InvalidAutomationExecutionParametersException',
  ])('that SSM refuses with %s are not tried again', async (name) => {
    mock.on(StartAutomationExecutionCommand).rejects(failure(name, 'client'));
    expect(await ssm.start({ automation: SSM, runId, about })).toEqual({ status: 'refused', reason: `${name}: said` });
  });

  test.each([failure('ThrottlingException', 'client'), failure('InternalServerError', 'server'), new Error('hang up')])(
    'of which it is not known whether they were started, throw: %s',
    async (error) => {
      mock.on(StartAutomationExecutionCommand).rejects(error);
      await expect(ssm.start({ automation: SSM, runId, about })).rejects.toThrow(error.message);
    },
  );

  test.each([
    ['Success', 'succeeded'],
    ['CompletedWithSuccess', 'succeeded'],
    ['Pending', 'running'],
    ['InProgress', 'running'],
    ['Waiting', 'running'],
    ['of a later version', 'running'],
    ['Failed', 'failed'],
    ['TimedOut', 'failed'],
    ['Cancelled', 'failed'],
    ['CompletedWithFailure', 'failed'],
  ] as const)('that are %s have %s', async (status, outcome) => {
    const AutomationExecution = { AutomationExecutionStatus: status as never, FailureMessage: 'said' };
    mock.on(GetAutomationExecutionCommand).resolves({ AutomationExecution });
    expect(await ssm.status(SSM, 'e-1')).toEqual(
      outcome === 'failed' ? { status: outcome, reason: `SSM says ${status}: said` } : { status: outcome },
    );
  });

  test('are cancelled; one that has ended is fine, another failure is not', async () => {
    mock.on(StopAutomationExecutionCommand).resolves({});
    await ssm.stop(SSM, 'e-1');
    expect(mock.commandCalls(StopAutomationExecutionCommand)[0]?.args[0].input).toEqual({
      AutomationExecutionId: 'e-1',
      Type: 'Cancel',
    });
    mock.on(StopAutomationExecutionCommand).rejects(failure('InvalidAutomationStatusUpdateException', 'client'));
    await ssm.stop(SSM, 'e-1');
    mock.on(StopAutomationExecutionCommand).rejects(failure('AccessDeniedException', 'client'));
    await expect(ssm.stop(SSM, 'e-1')).rejects.toThrow('said');
  });
});

describe('over HTTP', () => {
  let server: Server;
  let endpoint: string;
  const asked: { url: string; headers: Record<string, unknown>; body: Record<string, unknown> }[] = [];
  const answers: { status: number; body: object }[] = [];
  const waits: number[] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      asked.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(body) });
      const { status, body: answer } = answers.shift() ?? { status: 500, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((closed) => server.close(closed)));
  beforeEach(() => {
    for (const list of [asked, answers, waits]) list.length = 0;
  });
  const options = () => ({
    region: 'eu-west-1',
    endpoint,
    credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
    now: () => Date.UTC(2026, 0, 15),
    sleep: async (ms: number) => void waits.push(ms),
  });

  describe('state machines', () => {
    const automation = {
      ...SSM,
      kind: 'stepFunctions' as const,
      target: 'arn:aws:states:eu-west-1:111122223333:stateMachine:mend',
    };
    const execution = `arn:aws:states:eu-west-1:111122223333:execution:mend:sightline-${runToken(runId)}`;
    const states = () => new StepFunctionsAutomation(options());

    test('are started by a signed request, under the name of the run', async () => {
      answers.push({ status: 200, body: { executionArn: execution, startDate: 1 } });
      expect(await states().start({ automation, runId, about })).toEqual({ status: 'started', executionId: execution });
      const { headers, body } = asked[0] as (typeof asked)[number];
      expect(headers).toMatchObject({
        'x-amz-target': 'AWSStepFunctions.StartExecution',
        'content-type': 'application/x-amz-json-1.0',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260115\/eu-west-1\/states\//),
      });
      expect(body).toMatchObject({ stateMachineArn: automation.target, name: `sightline-${runToken(runId)}` });
      expect(JSON.parse(String(body.input))).toEqual({ Cluster: ['blue'], sightline: { ...about, runId } });
    });

    test('of which the run has ended already are the same execution', async () => {
      answers.push({ status: 400, body: { __type: 'com.amazonaws.swf#ExecutionAlreadyExists', message: 'x' } });
      expect(await states().start({ automation, runId, about })).toEqual({ status: 'started', executionId: execution });
    });

    test('that are refused are not tried again; where nobody knows, it throws after three tries', async () => {
      answers.push({ status: 400, body: { __type: 'StateMachineDoesNotExist', message: 'gone' } });
      const refused = { status: 'refused', reason: 'StateMachineDoesNotExist: gone' };
      expect(await states().start({ automation, runId, about })).toEqual(refused);
      expect(asked).toHaveLength(1);
      answers.push({ status: 500, body: {} }, { status: 400, body: { __type: 'ThrottlingException' } });
      await expect(states().start({ automation, runId, about })).rejects.toThrow('states answered 500');
      expect(asked).toHaveLength(4);
      expect(waits).toEqual([400, 800]);
    });

    test.each([
      ['RUNNING', { status: 'running' }],
      ['SUCCEEDED', { status: 'succeeded' }],
      ['PENDING_REDRIVE', { status: 'running' }],
      ['ABORTED', { status: 'failed', reason: 'the execution is ABORTED, States.X, because' }],
    ])('that are %s', async (status, outcome) => {
      answers.push({ status: 200, body: { status, error: 'States.X', cause: 'because' } });
      expect(await states().status(automation, execution)).toEqual(outcome);
      expect(asked[0]?.body).toEqual({ executionArn: execution });
    });

    test('are stopped; a failure is told', async () => {
      answers.push({ status: 200, body: {} }, { status: 400, body: { __type: 'AccessDeniedException' } });
      await states().stop(automation, execution);
      expect(asked[0]?.headers['x-amz-target']).toBe('AWSStepFunctions.StopExecution');
      await expect(states().stop(automation, execution)).rejects.toThrow('AccessDeniedException');
    });
  });

  describe('functions', () => {
    const automation = { ...LAMBDA, parameters: { to: 'second' } };
    const functions = () => new LambdaAutomation(options());

    test('are invoked asynchronously', async () => {
      answers.push({ status: 202, body: {} });
      expect(await functions().start({ automation, runId, about })).toEqual({ status: 'started', executionId: runId });
      expect(asked).toMatchObject([
        {
          url: `/2015-03-31/functions/${encodeURIComponent(automation.target)}/invocations`,
          headers: { 'x-amz-invocation-type': 'Event' },
          body: { to: 'second', sightline: { ...about, runId } },
        },
      ]);
    });

    test('are never invoked again where the first request may have arrived', async () => {
      answers.push({ status: 500, body: {} });
      await expect(functions().start({ automation, runId, about })).rejects.toThrow('lambda answered 500');
      expect(asked).toHaveLength(1);
    });

    test('that Lambda was too busy for are', async () => {
      answers.push({ status: 429, body: {} }, { status: 202, body: {} });
      expect(await functions().start({ automation, runId, about })).toMatchObject({ status: 'started' });
      expect(asked).toHaveLength(2);
    });

    test('that are refused stay so', async () => {
      answers.push({ status: 403, body: { Message: 'no' } });
      const answer = await functions().start({ automation, runId, about });
      expect(answer).toEqual({ status: 'refused', reason: 'Lambda answered 403: {"Message":"no"}' });
    });
  });
});

test('a run is looked at again by a delayed message that names it, and nothing else of it', async () => {
  const sqs = mockClient(SQSClient);
  const polls = new SqsPoll({ queueUrl: 'https://sqs/runs', client: sqs as unknown as SQSClient });
  await polls.poll({ incidentId: 'i-1', generation: 2, runbook: 'restart', state: 'running' } as never, 30);
  expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toEqual({
    QueueUrl: 'https://sqs/runs',
    MessageBody: '{"incidentId":"i-1","generation":2,"runbook":"restart"}',
    DelaySeconds: 30,
  });
  sqs.on(SendMessageCommand).rejects(new Error('AccessDenied'));
  await expect(polls.poll({ incidentId: 'i-1', generation: 2, runbook: 'restart' }, 30)).rejects.toThrow(
    'AccessDenied',
  );
});
