import type { Incident, TimelineEntry } from '../../core/incident/incident';
import type { OutboxItem } from '../../core/incident/notification';

/** What a message can be worded from. Whatever is optional is left out of the message where it is missing. */
export interface NotificationContents {
  readonly item: OutboxItem;
  readonly incident: Incident;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** The service's dashboard. */
  readonly dashboardName?: string;
  /** AWS Region, for links to the console. */
  readonly region: string;
  /** Signed link that acknowledges. Links are `https:`; others are left out. */
  readonly acknowledgeUrl?: string;
  /** Buttons in Slack act by themselves. @default - they are links */
  readonly slackButtons?: boolean;
  readonly incidentUrl?: string;
  readonly runbookUrl?: string;
  /** What the runbooks of the incident say to do first. @default - nothing */
  readonly steps?: readonly string[];
  /** Whom it is for. */
  readonly onCallName?: string;
  /** Why it goes out: the name of the escalation level. */
  readonly reason?: string;
}
