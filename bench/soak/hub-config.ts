/** The hub that is soaked: a pager that another channel stands in for, a chat that nothing stands in for, two people. */
import type { SightlineConfig } from '../../lib/core/config';
import { SCHEMA_VERSION } from '../../lib/core/conventions';
import { matrixPolicy } from '../../lib/core/incident/default-policy';

const topicArn = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:pager';
const stored = { schemaVersion: SCHEMA_VERSION } as const;

export const REGION = 'us-east-1';
export const FALLBACK = topicArn('fallback');
export const PEOPLE = ['bob', 'carol'] as const;

export const CONFIG: SightlineConfig = {
  hub: {
    ...stored,
    kind: 'hub',
    hub: 'sightline',
    channels: [
      { name: 'pager', kind: 'pagerduty', secretArn, failover: 'mail' },
      { name: 'chat', kind: 'webhook', secretArn },
      { name: 'mail', kind: 'topic', topicArn: topicArn('mail') },
    ],
    fallbackTopicArn: FALLBACK,
    reopenWindowSeconds: 300,
  },
  services: [],
  people: PEOPLE.map((name) => ({
    ...stored,
    kind: 'person',
    name,
    topicArn: topicArn('responders'),
    timeZone: 'UTC',
  })),
  schedules: [],
  policies: [
    {
      ...matrixPolicy('default', {
        onCall: ['channel:pager', 'channel:chat'],
        backup: ['person:bob'],
        lead: ['person:carol'],
      }),
      remindMinutes: 20,
    },
  ],
  routes: [],
  maintenance: [],
};
