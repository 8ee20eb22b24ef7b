import fc from 'fast-check';
import type { ServiceConfig } from '../../../lib/core/config';
import { backlinkEntry, linkEntry, MOST_RELATIONS, relationsOf } from '../../../lib/core/incident/correlate';
import type { Incident } from '../../../lib/core/incident/incident';
import {
  deployEntry,
  deployMemo,
  deployRef,
  type RecentDeploy,
  recentDeploy,
} from '../../../lib/core/incident/recent-deploy';
import { dependenciesOf, dependentsOf } from '../../../lib/core/incident/service-graph';
import { MINUTE, play, signal, T0 } from './played';

function service(name: string, dependsOn: readonly string[] = [], more: Partial<ServiceConfig> = {}): ServiceConfig {
  return {
    schemaVersion: 1,
    kind: 'service',
    service: name,
    environment: 'prod',
    stackName: `${name}-stack`,
    dashboardName: name,
    ...(dependsOn.length > 0 && { dependsOn }),
    ...more,
  };
}

/** web -> checkout -> payments -> payments-db */
const CHAIN = [
  service('web', ['checkout']),
  service('checkout', ['payments']),
  service('payments', ['payments-db']),
  service('payments-db'),
];

function incidentOf(name: string, more: Partial<Incident> = {}): Incident {
  const { incident } = play(signal('ALARM', 0)).state;
  return { ...(incident as Incident), id: `i-${name}`, service: name, ...more };
}

const names = (relations: ReturnType<typeof relationsOf>) =>
  relations.map(({ kind, other }) => `${kind} ${other.service}`);

describe('the graph of services', () => {
  const text = (steps: ReadonlyMap<string, number>) => [...steps].map(([name, count]) => `${name} ${count}`);

  test('goes down and up, with the number of steps', () => {
    expect(text(dependenciesOf(CHAIN, 'prod', 'web'))).toEqual(['checkout 1', 'payments 2', 'payments-db 3']);
    expect(text(dependentsOf(CHAIN, 'prod', 'payments-db'))).toEqual(['payments 1', 'checkout 2', 'web 3']);
    expect(text(dependenciesOf(CHAIN, 'prod', 'nobody'))).toEqual([]);
  });

  test('of another environment there is none', () => {
    expect(text(dependenciesOf(CHAIN, 'test', 'web'))).toEqual([]);
  });

  test('ends after five steps, and in circles by itself', () => {
    const long = Array.from({ length: 9 }, (_, index) => service(`s${index}`, [`s${index + 1}`]));
    expect(text(dependenciesOf(long, 'prod', 's0'))).toEqual(['s1 1', 's2 2', 's3 3', 's4 4', 's5 5']);
    const circle = [service('a', ['b', 'a']), service('b', ['a', '__proto__'])];
    expect(text(dependenciesOf(circle, 'prod', 'a'))).toEqual(['b 1', '__proto__ 2']);
    expect(text(dependentsOf(circle, 'prod', '__proto__'))).toEqual(['b 1', 'a 2']);
  });

  test('up is down, seen from the other end', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const services = fc.array(fc.tuple(name, fc.array(name, { maxLength: 3 })), { maxLength: 8 });
    fc.assert(
      fc.property(services, name, name, (told, from, to) => {
        const all = told.map(([one, dependsOn]) => service(one, dependsOn));
        expect(dependenciesOf(all, 'prod', from).get(to)).toBe(dependentsOf(all, 'prod', to).get(from));
      }),
    );
  });
});

