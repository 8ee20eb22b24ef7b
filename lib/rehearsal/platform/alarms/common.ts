import { ALARM_TAG } from '../../../core/conventions';
import type { AlarmState } from '../../../core/incident/incident';
import type { Resource } from '../../templates';

/** What every kind of alarm has. */
export interface AlarmCommon {
  readonly resource: Resource;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

export function readCommon({ properties }: Resource): Omit<AlarmCommon, 'resource'> {
  return {
    description: String(properties.AlarmDescription ?? ''),
    tags: Object.fromEntries(
      ((properties.Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    ),
    actionsEnabled: properties.ActionsEnabled !== false && properties.ActionsEnabled !== 'false',
    actions: {
      OK: (properties.OKActions ?? []) as string[],
      ALARM: (properties.AlarmActions ?? []) as string[],
      INSUFFICIENT_DATA: (properties.InsufficientDataActions ?? []) as string[],
    },
  };
}

export function serviceOf(alarm: AlarmCommon): string {
  return alarm.tags[ALARM_TAG.service] ?? '';
}
