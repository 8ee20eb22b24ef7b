/** Runbooks' state machines over the wire, with requests that we sign ourselves. */
import { StepFunctionsAutomation } from '../../../lib/adapters/aws/automation/step-functions';
import type { AutomationConfig } from '../../../lib/core/config/runbook';
import { LAMBDA } from '../../workflow/run-runbook-world';
import { describeOnMoto } from '../moto';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy';

const about = { incidentId: 'i-1', generation: 2, runbook: 'restart', service: 'checkout', environment: 'prod' };

describeOnMoto('state machines', 'eu-south-1', ({ config, endpoint, region }) => {
  let proxy: FaultyProxy;
  let automation: AutomationConfig;
  let machines: StepFunctionsAutomation;

  beforeAll(async () => {
    proxy = await startFaultyProxy(endpoint);
    const credentials = async () => config.credentials;
    machines = new StepFunctionsAutomation({
      region,
      credentials,
      endpoint: proxy.endpoint,
      sleep: async () => undefined,
    });
    automation = { ...LAMBDA, kind: 'stepFunctions', target: await createStateMachine() };
  });

  beforeEach(() => proxy.next());

  afterAll(() => proxy.stop());

  /** By hand: one request is no reason for another SDK client. */
  async function createStateMachine(): Promise<string> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/states/aws4_request`,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.CreateStateMachine',
      },
      body: JSON.stringify({
        name: 'restart',
        roleArn: 'arn:aws:iam::123456789012:role/restart',
        definition: JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } }),
      }),
    });
    return ((await response.json()) as { readonly stateMachineArn: string }).stateMachineArn;
  }

  test('are started once for a run, however often they are asked to', async () => {
    const request = { automation, runId: 'i-1/2/restart', about };
    const first = await machines.start(request);
    const again = await machines.start(request);
    expect(first).toEqual({ status: 'started', executionId: expect.stringContaining(':execution:restart:sightline-') });
    expect(again).toEqual(first);
    const { executionId = '' } = first as { readonly executionId?: string };
    expect((await machines.status(automation, executionId)).status).toMatch(/^(running|succeeded)$/);
  });

  test('are stopped, and then failed', async () => {
    const started = await machines.start({ automation, runId: 'i-2/1/restart', about });
    const { executionId = '' } = started as { readonly executionId?: string };
    await machines.stop(automation, executionId);
    expect(await machines.status(automation, executionId)).toEqual({
      status: 'failed',
      reason: 'the execution is ABORTED',
    });
  });

  test('that there are not are refused, in the words of Step Functions', async () => {
    const target = automation.target.replace('restart', 'nothing');
    const answer = await machines.start({ automation: { ...automation, target }, runId: 'i-3/1/restart', about });
    expect(answer).toMatchObject({ status: 'refused', reason: expect.stringContaining('StateMachineDoesNotExist') });
  });

  test('are started although the first answer is lost and the second try is throttled', async () => {
    const request = { automation, runId: 'i-4/1/restart', about };
    proxy.next('lose', 'throttle');
    expect(await machines.start(request)).toMatchObject({ status: 'started' });
    expect(proxy.requests()).toBe(3);
  });
});