describe('an incident that begins', () => {
  const checkout = incidentOf('checkout', { beganMs: T0 });

  test('has to do with what it needs and with what needs it, the nearest first', () => {
    const open = ['web', 'payments-db', 'payments', 'search'].map((name) => incidentOf(name, { beganMs: T0 - MINUTE }));
    expect(names(relationsOf(checkout, open, CHAIN))).toEqual([
      'dependency payments',
      'dependency payments-db',
      'dependent web',
    ]);
  });

  test('not with itself, nor with another environment', () => {
    const other = incidentOf('payments', { environment: 'test' });
    expect(relationsOf(checkout, [checkout, other], CHAIN)).toEqual([]);
  });

  test('has to do with what came of the same deploy, for half an hour', () => {
    const services = [service('checkout', [], { stackName: 'Shop' }), service('cart', [], { stackName: 'Shop' })];
    const deploy: RecentDeploy = { id: 'd-1', target: 'Shop', outcome: 'succeeded', atMs: T0 - 30 * MINUTE };
    const cart = (beganMs: number) => relationsOf(checkout, [incidentOf('cart', { beganMs })], services, deploy);
    expect(names(cart(T0 - 30 * MINUTE))).toEqual(['deploy cart']);
    expect(names(cart(T0))).toEqual(['deploy cart']);
    expect(names(cart(T0 - 30 * MINUTE - 1))).toEqual([]);
    expect(names(cart(T0 + 1))).toEqual([]);
    const elsewhere = [service('checkout', [], { stackName: 'Shop' }), service('cart')];
    expect(relationsOf(checkout, [incidentOf('cart')], elsewhere, deploy)).toEqual([]);
    expect(relationsOf(checkout, [incidentOf('cart')], services)).toEqual([]);
  });

  test('has to do with trouble of the same team within a minute', () => {
    const ours = { ...checkout, team: 'money' };
    const other = (beganMs: number, team?: string) => incidentOf('search', { beganMs, ...(team && { team }) });
    expect(names(relationsOf(ours, [other(T0 - MINUTE, 'money')], CHAIN))).toEqual(['team search']);
    expect(relationsOf(ours, [other(T0 - MINUTE - 1, 'money')], CHAIN)).toEqual([]);
    expect(relationsOf(ours, [other(T0, 'fun')], CHAIN)).toEqual([]);
    expect(relationsOf(checkout, [other(T0)], CHAIN)).toEqual([]);
  });

  test('names three at most', () => {
    const open = Array.from({ length: 9 }, (_, index) => incidentOf('payments', { id: `i-${index}` }));
    expect(relationsOf(checkout, open, CHAIN)).toHaveLength(MOST_RELATIONS);
  });

  test('says so in both timelines, each once for each round', () => {
    const payments = incidentOf('payments-db', { beganMs: T0 - 2 * MINUTE });
    const [relation] = relationsOf(incidentOf('payments', { beganMs: T0 }), [payments], CHAIN);
    if (!relation) throw new Error('there is none');
    const incident = incidentOf('payments', { beganMs: T0, generation: 2 });
    expect(linkEntry(incident, relation)).toEqual({
      schemaVersion: 2,
      incidentId: 'i-payments',
      atMs: T0,
      eventId: 'linked|to|2|i-payments-db',
      kind: 'linked',
      actor: { type: 'system', id: 'correlate' },
      text: 'payments-db (a dependency) has been in trouble since 07:58 UTC: i-payments-db',
    });
    expect(backlinkEntry(incident, relation)).toMatchObject({
      incidentId: 'i-payments-db',
      atMs: T0,
      eventId: 'linked|from|2|i-payments',
      text: 'payments (depends on this one) has been in trouble since 08:00 UTC: i-payments',
    });
  });
});

describe('the newest deploy', () => {
  const deploy = { id: 'd-1', target: 'Shop', kind: 'stack', outcome: 'rolled back', timestampMs: T0 } as const;
  const place = { service: 'checkout', environment: 'prod' };
  const memo = { ...deployMemo(place, deploy), storedMs: T0 };

  test('is that of its service and environment', () => {
    expect(memo).toMatchObject(deployRef(place));
    expect(deployRef({ service: 'checkout","x', environment: '' }).topic).not.toBe(deployRef(place).topic);
  });

  test('counts for what began up to half an hour after it', () => {
    expect(recentDeploy([memo], { beganMs: T0 })).toEqual({
      id: 'd-1',
      target: 'Shop',
      outcome: 'rolled back',
      atMs: T0,
    });
    expect(recentDeploy([memo], { beganMs: T0 + 30 * MINUTE })).toBeDefined();
    expect(recentDeploy([memo], { beganMs: T0 + 30 * MINUTE + 1 })).toBeUndefined();
    expect(recentDeploy([memo], { beganMs: T0 - 1 })).toBeUndefined();
    expect(recentDeploy([], { beganMs: T0 })).toBeUndefined();
  });

  test('is a line of the timeline at its own time', () => {
    expect(deployEntry('i-1', { ...deploy, atMs: T0 })).toMatchObject({
      atMs: T0,
      eventId: 'deployed|d-1',
      kind: 'deployed',
      text: 'Deploy of Shop rolled back',
    });
  });
});
