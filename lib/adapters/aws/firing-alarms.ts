import { type AlarmType, CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type FiringAlarm, firingAlarm } from '../../core/alarm/firing-alarm';
import type { FiringAlarmsPort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface FiringAlarmsOptions {
  /** @default - a client with `clientOptions()` */
  readonly client?: CloudWatchClient;
}

/** Of 100 alarms each. An account with more than 2,000 of them firing has other troubles. */
const MAX_PAGES = 20;
const PAGE = 100;
const BOTH: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];

/**
 * Sightline's alarms in ALARM, by what their descriptions say. DescribeAlarms is free of charge and filters by state, so
 * the answer is as short as things are good.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export class DescribedFiringAlarms implements FiringAlarmsPort {
  private readonly client: CloudWatchClient;

  constructor({ client = new CloudWatchClient(clientOptions()) }: FiringAlarmsOptions = {}) {
    this.client = client;
  }

  async firing(): Promise<readonly FiringAlarm[]> {
    const found: FiringAlarm[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const request = { StateValue: 'ALARM', AlarmTypes: BOTH, MaxRecords: PAGE, NextToken } as const;
      const answer = await this.client.send(new DescribeAlarmsCommand(request));
      const alarms = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])];
      found.push(...alarms.flatMap(({ AlarmName, AlarmDescription }) => firingAlarm(AlarmName, AlarmDescription)));
      NextToken = answer.NextToken;
      if (NextToken === undefined) break;
    }
    return found;
  }
}
