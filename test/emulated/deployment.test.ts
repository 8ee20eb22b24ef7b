/**
 * The app of `shop/app.ts`, deployed by the real CDK to MiniStack: customers order, metrics arrive, alarms change, people
 * answer, the next release comes, and all of it goes.
 */
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { MetricsPublisher } from 'sightline/publisher';
import { DynamoErrorStore } from '../../lib/adapters/aws/dynamo-error-store';
import { ALARM_TAG } from '../../lib/core/conventions';
import { emulatorSkipped, type StartedEmulator, startEmulator } from '../../scripts/emulators';
import { alarmState, type DeployedAlarm, putEvent, stateChangeOf } from './alarm-events';
import { Deployment, type Release, replacementsIn, resourcesOf } from './deployment';
import { eventually } from './eventually';
import { messagesIn, takeMessage } from './inbox';
import { inventory, LISTED_TYPES } from './inventory';
import { noteLeftOut } from './left-out-report';
import { NOT_ON_MINISTACK } from './not-on-ministack';
import { DeployedShop, orderEvent, type ToldMessage } from './shop/deployed-shop';
import { type FakePaymentProvider, startPaymentProvider } from './shop/payment-provider';

const STACKS = ['Checkout', 'Judges', 'SightlineIncidents'];
const SERVICE = { service: 'checkout', environment: 'prod' };
const NOBODY = 'saas-front-end-NobodyThere';
const THROTTLES = 'PlaceOrder-Throttles';
const DEAD_LETTERS = 'Payments-DeadLetters';
const describeEmulated = emulatorSkipped('ministack') ? describe.skip : describe;

