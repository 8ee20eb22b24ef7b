import { cloudWatchConsole } from '../../core/console';
import { isOpen } from '../../core/incident/transitions';
import { plain } from '../escape';
import type { NotificationContents } from './contents';

export interface Link {
  readonly name: 'Acknowledge' | 'Runbook' | 'Dashboard' | 'Incident';
  /** ASCII, `https:`. */
  readonly url: string;
}

/** So that all links of a message fit into Slack's; a longer one is left out, since half of it leads nowhere. */
const MAX_URL = 1_500;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
const MAX_DASHBOARD_NAME = 255;

/** The links of a message, the most urgent first. */
export function linksOf(contents: NotificationContents): Link[] {
  const found: [Link['name'], string | undefined][] = [
    ['Acknowledge', mayAcknowledge(contents) ? contents.acknowledgeUrl : undefined],
    ['Runbook', contents.runbookUrl],
    ['Dashboard', dashboardUrl(contents)],
    ['Incident', contents.incidentUrl],
  ];
  return found.flatMap(([name, text]) => {
    const url = safeUrl(text);
    return url === undefined ? [] : [{ name, url }];
  });
}

/** A button that does nothing any more would only cost time. */
function mayAcknowledge({ item, incident }: NotificationContents): boolean {
  return (item.kind === 'page' || item.kind === 'notice') && isOpen(incident.status);
}

/** In the console. */
export function dashboardUrl({
  dashboardName,
  region,
}: Pick<NotificationContents, 'dashboardName' | 'region'>): string | undefined {
  if (!dashboardName) return undefined;
  return `${cloudWatchConsole(region)}#dashboards/dashboard/${encodeURIComponent(plain(dashboardName, MAX_DASHBOARD_NAME))}`;
}

/**
 * The link as a browser would write it, which escapes quotes, brackets and everything that is not ASCII. `undefined` for
 * what is no `https:` link, and for one with a user name, which can make a foreign host look like one's own.
 */
export function safeUrl(text: string | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  const safe = protocol === 'https:' && username === '' && password === '' && href.length <= MAX_URL;
  return safe ? href.replaceAll('|', '%7C') : undefined;
}
