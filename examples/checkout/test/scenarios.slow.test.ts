import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Channel, IncidentResponse } from 'sightline';
import { type Rehearsal, rehearse } from 'sightline/rehearsal';
import bindings from '../rehearsal';
import { CheckoutStack } from '../stack';

const SCENARIOS = join(__dirname, '..', 'scenarios');
let rehearsal: Rehearsal;

beforeAll(() => {
  // The templates are what is rehearsed: the functions' code comes from the bindings, so nothing needs bundling.
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const incidents = new IncidentResponse(new Stack(app, 'SightlineIncidents'), 'Incidents', {
    channels: [Channel.email('oncall@example.com')],
  });
  rehearsal = rehearse(new CheckoutStack(app, 'Checkout', { incidents }), { bindings });
});

test.each(readdirSync(SCENARIOS))('%s goes as expected', async (file) => {
  const night = await rehearsal.play(join(SCENARIOS, file));
  expect(night.expectations.filter(({ passed }) => !passed)).toEqual([]);
  expect(night.verdict).toBe('passed');
  expect(night.notRehearsed).toEqual([]);
});
