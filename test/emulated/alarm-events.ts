import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AlarmState } from '../../lib/core/incident/incident';
import { buildAlarmStateChange } from '../../lib/core/signal/alarm-event';
import { ACCOUNT, REGION } from './account';

export interface DeployedAlarm extends MetricAlarm {
  readonly tags: Readonly<Record<string, string>>;
}

/** The deployed alarms whose tag has this value. */
export async function alarmsTagged(client: CloudWatchClient, tag: string, value: string): Promise<DeployedAlarm[]> {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ MaxRecords: 100 }));
  const alarms = await Promise.all(
    MetricAlarms.map(async (alarm) => {
      const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
      return { ...alarm, tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])) };
    }),
  );
  return alarms.filter(({ tags }) => tags[tag] === value);
}

/** The event that CloudWatch documents for this alarm's change to `state`. */
export function stateChangeOf(alarm: DeployedAlarm, state: AlarmState, atMs: number): Record<string, unknown> {
  const previous = { value: state === 'ALARM' ? 'OK' : 'ALARM', reason: 'As before.', atMs: atMs - 60_000 } as const;
  return buildAlarmStateChange(
    {
      alarmArn: alarm.AlarmArn ?? '',
      alarmName: alarm.AlarmName ?? '',
      account: ACCOUNT,
      region: REGION,
      description: alarm.AlarmDescription ?? '',
      tags: alarm.tags,
      metric: {
        namespace: alarm.Namespace ?? '',
        name: alarm.MetricName ?? '',
        dimensions: Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? ''])),
        periodSeconds: alarm.Period ?? 60,
        statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
      },
      state: { value: state, reason: `Threshold Crossed: rehearsed ${state}.`, atMs },
      previous,
    },
    '3f6a1c9e-52b7-4c2e-9b0a-6d2f8f4f7a11',
  );
}

/** Puts an event on the default bus, as CloudWatch would: MiniStack sends none for its own alarms. */
export async function putEvent(client: EventBridgeClient, event: Record<string, unknown>): Promise<void> {
  const answer = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: String(event.source),
          DetailType: String(event['detail-type']),
          Detail: JSON.stringify(event.detail),
          Resources: event.resources as string[],
          Time: new Date(String(event.time)),
        },
      ],
    }),
  );
  if (answer.FailedEntryCount) throw new Error(`PutEvents was refused: ${JSON.stringify(answer.Entries)}`);
}

/** As CloudWatch has it now. */
export async function alarmState(client: CloudWatchClient, { AlarmName = '' }: MetricAlarm): Promise<string> {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
  return MetricAlarms[0]?.StateValue ?? 'no such alarm';
}
