import type { NotificationContents } from '../notification/contents';
import { wordForOpsgenie } from './opsgenie';
import type { WordedRequest } from './worded-request';

/**
 * Jira Service Management's integration events took over Opsgenie's alerts, fields and limits included. Not listed on the
 * page, but taken from Opsgenie: `priority`, and the numbers of the limits.
 * https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events
 */
export function wordForJira(contents: NotificationContents): WordedRequest {
  return wordForOpsgenie(contents);
}
