import fc from 'fast-check';
import { incidentChannelOf } from '../../../lib/view/channel/incident-channel';
import { anyCharacter } from '../../any-character';
import { incidentOf } from './contents';

test('a channel is called after day, service and incident', () => {
  expect(incidentChannelOf(incidentOf({ severity: 'critical', title: 'Orders\nfail.' }))).toEqual({
    name: 'inc-20260203-checkout-0q4zp2jm',
    topic: 'CRITICAL: Orders fail.',
  });
});

test.each([
  ['Order Service (EU)', 'inc-20260203-order-service-eu-0q4zp2jm'],
  ['注文', 'inc-20260203-0q4zp2jm'],
  ['', 'inc-20260203-0q4zp2jm'],
  ['x'.repeat(200), `inc-20260203-${'x'.repeat(58)}-0q4zp2jm`],
])('whatever a service is called: %s', (service, name) => {
  expect(incidentChannelOf(incidentOf({ service })).name).toBe(name);
  expect(name.length).toBeLessThanOrEqual(80);
});

test('name and topic are within the limits of Slack, and the same each time', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter, maxLength: 400 }),
      fc.string({ unit: anyCharacter }),
      (service, title) => {
        const incident = incidentOf({ service, title });
        const { name, topic } = incidentChannelOf(incident);
        expect(name).toMatch(/^[a-z0-9_-]{1,80}$/);
        expect(topic.length).toBeLessThanOrEqual(250);
        expect(topic).not.toMatch(/\p{Cc}|\p{Bidi_Control}|\p{Cs}/u);
        expect(incidentChannelOf(incident)).toEqual({ name, topic });
      },
    ),
  );
});