describeEmulated('the example on MiniStack', () => {
  let ministack: StartedEmulator;
  let provider: FakePaymentProvider;
  let deployment: Deployment;
  let release: Release;
  let next: Promise<Release>;
  let shop: DeployedShop;
  let bootstrapped: ReadonlySet<string>;
  let pages: ReadonlyMap<string, DeployedAlarm>;
  /** The page that a person answers. */
  let told: ToldMessage;

  beforeAll(async () => {
    [ministack, provider] = await Promise.all([startEmulator('ministack'), startPaymentProvider()]);
    deployment = new Deployment(ministack);
    release = await deployment.synth('1', { paymentProviderUrl: provider.url });
    noteLeftOut(release.leftOut);
    await deployment.bootstrap(release);
    bootstrapped = await inventory(ministack);
    await deployment.deploy(release);
    next = deployment.synth('2', { paymentProviderUrl: `${provider.url}/v2` });
    // Where it fails, the test that needs it says so.
    next.catch(() => undefined);
    shop = new DeployedShop(ministack, deployment, release);
    pages = await shop.pages();
    await shop.listen();
  });

  afterAll(async () => {
    await next?.catch(() => undefined);
    shop?.close();
    deployment?.removeFiles();
    await Promise.all([ministack?.stop(), provider?.stop()]);
  });

  const page = (name: string): DeployedAlarm => {
    const alarm = pages.get(name);
    if (!alarm) throw new Error(`no alarm '${name}' pages; those that do are ${[...pages.keys()].join(', ')}`);
    return alarm;
  };

  /** Sets the deployed alarm; answers the event of it, which MiniStack does not send. */
  const set = async (name: string, state: 'ALARM' | 'OK'): Promise<Record<string, unknown>> => {
    const { AlarmName } = page(name);
    const change = { AlarmName, StateValue: state, StateReason: 'The test says so.' };
    await shop.cloudWatch.send(new SetAlarmStateCommand(change));
    expect(await alarmState(shop.cloudWatch, page(name))).toBe(state);
    return stateChangeOf(page(name), state, Date.now());
  };

  test('deploys whole but for what the list names', async () => {
    expect(release.stacks).toEqual(STACKS);
    expect(await deployment.cloudFormation.stacks()).toEqual(['CDKToolkit', ...STACKS].sort());
    expect(NOT_ON_MINISTACK.filter((entry) => !release.leftOut.get(entry))).toEqual([]);
    for (const stack of STACKS) {
      const deployed = (await deployment.cloudFormation.resources(stack)).map(({ logicalId }) => logicalId);
      expect(deployed.sort()).toEqual(Object.keys(resourcesOf(release, stack)).sort());
    }
  });

  test('an order through the API is taken, charged and paid', async () => {
    const placed = await shop.order('order-1');
    expect([placed.status, placed.headers.get('location')]).toEqual([202, '/orders/order-1']);
    const paid = await eventually('paid order', ministack, async () => {
      const found = await shop.readOrder('order-1');
      return found.payment?.status === 'PAID' ? found : undefined;
    });
    expect(paid).toMatchObject({ orderId: 'order-1', totalCents: 2_500, payment: { paymentId: 'payment-1' } });
    expect([...provider.charges]).toEqual([['order-1', 2_500]]);
  });

  test('a runbook calls a deployed function, and the order that it hands over is paid as well', async () => {
    const target = await shop.idOf('Checkout/PlaceOrder/Resource');
    expect(await shop.callByRunbook(target, orderEvent('order-by-runbook'))).toMatchObject({ status: 'started' });
    await eventually('paid order', ministack, async () =>
      (await shop.readOrder('order-by-runbook')).payment?.status === 'PAID' ? true : undefined,
    );
    expect(provider.charges.get('order-by-runbook')).toBe(2_500);
  });

  test('what a function fails at is tracked from the log that it writes', async () => {
    provider.fail();
    expect((await shop.order('order-2')).status).toBe(202);
    const tableName = await shop.idOf('Judges/Errors/Table/Resource');
    const errors = new DynamoErrorStore({ client: shop.dynamo, tableName });
    const error = await eventually('tracked error', ministack, async () =>
      (await errors.list(SERVICE)).find(({ title }) => title.includes('PaymentProviderUnavailable')),
    );
    expect(error).toMatchObject({ ...SERVICE, status: 'open', count: 1 });
    provider.mend();
  });

  test('what is published through the queue is in CloudWatch, and sets an alarm of the pack', async () => {
    const queueUrl = await shop.idOf('Judges/Metrics/Queue/Resource');
    const metrics = new MetricsPublisher({ ...SERVICE, queueUrl, client: shop.sqs, flushIntervalSeconds: 0 });
    metrics.gauge('ActiveUsers', 0);
    await metrics.flush();

    const sums = await eventually('datapoint', ministack, () => shop.datapointOf('ActiveUsers'));
    expect(sums).toMatchObject({ Maximum: 0, SampleCount: 1 });
    expect(await alarmState(shop.cloudWatch, page(NOBODY))).toBe('ALARM');
  });

  test('the change of an alarm ends as an incident in the table and a page on the topic', async () => {
    await putEvent(shop.events, stateChangeOf(page(NOBODY), 'ALARM', Date.now()));

    const incident = await shop.incidentWhere('in the table', () => true);
    expect(incident).toMatchObject({
      ...SERVICE,
      status: 'triggered',
      severity: page(NOBODY).tags[ALARM_TAG.severity],
      paged: true,
      alarms: [page(NOBODY).AlarmName],
    });
    told = await shop.nextMessage();
    expect(told.subject).toContain('checkout');
    expect(told.text).toContain(page(NOBODY).AlarmName);
    expect(told.attributes).toMatchObject({
      kind: { Value: 'page' },
      service: { Value: 'checkout' },
      environment: { Value: 'prod' },
    });
  });

  test('the link of the page shows the incident, and acknowledges it once a person presses', async () => {
    const shown = await shop.openLink(told);
    expect(shown).toContain('checkout');
    const [, nonce = ''] = /name="nonce" value="([^"]+)"/.exec(shown) ?? [];
    expect((await shop.incidents()).map(({ status }) => status)).toEqual(['triggered']);

    await shop.openLink(told, { nonce: `${nonce}x`, confirm: 'acknowledge' });
    expect((await shop.incidents()).map(({ status }) => status)).toEqual(['triggered']);

    await shop.openLink(told, { nonce, confirm: 'acknowledge' });
    const incident = await shop.incidentWhere('that is acknowledged', ({ status }) => status === 'acknowledged');
    expect(incident.acknowledgements).toMatchObject([{ by: 'oncall' }]);
  });

  test('operators list it and write a note once; who is not known to IAM does neither', async () => {
    const { incidents } = await shop.operate('GET', '/incidents', 'open=');
    expect(incidents).toMatchObject([{ ...SERVICE, status: 'acknowledged' }]);
    const path = `/incidents/${incidents?.[0]?.id}`;
    const note = { text: 'The DNS record is gone.' };
    for (const _ of ['sent', 'sent again']) await shop.operate('POST', `${path}/note`, '', note);
    const { timeline } = await shop.operate('GET', path);
    expect(timeline?.filter(({ kind }) => kind === 'noted')).toMatchObject([{ actor: { type: 'user', id: 'erika' } }]);

    await expect((await shop.operators()).list({ open: true })).rejects.toThrow(
      'sign the request with IAM credentials',
    );
  });

  test('a message that is no JSON becomes a dead letter with its reason, and its neighbours are handled', async () => {
    const queue = await shop.idInHub('Signals/Queue/Resource');
    const deadLetters = await shop.idInHub('Signals/DeadLetters/Resource');
    const bodies = [
      JSON.stringify(await set(THROTTLES, 'ALARM')),
      'this is no JSON',
      JSON.stringify(await set(DEAD_LETTERS, 'ALARM')),
    ];
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await shop.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));

    const letter = await eventually('dead letter', ministack, () => takeMessage(shop.sqs, deadLetters));
    expect(letter.Body).toBe('this is no JSON');
    expect(letter.MessageAttributes?.reason?.StringValue).toMatch(/^the body is not JSON: /);
    const incident = await shop.incidentWhere('with three alarms', ({ alarms }) => alarms.length === 3);
    const names = [NOBODY, THROTTLES, DEAD_LETTERS].map((name) => page(name).AlarmName);
    expect([...incident.alarms].sort()).toEqual(names.sort());
    await eventually('empty signal queue', ministack, async () =>
      (await messagesIn(shop.sqs, queue)) === 0 ? true : undefined,
    );
    expect(await messagesIn(shop.sqs, deadLetters)).toBe(0);
    expect(await shop.incidents()).toHaveLength(1);
  });

  test('the return of all its alarms to OK resolves the incident and says so', async () => {
    for (const name of [NOBODY, THROTTLES, DEAD_LETTERS]) await putEvent(shop.events, await set(name, 'OK'));

    const incident = await shop.incidentWhere('that is resolved', ({ status }) => status === 'resolved');
    expect(incident).toMatchObject({ generation: 1, autoResolved: true });
    expect((await shop.nextMessage()).attributes).toMatchObject({ kind: { Value: 'resolved' } });
  });

  test('the next release replaces nothing, and its functions do what the first ones did', async () => {
    const nextRelease = await next;
    const before = await deployment.physicalIds(release);
    await deployment.prepare(nextRelease, 'next');
    const changes = (await Promise.all(STACKS.map((stack) => deployment.cloudFormation.changes(stack, 'next')))).flat();
    expect(changes.filter(({ action }) => action === 'Modify').length).toBeGreaterThanOrEqual(5);
    expect(changes.filter(({ action }) => action === 'Add').length).toBeGreaterThanOrEqual(1);
    // Of what it does not know MiniStack says 'Conditional'; the CDK knows.
    expect(changes.filter(({ action, replacement }) => action === 'Remove' || replacement === 'True')).toEqual([]);
    const diff = await deployment.diff(nextRelease);
    expect(diff).toMatch(/^\[~\] AWS::Lambda::Function /m);
    expect(replacementsIn(diff)).toEqual([]);

    await deployment.deploy(nextRelease);
    const after = await deployment.physicalIds(nextRelease);
    expect(Object.fromEntries([...before].map(([id]) => [id, after.get(id)]))).toEqual(Object.fromEntries(before));
    expect(after.size).toBeGreaterThan(before.size);

    expect(await shop.readOrder('order-1')).toMatchObject({ payment: { status: 'PAID' } });
    const { incidents } = await shop.operate('GET', '/incidents', 'service=checkout');
    expect(incidents).toMatchObject([{ status: 'resolved' }]);
  });

  test('cdk destroy leaves nothing but what is to be retained', async () => {
    const retained = await deployment.retained(await next);
    expect(retained.filter(({ type }) => !LISTED_TYPES.has(type))).toEqual([]);
    const listed = (await inventory(ministack)).size;
    await deployment.destroy(await next);
    expect(await deployment.cloudFormation.stacks()).toEqual(['CDKToolkit']);
    const left = [...(await inventory(ministack))].filter((one) => !bootstrapped.has(one) && !one.endsWith('/inbox'));
    expect(left.sort()).toEqual(retained.map(({ type, physicalId }) => `${type} ${physicalId}`).sort());
    expect(listed).toBeGreaterThan(bootstrapped.size + left.length);
  });
});
