import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CatalogEntry } from '../core/catalog/entry';
import { type AlarmTuning, resolveAlarms } from '../core/catalog/resolve';
import { DEFAULT_NAMESPACE } from '../core/conventions';
import { renderAlarm } from './monitor/alarm';
import { alarmName, outermostStackName, shortHash } from './names';

export interface SelfWatchAlarmsProps {
  readonly entry: CatalogEntry<object>;
  /** What is watched, in words. */
  readonly label: string;
  /** By the entry's names of dimension sets. An alarm whose set is missing is left out. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where metrics are whose namespace the entry leaves open. @default DEFAULT_NAMESPACE */
  readonly namespace?: string;
  /** Names of the alarms begin with these two. */
  readonly name: string;
  readonly kind: string;
  /** Whose trouble it is. @default - Sightline's own, in the environment `name` */
  readonly owner?: { readonly service: string; readonly environment: string };
  readonly tune?: Readonly<Record<string, AlarmTuning>>;
  /** Is told of ALARM and OK. @default - nobody but a hub, which hears of every alarm */
  readonly notify?: ITopic;
  /** Instead: is told of ALARM alone, of the alarms that no hub opens incidents for. */
  readonly fallback?: ITopic;
  /** After the ids of the constructs, where the scope has alarms of several such things. @default - nothing */
  readonly suffix?: string;
}

/** Alarms on something that Sightline itself runs, of its catalog entry. */
export function selfWatchAlarms(scope: Construct, props: SelfWatchAlarmsProps): CfnAlarm[] {
  const {
    entry,
    label,
    dimensions,
    namespace = DEFAULT_NAMESPACE,
    name,
    kind,
    notify,
    fallback,
    suffix = '',
    tune,
  } = props;
  const owner = props.owner ?? { service: 'sightline', environment: name };
  const hash = shortHash(outermostStackName(scope), scope.node.path);
  const told = notify ? [notify.topicArn] : [];
  return resolveAlarms(entry, { label, facts: {}, namespace, dimensions }, tune).map((alarm) =>
    renderAlarm(scope, `${alarm.id}${suffix}`, {
      alarm,
      alarmName: alarmName(name, kind, alarm.id, hash),
      ...owner,
      alarmActions: fallback && alarm.role === 'signal' ? [fallback.topicArn] : told,
      okActions: told,
    }),
  );
}
