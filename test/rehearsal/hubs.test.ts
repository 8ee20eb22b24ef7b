import { App, Annotations as Notes, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { AlarmCondition, type IIncidentResponse, IncidentResponse, Observability } from '../../lib';
import { type RehearsalOptions, type RehearsalSource, rehearse, series, story } from '../../lib/rehearsal';
import { newHub } from '../constructs/incident/hub-template';
import { ensureBundles } from '../constructs/template';

beforeAll(ensureBundles);

const HERE = { account: '111111111111', region: 'us-east-1' };
const ELSEWHERE = { account: '111111111111', region: 'eu-west-1' };

const hubIn = (scope: Construct, env?: StackProps['env'], id = 'Hub') => newHub({}, new Stack(scope, id, { env }));

function shopIn(scope: Construct, incidents: IIncidentResponse, env?: StackProps['env'], id = 'Shop'): Stack {
  const stack = new Stack(scope, id, { env });
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  observability.addAlarm(
    'FailedOrders',
    AlarmCondition.threshold({
      metric: new Metric({ namespace: 'Shop', metricName: 'FailedOrders', statistic: 'Sum' }),
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 5,
      evaluationPeriods: 1,
    }),
    { severity: 'high', role: 'page', summary: 'Orders fail.' },
  );
  Notes.of(stack).acknowledgeWarning('sightline:hubElsewhere', 'this is what the tests are about');
  return stack;
}

interface Forwarding {
  readonly eventPattern?: EventPattern;
  readonly bus?: string;
  readonly partition?: string;
}

/** A rule that forwards changes of alarms to a bus of another place. */
function forward(
  from: Stack,
  { account, region }: typeof HERE,
  { eventPattern, bus = 'default', partition = 'aws' }: Forwarding = {},
): void {
  new Rule(from, 'ToTheHub', {
    eventPattern: { source: ['aws.cloudwatch'], detailType: ['CloudWatch Alarm State Change'], ...eventPattern },
    targets: [
      new BusTarget(
        EventBus.fromEventBusArn(from, 'There', `arn:${partition}:events:${region}:${account}:event-bus/${bus}`),
      ),
    ],
  });
}

/** What a promise is rejected with. */
const rejectionOf = (work: Promise<unknown>) =>
  work.then(
    () => '',
    (error: Error) => error.message,
  );

const newApp = () => new App({ analyticsReporting: false });
const failing = story('Orders fail').series('Shop/FailedOrders', series().repeat(0, 5).repeat(9, 10)).end('15m');

async function played(source: RehearsalSource | readonly RehearsalSource[], options?: RehearsalOptions) {
  const report = await rehearse(source, options).play(failing);
  const pages = report.notifications.filter(({ kind }) => kind === 'page');
  const warnings = report.story.filter(({ kind }) => kind === 'warning').map(({ text }) => text);
  return { report, pages: pages.length, warnings: warnings.filter((text) => text.includes('hub')) };
}

describe('an alarm reaches the hub', () => {
  test('of its own account and Region', async () => {
    const app = newApp();
    shopIn(app, hubIn(app, HERE), HERE);
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test.each([
    ['Region', ELSEWHERE],
    ['account', { ...HERE, account: '222222222222' }],
  ])('of no other %s, and the story says why nobody is told', async (_what, env) => {
    const app = newApp();
    shopIn(app, hubIn(app, HERE), env);
    const { report, pages, warnings } = await played(app);
    expect(
      report.alarms.some(({ label, states }) => /FailedOrders/.test(label) && states.at(-1)?.state === 'ALARM'),
    ).toBe(true);
    expect([pages, report.incidents.length]).toEqual([0, 0]);
    expect(warnings).toEqual([
      `The stack Shop joins the hub 'sightline' from ${env.account}/${env.region}, and it is in ${HERE.account}/us-east-1: ` +
        'a hub hears its own account and Region only, and no rule forwards events of these alarms to its default bus, so ' +
        'nobody is told',
    ]);
  });

  test.each([
    ['of another Region', ELSEWHERE, HERE, 'aws'],
    ['in China', { ...HERE, region: 'cn-northwest-1' }, { ...HERE, region: 'cn-north-1' }, 'aws-cn'],
    ['in GovCloud', { ...HERE, region: 'us-gov-east-1' }, { ...HERE, region: 'us-gov-west-1' }, 'aws-us-gov'],
  ])('from which a rule forwards it to the default bus there: %s', async (_what, from, to, partition) => {
    const app = newApp();
    const shop = shopIn(app, hubIn(app, to), from);
    forward(shop, to, { partition });
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test('over a Region between', async () => {
    const app = newApp();
    const between = { ...HERE, region: 'eu-central-1' };
    const shop = shopIn(app, hubIn(app, HERE), ELSEWHERE);
    forward(shop, between);
    forward(new Stack(app, 'Between', { env: between }), HERE);
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test('by a rule that is for its alarms alone', async () => {
    const app = newApp();
    const shop = shopIn(app, hubIn(app, HERE), ELSEWHERE);
    forward(shop, HERE, { eventPattern: { detail: { alarmName: [{ prefix: 'shop-' }] } } });
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test.each<[string, Forwarding]>([
    ['is for other events', { eventPattern: { source: ['aws.ec2'] } }],
    ['is for other alarms', { eventPattern: { detail: { alarmName: [{ prefix: 'stock-' }] } } }],
    ['leads to another bus', { bus: 'audit' }],
    ['leads to another partition', { partition: 'aws-cn' }],
  ])('by no rule that %s', async (_what, how) => {
    const app = newApp();
    const shop = shopIn(app, hubIn(app, HERE), ELSEWHERE);
    forward(shop, HERE, how);
    expect(await played(app)).toMatchObject({
      pages: 0,
      warnings: [expect.stringMatching(/^The stack Shop joins .* so nobody is told$/)],
    });
  });

  test('only where its own stack forwards it', async () => {
    const app = newApp();
    const hub = hubIn(app, HERE);
    forward(shopIn(app, hub, ELSEWHERE), HERE, { eventPattern: { detail: { alarmName: [{ prefix: 'shop-' }] } } });
    const stock = new Stack(app, 'Stock', { env: ELSEWHERE });
    const observability = new Observability(stock, 'O', { service: 'stock', environment: 'prod', incidents: hub });
    Notes.of(stock).acknowledgeWarning('sightline:hubElsewhere', 'this is what the tests are about');
    expect(observability.node.path).toBe('Stock/O');
    const { pages, warnings } = await played(app);
    expect([pages, warnings]).toEqual([1, [expect.stringMatching(/^The stack Stock joins the hub 'sightline' from/)]]);
  });

  test('of another name than that it joins, if it is there', async () => {
    const app = newApp();
    newHub({ hub: 'other' }, new Stack(app, 'Hub', { env: HERE }));
    shopIn(app, IncidentResponse.fromHubName('sightline'), HERE);
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test('where one of the two does not say where it is', async () => {
    const app = newApp();
    shopIn(app, hubIn(app), ELSEWHERE);
    expect(await played(app)).toMatchObject({ pages: 1, warnings: [] });
  });

  test('of the story itself, wherever the first stack is', async () => {
    const app = newApp();
    shopIn(app, IncidentResponse.fromHubName('other'), ELSEWHERE, 'A-Shop');
    const adopt = [
      { alarmName: 'Lost', service: 'shop', environment: 'prod', severity: 'high', role: 'page' } as const,
    ];
    newHub({ adopt }, new Stack(app, 'Hub', { env: HERE }));
    const lost = story('Orders are lost')
      .alarm('Lost', { metric: 'Shop/Lost', statistic: 'Sum', operator: '>=', threshold: 1 })
      .series('Shop/Lost', series().repeat(0, 5).repeat(1, 5))
      .end('15m');
    const { notifications } = await rehearse(app).play(lost);
    expect(notifications.map(({ kind }) => kind)).toEqual(['page']);
  });
});

describe('copies of one app', () => {
  const stages = () => {
    const app = newApp();
    for (const name of ['Dev', 'Prod']) {
      const stage = new Stage(app, name);
      shopIn(stage, hubIn(stage));
    }
    return app;
  };
  const stacks = () => {
    const app = newApp();
    for (const [name, env] of Object.entries({ Dev: HERE, Prod: ELSEWHERE })) {
      shopIn(app, hubIn(app, env, `Hub${name}`), env, `Shop${name}`);
    }
    return app;
  };

  test('are not played together: the hubs are named with their stacks, and the option', async () => {
    expect(await rejectionOf(played(stages()))).toBe(
      "there are 2 hubs named 'sightline', in the stacks Dev/Hub and Prod/Hub, and one can be played at a time. Choose it " +
        "and its services with --stacks, such as --stacks 'Prod/*' (in code: { stacks: ['Prod/*'] })",
    );
    expect(await rejectionOf(played(stacks()))).toMatch(
      /in the stacks HubDev and HubProd, .* such as --stacks HubProd, given again/,
    );
  });

  test('are told apart by the option where the stage has both', async () => {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    for (const env of [HERE, ELSEWHERE])
      shopIn(stage, hubIn(stage, env, `Hub-${env.region}`), env, `Shop-${env.region}`);
    expect(await rejectionOf(played(app))).toMatch(
      /in the stacks Prod\/Hub-us-east-1 and Prod\/Hub-eu-west-1, .* such as --stacks Prod\/Hub-eu-west-1, given again/,
    );
    expect(await played(app, { stacks: ['Prod/*-eu-west-1'] })).toMatchObject({ pages: 1, warnings: [] });
  });

  test('are told apart by the stage that has one of them', async () => {
    const app = newApp();
    const prod = new Stage(app, 'Prod');
    hubIn(prod);
    const east = new Stage(prod, 'East');
    hubIn(east);
    expect(await rejectionOf(played(app))).toContain("such as --stacks 'Prod/East/*' (in code");
  });

  test.each([
    ['stages, by path', stages, ['Prod/*']],
    ['stages, by name', stages, ['Prod-*']],
    ['stacks', stacks, ['*Prod']],
    ['stacks, one by one', stacks, ['HubDev', 'ShopDev']],
  ])('are chosen by --stacks: %s', async (_what, app, patterns) => {
    expect(await played(app(), { stacks: patterns })).toMatchObject({ pages: 1, warnings: [] });
  });
});

describe('a hub that is joined by its name', () => {
  const joining = () => shopIn(newApp(), IncidentResponse.fromHubName('sightline'));

  test('is missed where its app is not given', async () => {
    const { pages, warnings } = await played(joining());
    expect(pages).toBe(0);
    expect(warnings).toEqual([
      "The stack Shop joins the hub 'sightline', which is not in the assembly: nobody is told of their incidents here",
    ]);
    const paged = rehearse(joining()).play(failing.expect.page('oncall', { times: 1 }));
    expect(await rejectionOf(paged)).toContain(
      "there are: (none); the stack Shop joins the hub 'sightline', which is not in the assembly; give the assembly of the " +
        "app that has it as well: --assembly once more (in code: rehearse(['cdk.out', '../hub/cdk.out']))",
    );
  });

  test('is found in an assembly that is given beside that of the app', async () => {
    expect(await played([joining(), hubIn(newApp())])).toMatchObject({ pages: 1, warnings: [] });
    expect(await played([joining(), hubIn(newApp(), HERE)])).toMatchObject({ pages: 1, warnings: [] });
  });
});
