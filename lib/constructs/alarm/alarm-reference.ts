import { CfnResource, Stage, Token } from 'aws-cdk-lib';
import { CfnAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { shown } from '../check';
import { refuseForeign } from './same-place';

/** An alarm that rules and mutes can name: one of Sightline's, or any CDK alarm. */
export type AlarmReference = NamedAlarm | IAlarm;

/** Such as what `Observability.createdAlarms()` lists. */
export interface NamedAlarm {
  /** As CloudWatch shows it. */
  readonly name: string;
  /** Its template resource, which is deployed before whatever names it. @default - it exists already */
  readonly alarm?: CfnResource;
  /** The same, as rendered alarms call it. */
  readonly resource?: unknown;
  /** For the time to detect of a composite. @default - 60 */
  readonly timeToDetectSeconds?: number;
}

/** An alarm as a rule or a mute needs it. */
export interface ReferredAlarm {
  readonly name: string;
  readonly timeToDetectSeconds: number;
  readonly template: CfnResource | undefined;
  /** Where it is, as far as that is known. */
  readonly place: { readonly account?: string | undefined; readonly region?: string | undefined };
  /** For messages, where the name is a token. */
  readonly path: string | undefined;
}

/** Composites are evaluated when a child changes, metric alarms each minute. */
const SHORTEST_DETECTION = 60;

export function referTo(where: string, alarm: AlarmReference): ReferredAlarm {
  if (typeof alarm === 'object' && alarm !== null) {
    if ('alarmName' in alarm && typeof alarm.alarmName === 'string') return referToCdk(alarm);
    if ('name' in alarm && typeof alarm.name === 'string' && alarm.name !== '') return referToNamed(alarm);
  }
  throw new Error(
    `${where}: pass alarms, such as those of Observability.createdAlarms() or a CDK alarm, got ${shown(alarm)}`,
  );
}

function referToCdk(alarm: IAlarm): ReferredAlarm {
  const child = alarm.node?.defaultChild;
  const template = CfnResource.isCfnResource(child) ? child : undefined;
  return {
    name: alarm.alarmName,
    timeToDetectSeconds: detectionOf(template),
    template,
    place: placeOf(alarm.alarmArn),
    path: alarm.node?.path,
  };
}

/** An imported alarm has the environment of the stack it is imported to; its ARN knows better. */
function placeOf(arn: string): ReferredAlarm['place'] {
  const [, , , region, account] = Token.isUnresolved(arn) ? [] : arn.split(':');
  return { region, account };
}

function referToNamed({ name, alarm, resource, timeToDetectSeconds }: NamedAlarm): ReferredAlarm {
  const template = [alarm, resource].find((candidate) => CfnResource.isCfnResource(candidate)) as
    | CfnResource
    | undefined;
  return {
    name,
    timeToDetectSeconds: timeToDetectSeconds ?? detectionOf(template),
    template,
    place: {},
    path: template?.node.path,
  };
}

/** M whole periods, where the template says so. */
function detectionOf(template: CfnResource | undefined): number {
  if (!(template instanceof CfnAlarm)) return SHORTEST_DETECTION;
  const { period = SHORTEST_DETECTION, datapointsToAlarm, evaluationPeriods = 1 } = template;
  const seconds = period * (datapointsToAlarm ?? evaluationPeriods);
  return Token.isUnresolved(seconds) || !(seconds > 0) ? SHORTEST_DETECTION : seconds;
}

/** Lets `dependent` name an alarm: of its own account and Region, and deployed after it. */
export function attach(where: string, dependent: CfnResource, { name, template, place, path }: ReferredAlarm): void {
  const shownName = Token.isUnresolved(name) ? `'${path ?? name}'` : `'${name}'`;
  const found = template ? template.stack : place;
  refuseForeign(where, dependent, `alarm ${shownName}`, found, 'name alarms of one account and Region');
  if (template && Stage.of(template) !== Stage.of(dependent)) {
    throw new Error(`${where}: alarm ${shownName} is of another app or stage; name alarms of the same one`);
  }
  // By its name, CloudFormation would not know that it has to be there first.
  if (template && template !== dependent) dependent.addResourceDependency(template);
}
