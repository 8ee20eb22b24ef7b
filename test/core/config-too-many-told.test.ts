import { type ChannelConfig, checkConfig, type SightlineConfig } from '../../lib/core/config';
import { matrixPolicy } from '../../lib/core/incident/default-policy';
import { MOST_OWED } from '../../lib/core/incident/draft';
import { configOf, personOf, routeOfName, scheduleOf } from './incident/hub-config';

/** Most hubs of these tests have one channel of their own: a topic, which keeps no state of incidents. */
const [TOPIC, SLACK] = configOf().hub.channels as [ChannelConfig, ChannelConfig];
const OWN = 1;
const names = (count: number) => Array.from({ length: count }, (_, n) => `p${n}`);
const told = (people: readonly string[]) => people.map((name) => `person:${name}`);

function problems(people: readonly string[], parts: Partial<SightlineConfig>): string[] {
  const hub = { ...configOf().hub, channels: [TOPIC] };
  return checkConfig(configOf({ hub, people: people.map((name) => personOf(name)), ...parts }));
}

function sentence(where: string, count: number): string {
  return (
    `${where} can owe ${count} messages at once, with everybody of its schedules and the hub's own channels; ` +
    `${MOST_OWED} are possible, as one transaction takes them: name fewer people and channels, or let one topic ` +
    'tell several'
  );
}

test.each([0, 1])('a policy may tell as many as one transaction takes: %d more', (more) => {
  const people = names(MOST_OWED - OWN + more);
  const half = Math.floor(people.length / 2);
  const policy = matrixPolicy('default', {
    onCall: told(people.slice(0, half)),
    // Whoever is told by two levels is told of the end once.
    lead: told(people.slice(half - 5)),
  });
  expect(problems(people, { policies: [policy] })).toEqual(
    more === 0 ? [] : [sentence("policy 'default'", MOST_OWED + 1)],
  );
});

test('everybody of a schedule counts, as each may be told while an incident lasts', () => {
  const people = names(MOST_OWED);
  const overrides = [{ person: 'p0', from: '2026-12-24T18:00', to: '2026-12-25T18:00' }];
  const policy = matrixPolicy('default', { onCall: ['schedule:primary'], backup: ['person:p1'] });
  const schedules = [scheduleOf(people, { overrides })];
  expect(problems(people, { policies: [policy], schedules })).toEqual([sentence("policy 'default'", MOST_OWED + OWN)]);
});

test('a route counts with the levels after the first one, and without a policy by itself', () => {
  const people = names(MOST_OWED - OWN + 1);
  const [last = '', ...others] = told(people);
  const routes = [routeOfName('all', { targets: others })];
  const policy = (backup: string) => matrixPolicy('default', { onCall: ['channel:oncall'], backup: [backup] });
  expect(problems(people, { routes, policies: [policy(others[0] ?? '')] })).toEqual([]);
  expect(problems(people, { routes, policies: [policy(last)] })).toEqual([sentence("route 'all'", MOST_OWED + 1)]);
  expect(problems(people, { routes: [routeOfName('all', { targets: told(people) })] })).toEqual([
    sentence("route 'all'", MOST_OWED + 1),
  ]);
});

test('stakeholders count, and twice what hears of the end of a page and of the next one at once', () => {
  const stakeholders: ChannelConfig = { kind: 'slack', name: 'execs', secretArn: 'arn', audience: 'stakeholders' };
  const people = names(MOST_OWED - OWN);
  const policies = [matrixPolicy('default', { onCall: told(people) })];
  const found = (...more: ChannelConfig[]) =>
    problems(people, { policies, hub: { ...configOf().hub, channels: [TOPIC, ...more] } });
  expect(found()).toEqual([]);
  expect(found(stakeholders)).toEqual([sentence("policy 'default'", MOST_OWED + 1)]);
  expect(found(SLACK)).toEqual([sentence("policy 'default'", MOST_OWED + 2)]);
});
