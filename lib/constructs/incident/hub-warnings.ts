import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ChannelSet } from './channel-set';

/** Where there is something to say. */
export function warn(scope: Construct, id: string, message: string | undefined): void {
  if (message !== undefined) Annotations.of(scope).addWarningV2(id, message);
}

export function warnOfChannels(scope: Construct, hub: string, { addresses, providers }: ChannelSet): void {
  if (addresses.length === 0) {
    warn(
      scope,
      'sightline:fallbackWithoutSubscribers',
      `Nobody is subscribed to the fallback topic of the hub '${hub}', which reports that the workflow itself ` +
        "fails; add a Channel.email or call 'fallback.addSubscription'",
    );
  }
  for (const { name } of providers.filter(({ kind }) => kind === 'opsgenie')) {
    warn(
      scope,
      'sightline:opsgenieEnds',
      `The APIs of Opsgenie, which the channel '${name}' uses, end on 2027-04-05; move to ` +
        'Channel.jiraServiceManagement or Channel.pagerDuty before',
    );
  }
}
