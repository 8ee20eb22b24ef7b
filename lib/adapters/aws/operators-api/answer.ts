/** What the operators' API answers, checked as far as its clients look at it. */
import { INCIDENT_STATUSES, type Incident, type TimelineEntry } from '../../../core/incident/incident';
import { SEVERITIES } from '../../../core/incident/severity';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** What became of a command; `incident` as it stands afterwards. */
export interface CommandAnswer {
  /** `nothing`: it is so already; `used`: the same command was carried out before. */
  readonly result: 'done' | 'nothing' | 'used';
  readonly why?: string;
  readonly incident: Incident;
}

/** Its message may quote the API, and so what strangers wrote: make it harmless before showing. */
export class OperatorsApiError extends Error {
  override readonly name = 'OperatorsApiError';

  constructor(
    /** As the API names it, such as `refused` or `not found`. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function readIncidents(answer: RawAnswer): readonly Incident[] {
  const { incidents } = successOf(answer);
  if (Array.isArray(incidents) && incidents.every(isIncident)) return incidents;
  throw strange(answer);
}

export function readTold(answer: RawAnswer) {
  const { incident, timeline } = successOf(answer);
  if (isIncident(incident) && Array.isArray(timeline) && timeline.every(isEntry)) return { incident, timeline };
  throw strange(answer);
}

export function readCommandAnswer(answer: RawAnswer): CommandAnswer {
  const { result, why, incident } = successOf(answer);
  const known = result === 'done' || result === 'nothing' || result === 'used';
  if (known && isIncident(incident)) return { result, incident, ...(typeof why === 'string' ? { why } : {}) };
  throw strange(answer);
}

/** `undefined` where it is no failure. */
export function failureOf(answer: RawAnswer): OperatorsApiError | undefined {
  const { status } = answer;
  if (status === 200) return undefined;
  const { error, message, Message } = objectOf(answer.body);
  const { code, message: why } = isObject(error) ? error : {};
  if (typeof code === 'string' && typeof why === 'string') return new OperatorsApiError(code, why);
  if (status === 403) return notAllowed([message, Message].find((text) => typeof text === 'string'));
  if (status === 429) return new OperatorsApiError('throttled', 'the function is throttled (HTTP 429); try again');
  return strange(answer);
}

/** @throws OperatorsApiError where it is a failure */
export function successOf(answer: RawAnswer): Fields {
  const failure = failureOf(answer);
  if (failure) throw failure;
  return objectOf(answer.body);
}

/** IAM refused it, before any code of ours: no such right, or a signature that is wrong or too old. */
function notAllowed(why = 'Forbidden'): OperatorsApiError {
  return new OperatorsApiError(
    'forbidden',
    `AWS does not let these credentials use the operators' API (${why.slice(0, 300)}); look at AWS_PROFILE, log in ` +
      "again, or ask for the right: 'grantOperate' of the hub gives it",
  );
}

/** None that the API gives. */
export function strange({ status }: RawAnswer): OperatorsApiError {
  return new OperatorsApiError(
    'strange answer',
    `the answer (HTTP ${status}) is not one of the operators' API; is the address the output ...OperatorsUrl... of the hub's ` +
      "stack, and does the hub run this version of Sightline? If both are so, the function's log says more",
  );
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(body: string): Fields {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIncident(value: unknown): value is Incident {
  if (!isObject(value)) return false;
  const { status, severity, plan, acknowledgements, alarms, affected } = value;
  return (
    ['id', 'service', 'environment', 'title'].every((name) => isText(value[name])) &&
    ['team', 'firstStep', 'assignee', 'resolution', 'rootCause'].every((name) => isOptional(value[name], isText)) &&
    ['openedMs', 'beganMs', 'startedMs', 'generation', 'level'].every((name) => isNumber(value[name])) &&
    ['resolvedMs', 'closedMs'].every((name) => isOptional(value[name], isNumber)) &&
    INCIDENT_STATUSES.some((one) => one === status) &&
    SEVERITIES.some((one) => one === severity) &&
    isList(acknowledgements, (one) => isObject(one) && isText(one.by) && isNumber(one.atMs)) &&
    isList(alarms, isText) &&
    isList(affected, isText) &&
    isObject(plan) &&
    isText(plan.policy) &&
    [plan.acksNeeded, plan.ackDueMs ?? 0].every(isNumber) &&
    isList(plan.levels, (level) => isObject(level) && isText(level.name))
  );
}

function isEntry(value: unknown): value is TimelineEntry {
  if (!isObject(value) || !isObject(value.actor)) return false;
  const { kind, text, atMs, actor } = value;
  return [kind, text, actor.type, actor.id].every(isText) && isNumber(atMs);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** No more than a date can hold: most of them are times. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function isList(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
