import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shown } from '../check';
import { alarmName, deployPlace } from '../names';

/** What a name is made of. */
export interface AlarmNameParts {
  /** Name of the service, such as `checkout`. */
  readonly service: string;
  /** Where it runs, such as `prod`. */
  readonly environment: string;
  /** Which resource, such as `PlaceOrder`; `service` for the service's own alarms. */
  readonly resource: string;
  /** Which of its alarms, such as `FaultRate`. */
  readonly alarm: string;
  /** Eight hex digits of stack and construct path: names that have it are unique, and change when the alarm moves. */
  readonly hash: string;
}

/**
 * How alarms are named. CloudFormation cannot replace a resource that has a name by one of the same name, so a strategy
 * that leaves `hash` out makes moving an alarm to another construct fail at deployment.
 */
export type AlarmNaming = (parts: AlarmNameParts) => string;

/** `<service>-<environment>-<resource>-<alarm>-<hash>` */
export const DEFAULT_ALARM_NAMING: AlarmNaming = ({ service, environment, resource, alarm, hash }) =>
  alarmName(`${service}-${environment}`, resource, alarm, hash);

const MAX_LENGTH = 255;

/**
 * The name that a strategy gives, checked.
 * @throws where it is none that CloudWatch takes
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (AlarmName)
 */
export function nameAlarm(naming: AlarmNaming, parts: AlarmNameParts): string {
  const name: unknown = naming(parts);
  const plain = typeof name === 'string' && !Token.isUnresolved(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what CloudWatch refuses
  if (plain && name.length >= 1 && name.length <= MAX_LENGTH && !/[\u0000-\u001f\u007f]/.test(name)) return name;
  throw new Error(
    `The naming strategy must give the alarm '${parts.alarm}' of '${parts.resource}' a plain name of 1 to ${MAX_LENGTH} ` +
      `characters without control characters, got ${plain ? `${name.length}: ${shown(name)}` : shown(name)}`,
  );
}

/** Names that are taken, by app. */
const taken = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Takes a name for an alarm: CloudWatch would let the second of two with one name overwrite the first. Stacks of a
 * stage without an environment are taken for one account and Region.
 * @param alarm the construct of the alarm
 * @throws naming both construct paths
 */
export function claimAlarmName(alarm: IConstruct, name: string): void {
  claim(alarm, name, (other) => {
    throw new Error(
      `The alarms '${other}' and '${alarm.node.path}' would share the name '${name}' in one Region, and CloudWatch keeps ` +
        'one; let the naming strategy use service, environment, resource, alarm and hash, or give the alarm another id',
    );
  });
}

function claim(alarm: IConstruct, name: string, refuse: (other: string) => never): void {
  const names = taken.get(alarm.node.root) ?? new Map<string, string>();
  taken.set(alarm.node.root, names);
  const key = `${deployPlace(alarm)} ${name}`;
  const other = names.get(key);
  if (other !== undefined && other !== alarm.node.path) refuse(other);
  names.set(key, alarm.node.path);
}
