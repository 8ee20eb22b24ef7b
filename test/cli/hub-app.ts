/** A synthesized app with a hub: routes, a schedule, quiet hours, maintenance, an adopted alarm. */
import type { RouteConfig, SightlineConfig } from '../../lib/core/config';
import { buildSignalEvent } from '../../lib/core/signal/signal-event';
import { configOf, maintenanceOfName, personOf, routeOfName, scheduleOf } from '../core/incident/hub-config';
import type { temporaryDirectory } from '../rehearsal/support';

const LEVELS = [
  { name: 'on-call', afterMinutes: 0, targets: ['schedule:primary'] },
  { name: 'backup', afterMinutes: 5, targets: ['person:kim', 'channel:war-room'] },
];

export const HUB_CONFIG: SightlineConfig = configOf({
  hub: {
    ...configOf().hub,
    adopt: [{ alarmName: 'legacy-*', service: 'legacy', severity: 'medium', role: 'ticket' }],
  },
  people: [personOf('dana'), personOf('kim', { quietHours: { from: '22:00', to: '07:00', unless: 'critical' } })],
  schedules: [scheduleOf(['dana'])],
  policies: [
    {
      schemaVersion: 1,
      kind: 'policy',
      name: 'default',
      levels: LEVELS,
      reach: { critical: 2, high: 2, medium: 1, low: 1 },
      respondWithin: {
        critical: { minutes: 15 },
        high: { minutes: 30 },
        medium: { minutes: 120 },
        low: { businessDays: 1 },
      },
      acksNeeded: 1,
    },
  ],
  routes: [
    routeOfName('payments', { order: 1, match: { service: ['payments'] }, targets: ['channel:oncall'] }),
    routeOfName('checkout', { order: 2, match: { service: ['check*'] } }),
    routeOfName('test pages', {
      order: 3,
      match: { service: ['sightline'], environment: ['channel:war-room'] },
      targets: ['channel:war-room'],
    }),
    routeOfName('rest', { order: 4, continue: true }),
  ],
  maintenance: [maintenanceOfName('weekly')],
});

const TAGS = { 'sightline:service': 'checkout', 'sightline:severity': 'high', 'sightline:role': 'page' };
const alarm = (name: string, tags: Readonly<Record<string, string>> = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    AlarmDescription: 'Orders fail.',
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  },
});

/**
 * Writes `cdk.out`, `copies.out` (the same app as Dev and Prod), `two-hubs.json`, `joins.json` (a service, and no hub),
 * `empty.json`, hubs of other configurations and some events.
 */
export function writeHubApp(directory: ReturnType<typeof temporaryDirectory>): void {
  const documents = (path: string, config = HUB_CONFIG) => {
    const { hub, people, schedules, policies, routes, maintenance } = config;
    const all = [hub, ...people, ...schedules, ...policies, ...routes, ...maintenance];
    return Object.fromEntries(
      all.map((document, index) => [`Document${path}${index}`, parameter(path, index, document)]),
    );
  };
  const resources = {
    ...documents('sightline'),
    Nameless: { Type: 'AWS::SSM::Parameter', Properties: { Name: { 'Fn::GetAtt': ['Nowhere', 'X'] } } },
    Faults: alarm('checkout-prod-Faults-0a1b2c3d', { ...TAGS, 'sightline:environment': 'prod', tier: '1' }),
    Evidence: alarm('checkout-prod-Evidence-0a1b2c3d', { ...TAGS, 'sightline:role': 'signal' }),
    Legacy: alarm('legacy-disk'),
    Foreign: alarm('somebody-elses'),
  };
  directory.write('cdk.out/manifest.json', {
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.json' } } },
  });
  directory.write('cdk.out/Shop.json', { Resources: resources });
  directory.write('copies.out/manifest.json', {
    artifacts: Object.fromEntries(
      ['Dev', 'Prod'].map((stage) => [
        stage,
        {
          type: 'aws:cloudformation:stack',
          displayName: `${stage}/Shop`,
          properties: { templateFile: `${stage}.json`, stackName: `${stage}-Shop` },
        },
      ]),
    ),
  });
  for (const stage of ['Dev', 'Prod']) directory.write(`copies.out/${stage}.json`, { Resources: resources });
  const service = { schemaVersion: 1, kind: 'service', service: 'checkout', environment: 'prod', stackName: 'Shop' };
  const joins = {
    Joins: parameter('sightline', 1, { ...service, dashboardName: 'checkout' }),
    Faults: resources.Faults,
  };
  directory.write('joins.json', { Resources: joins });
  directory.write('two-hubs.json', { Resources: { ...documents('sightline'), ...documents('other') } });
  const [payments, checkout, , rest] = HUB_CONFIG.routes as readonly [
    RouteConfig,
    RouteConfig,
    RouteConfig,
    RouteConfig,
  ];
  const several = routeOfName('test pages', {
    order: 3,
    match: { service: ['sightline'] },
    targets: ['channel:war-room', 'channel:oncall', 'person:dana'],
  });
  directory.write('others.json', {
    Resources: documents('sightline', { ...HUB_CONFIG, routes: [payments, checkout, several, rest] }),
  });
  const execs = { kind: 'slack', name: 'execs', secretArn: 'arn', audience: 'stakeholders' } as const;
  const channels = [...HUB_CONFIG.hub.channels, execs];
  directory.write('stakeholders.json', {
    Resources: documents('sightline', { ...HUB_CONFIG, hub: { ...HUB_CONFIG.hub, channels } }),
  });
  directory.write('empty.json', { Resources: {} });
  directory.write('broken.json', {
    Resources: { ...resources, Broken: parameter('sightline', 99, { schemaVersion: 1, kind: 'route', name: 'x' }) },
  });
  directory.write('signal.json', signalEvent());
  directory.write('ok.json', signalEvent({ state: 'OK' }));
  directory.write('evil.json', signalEvent({ name: '\u001b[2J\u202eevil', service: '\u001b]0;x\u0007pay\ud800' }));
  directory.write('unknown.json', { source: 'x', 'detail-type': '\u001b[2Jy' });
  directory.write('text.json', 'hello');
}

function parameter(path: string, index: number, document: unknown) {
  const value = typeof document === 'object' ? JSON.stringify(document) : document;
  return { Type: 'AWS::SSM::Parameter', Properties: { Name: `/sightline/${path}/document-${index}`, Value: value } };
}

function signalEvent(changes: Partial<Parameters<typeof buildSignalEvent>[0]> = {}) {
  return {
    source: 'sightline',
    'detail-type': 'Sightline Signal',
    region: 'eu-west-1',
    account: '111122223333',
    detail: buildSignalEvent({
      judge: 'evaluate-slos',
      member: 'slo/payments',
      name: 'Budget of payments',
      state: 'ALARM',
      timestampMs: Date.parse('2026-12-01T12:00:00Z'),
      reason: 'gone',
      service: 'payments',
      environment: 'prod',
      severity: 'medium',
      role: 'ticket',
      summary: 'The budget is gone',
      ...changes,
    }),
  };
}
