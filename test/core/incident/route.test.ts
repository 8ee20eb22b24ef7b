import fc from 'fast-check';
import type { Matcher, RouteConfig } from '../../../lib/core/config';
import { matrixPolicy } from '../../../lib/core/incident/default-policy';
import { judge } from '../../../lib/core/incident/matcher';
import { routeOf } from '../../../lib/core/incident/route';
import { factsOf, routeOfName } from './hub-config';

const POLICIES = ['default', 'payments', 'security'].map((name) => matrixPolicy(name, { onCall: ['channel:oncall'] }));

function choose(routes: readonly RouteConfig[], facts = factsOf(), policies = POLICIES) {
  return routeOf({ routes, policies }, facts);
}

describe('a matcher', () => {
  test.each<[Matcher, boolean, string]>([
    [{}, true, 'it matches everything'],
    [{ service: ['checkout'] }, true, "service is 'checkout'"],
    [{ service: ['refunds', 'check*'] }, true, "service 'checkout' fits 'check*'"],
    [{ service: ['*'] }, true, "service 'checkout' fits '*'"],
    [{ service: ['c*k*t'] }, true, "service 'checkout' fits 'c*k*t'"],
    [{ service: ['check'] }, false, "service 'checkout' is not 'check'"],
    [{ service: ['*check', 'Checkout'] }, false, "service 'checkout' is not '*check', 'Checkout'"],
    [{ service: ['check*kout'] }, false, "service 'checkout' is not 'check*kout'"],
    [{ service: ['check.ut', '.*'] }, false, "service 'checkout' is not 'check.ut', '.*'"],
    [{ service: [] }, false, "service 'checkout' is not "],
    [{ environment: ['staging'], service: ['checkout'] }, false, "environment 'prod' is not 'staging'"],
    [
      { service: ['checkout'], severity: ['critical', 'high'], role: ['page'] },
      true,
      "service is 'checkout', severity is 'high', role is 'page'",
    ],
    [{ severity: ['low'] }, false, "severity 'high' is not 'low'"],
    [{ role: ['ticket'] }, false, "role 'page' is not 'ticket'"],
    [{ team: ['*'] }, false, "it has no team, which must be '*'"],
    [{ tags: { tier: ['1'] } }, true, "tag tier is '1'"],
    [{ tags: { tier: ['1'], region: ['eu-*'] } }, false, "it has no tag region, which must be 'eu-*'"],
    [{ tags: { constructor: ['*'] } }, false, "it has no tag constructor, which must be '*'"],
    [{ tags: JSON.parse('{"__proto__":["*"]}') }, false, "it has no tag __proto__, which must be '*'"],
  ])('%j', (match, fits, why) => {
    expect(judge(match, factsOf({ tags: { tier: '1' } }))).toEqual({ fits, why });
  });

  test('a tag that is named as what every object has', () => {
    const match = { tags: JSON.parse('{"__proto__":["x"]}') };
    expect(judge(match, factsOf({ tags: JSON.parse('{"__proto__":"x"}') })).fits).toBe(true);
  });

  test('a pattern made from a text with some of it left out fits the text', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', 'b', '-', '\ud800', '\u202e'), maxLength: 12 });
    fc.assert(
      fc.property(anyText, fc.nat(12), fc.nat(12), (service, from, length) => {
        const pattern = `${service.slice(0, from)}*${service.slice(from + length)}`;
        expect(judge({ service: [pattern] }, factsOf({ service })).fits).toBe(true);
      }),
    );
  });

  test('a text of 80 KB made to make patterns search', () => {
    const service = 'a'.repeat(80_000);
    expect(judge({ service: [`${'a*'.repeat(200)}b`] }, factsOf({ service })).fits).toBe(false);
    expect(judge({ service: [`${'*a'.repeat(200)}`] }, factsOf({ service })).fits).toBe(true);
  });
});

describe('routes', () => {
  const payments = routeOfName('payments', { match: { service: ['pay*'] }, policy: 'payments' });

  test('without a route that fits it is the default policy, and the targets are its own', () => {
    expect(choose([payments])).toEqual({
      tried: [{ route: 'payments', fits: false, why: "service 'checkout' is not 'pay*'" }],
      policy: 'default',
    });
    expect(choose([])).toEqual({ tried: [], policy: 'default' });
    expect(choose([], factsOf(), [])).toEqual({ tried: [] });
  });

  test('the first that fits decides; further ones are not tried', () => {
    const all = routeOfName('all', { policy: 'security', targets: ['channel:war-room'] });
    expect(choose([payments, all, routeOfName('never', { policy: 'payments' })])).toEqual({
      tried: [
        { route: 'payments', fits: false, why: "service 'checkout' is not 'pay*'" },
        { route: 'all', fits: true, why: 'it matches everything' },
      ],
      policy: 'security',
      targets: ['channel:war-room'],
    });
  });

  test('routes that say continue add their targets, each once; the first policy stays', () => {
    const also = (name: string, targets: string[], more: Partial<RouteConfig> = {}) =>
      routeOfName(name, { targets, continue: true, ...more });
    const routes = [
      also('audit', ['channel:audit']),
      payments,
      also('security', ['channel:security', 'channel:audit'], { policy: 'security' }),
      also('last', ['person:ann'], { policy: 'payments', continue: false }),
      also('never', ['person:bob']),
    ];
    const choice = choose(routes);
    expect(choice.tried.map(({ route }) => route)).toEqual(['audit', 'payments', 'security', 'last']);
    expect([choice.policy, choice.targets]).toEqual(['security', ['channel:audit', 'channel:security', 'person:ann']]);
  });

  test('a route without a policy has that of the next that fits, but not its targets', () => {
    const routes = [
      routeOfName('quiet', { targets: ['channel:quiet'] }),
      routeOfName('other', { targets: ['channel:other'] }),
      routeOfName('all', { targets: ['channel:all'], policy: 'security' }),
      routeOfName('never', { policy: 'payments' }),
    ];
    const choice = choose(routes);
    expect([choice.policy, choice.targets]).toEqual(['security', ['channel:quiet']]);
    expect(choice.tried.map(({ route }) => route)).toEqual(['quiet', 'other', 'all']);
  });

  test('a policy that is not there is told, and the next one taken', () => {
    const gone = routeOfName('gone', { policy: 'was-deleted', targets: ['channel:war-room'] });
    expect(choose([gone, payments])).toEqual({
      tried: [
        { route: 'gone', fits: true, why: "it matches everything, but there is no policy 'was-deleted'" },
        { route: 'payments', fits: false, why: "service 'checkout' is not 'pay*'" },
      ],
      policy: 'default',
      targets: ['channel:war-room'],
    });
  });
});
