/** What comes in from the signals queue, whatever transport it came by and whatever shape it has. */
import { EVENT } from '../conventions';
import type { Signal } from '../incident/incident';
import { readAlarmDeletion } from './alarm-configuration-event';
import { type AlarmStateChange, readAlarmAction, readAlarmStateChange } from './alarm-event';
import { isAlarmMessage, readAlarmMessage } from './alarm-message';
import { type CalendarState, readCalendarState } from './calendar-event';
import { CANARY_FAILED, CANARY_SUCCEEDED, readCanaryRun } from './canary-event';
import { type Deploy, readDeploy } from './deploy-event';
import { type Fields, fields, objectsIn, show, UnreadableEvent } from './fields';
import { readHealthEvent } from './health-event';
import { readInsight } from './insight-event';
import { readGuardDutyFinding, readSecurityHubFinding } from './security-finding-event';
import { readSignalEvent } from './signal-event';
import { unwrap } from './transport';

export type Arrival =
  | { readonly kind: 'alarm'; readonly change: AlarmStateChange }
  /** The alarm is OK from now on, and so is each of its contributors. */
  | { readonly kind: 'deleted'; readonly change: AlarmStateChange }
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'deploy'; readonly deploy: Deploy }
  | ({ readonly kind: 'calendar' } & CalendarState)
  /** It is fine, and says nothing that changes anything. */
  | { readonly kind: 'ignored'; readonly why: string }
  /** One of several in the same body; the others are here, too. */
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * Reads the text of one record of the signals queue: an EventBridge event, an alarm's SNS message, an alarm's Lambda
 * action, or any of them in SNS envelopes and SQS or SNS records. Mostly one arrival; never none.
 * @throws UnreadableEvent naming what is wrong, where nothing in it can ever be read. An event of a type that is not known
 * is one: ignored, it could be an alarm that nobody hears of.
 */
export function readArrival(body: string): Arrival[] {
  return readEach(unwrap(body), (message) => {
    if (message instanceof UnreadableEvent) throw message;
    return readMessage(message);
  });
}

function readMessage(message: Fields): Arrival[] {
  if (isAlarmMessage(message)) return [{ kind: 'alarm', change: readAlarmMessage(message) }];
  const { source, 'detail-type': detailType, Type: snsType } = message;
  if (source === EVENT.alarmSource && 'alarmData' in message) {
    return [{ kind: 'alarm', change: readAlarmAction(message) }];
  }
  // A confirmation must never be fetched because a message asks for it.
  if (typeof snsType === 'string' && 'TopicArn' in message) return [ignored(`SNS messages of the type '${snsType}'`)];
  const kind = `${nameOf(source)} / ${nameOf(detailType)}`;
  const read = READERS.get(kind);
  if (read) return read(message);
  throw new UnreadableEvent(`events of the type '${kind}' are not known here; check the rule that sent it`);
}

type Reader = (event: Fields) => Arrival[];

const alarm: Reader = (event) => [{ kind: 'alarm', change: readAlarmStateChange(event) }];
const signal =
  (read: (event: Fields) => Signal): Reader =>
  (event) => [{ kind: 'signal', signal: read(event) }];

/** By source and detail-type. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  [`${EVENT.alarmSource} / ${EVENT.alarmStateChange}`, alarm],
  [`${EVENT.alarmSource} / CloudWatch Alarm Contributor State Change`, alarm],
  [`${EVENT.alarmSource} / CloudWatch Alarm Configuration Change`, readConfiguration],
  [`${EVENT.source} / ${EVENT.signal}`, signal(readSignalEvent)],
  [`${EVENT.cloudFormationSource} / ${EVENT.cloudFormationStack}`, readDeployment],
  [`${EVENT.codeDeploySource} / ${EVENT.codeDeployDeployment}`, readDeployment],
  ['aws.xray / AWS X-Ray Insight Update', signal(readInsight)],
  ['aws.health / AWS Health Event', signal(readHealthEvent)],
  ['aws.health / AWS Health Abuse Event', signal(readHealthEvent)],
  ['aws.securityhub / Security Hub Findings - Imported', readFindings],
  ['aws.securityhub / Security Hub Findings - Custom Action', readFindings],
  ['aws.guardduty / GuardDuty Finding', signal(readGuardDutyFinding)],
  [`aws.synthetics / ${CANARY_FAILED}`, signal(readCanaryRun)],
  [`aws.synthetics / ${CANARY_SUCCEEDED}`, signal(readCanaryRun)],
  [
    'aws.synthetics / Synthetics Canary Status Change',
    () => [ignored('the state of a canary says nothing of its runs')],
  ],
  ['aws.ssm / Calendar State Change', (event: Fields) => [{ kind: 'calendar', ...readCalendarState(event) }]],
] satisfies [string, Reader][]);

function readConfiguration(event: Fields): Arrival[] {
  const change = readAlarmDeletion(event);
  return [change ? { kind: 'deleted', change } : ignored('the alarm was created or updated')];
}

function readDeployment(event: Fields): Arrival[] {
  const deploy = readDeploy(event);
  return [deploy ? { kind: 'deploy', deploy } : ignored('the deployment goes on, or is of a kind that is not noted')];
}

function readFindings(event: Fields): Arrival[] {
  const findings = objectsIn(fields(event.detail, 'detail').findings);
  if (findings.length === 0) throw new UnreadableEvent("'detail.findings' must be a list of findings, got none");
  return readEach(findings, (finding) => [{ kind: 'signal', signal: readSecurityHubFinding(finding, event) }]);
}

/** One that cannot be read does not keep the others back: it is told of in its place. */
function readEach<T>(items: readonly T[], read: (item: T) => Arrival[]): Arrival[] {
  const outcomes = items.map((item) => attempt(() => read(item)));
  const errors = outcomes.filter((outcome) => outcome instanceof UnreadableEvent);
  if (errors[0] && errors.length === outcomes.length) throw errors[0];
  return outcomes.flatMap((outcome) =>
    outcome instanceof UnreadableEvent ? [{ kind: 'unreadable' as const, why: outcome.message }] : outcome,
  );
}

function attempt(read: () => Arrival[]): Arrival[] | UnreadableEvent {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableEvent) return error;
    throw error;
  }
}

function ignored(why: string): Arrival {
  return { kind: 'ignored', why };
}

/** What an event calls its source or type; if that is no text, as the JSON it came as. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 80);
  return value === undefined ? 'undefined' : show(value);
}
