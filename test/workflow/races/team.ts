/** The configuration of the night: who is on call, who comes next, and the pagers. */
import type { PersonConfig, SightlineConfig } from '../../../lib/core/config';
import { SCHEMA_VERSION } from '../../../lib/core/conventions';
import { matrixPolicy } from '../../../lib/core/incident/default-policy';
import { CONFIG } from '../hub';

/** Topic of everybody's own addresses. */
export const PEOPLE = 'arn:aws:sns:eu-west-1:111122223333:people';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

/** Alice is on call; then bob after 5 minutes, carol after 10, and of what is critical dan after 15 and erin after 30. */
export const NIGHT: SightlineConfig = {
  ...CONFIG,
  hub: {
    ...CONFIG.hub,
    channels: [
      { kind: 'pagerduty', name: 'pager', secretArn: `${SECRET}pager`, failover: 'desk' },
      { kind: 'jira', name: 'desk', secretArn: `${SECRET}desk` },
    ],
  },
  people: ['alice', 'bob', 'carol', 'dan', 'erin'].map(person),
  schedules: [
    {
      schemaVersion: SCHEMA_VERSION,
      kind: 'schedule',
      name: 'primary',
      timeZone: 'Europe/Berlin',
      layers: [{ people: ['alice'], turn: { every: 1, unit: 'weeks' }, startsAt: '2025-01-06T09:00' }],
      overrides: [],
    },
  ],
  policies: [
    {
      ...matrixPolicy('default', {
        onCall: ['schedule:primary', 'channel:pager'],
        backup: ['person:bob'],
        lead: ['person:carol'],
        manager: ['person:dan'],
        executive: ['person:erin'],
      }),
      // Nobody is asked for status updates, but in the tests of those.
      updateMinutes: {},
    },
  ],
};

function person(name: string): PersonConfig {
  return { schemaVersion: SCHEMA_VERSION, kind: 'person', name, topicArn: PEOPLE, timeZone: 'Europe/Berlin' };
}
