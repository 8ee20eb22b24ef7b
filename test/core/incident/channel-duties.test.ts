import { PROVIDER_KINDS } from '../../../lib/core/config/types';
import {
  canTakeHeartbeats,
  canTakeReports,
  takesHeartbeats,
  takesReports,
} from '../../../lib/core/incident/channel-duties';

const KINDS = ['topic', ...PROVIDER_KINDS] as const;
const those = (takes: typeof takesReports, more: object = {}) => KINDS.filter((kind) => takes({ kind, ...more }));

test('reports go where responders read: to no pager, and to a webhook by name only', () => {
  expect(those(takesReports)).toEqual(['topic', 'slack', 'slack-app', 'teams']);
  expect(those(canTakeReports)).toEqual(['topic', 'slack', 'slack-app', 'teams', 'webhook']);
});

test('heartbeats go to what wakes people: to no chat, and to no topic', () => {
  expect(those(takesHeartbeats)).toEqual(['pagerduty', 'opsgenie', 'jira', 'webhook']);
  expect(those(canTakeHeartbeats)).toEqual(those(takesHeartbeats));
});

test.each(['stakeholders', 'customers'])('%s get no reports, and no heartbeats unless somebody says so', (audience) => {
  expect(those(takesReports, { audience })).toEqual([]);
  expect(those(takesHeartbeats, { audience })).toEqual([]);
  expect(those(canTakeReports, { audience })).toEqual([]);
});
