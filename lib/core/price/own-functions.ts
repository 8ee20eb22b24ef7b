import { HUB_ENV } from '../conventions';
import { INDEX_SHARDS } from '../incident/table';
import { type Charge, type Charges, MONTH_HOURS, type NotPriced } from './charge';
import { items, number, type PricedResource, property } from './resource';
import { runsPerMonth } from './schedule';
import { type ServiceFunction, scheduleOf } from './services';

/** Assumed for one run that finds nothing to do. */
const RUN_SECONDS = 0.1;
const MB_PER_GB = 1024;
/** Lambda's default: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const DEFAULT_MEMORY_MB = 128;
/** An empty, eventually consistent query takes half a read unit, and a sweep asks each partition of due work. */
const READ_UNITS_PER_SWEEP = INDEX_SHARDS * 0.5;
/** EMF document, log line and Lambda's own three lines of one invocation, roughly. */
export const LOG_BYTES = 1_300;
export const BYTES_PER_GB = 1e9;

const NOTE = `a scheduled run of Sightline's own functions is assumed to take ${RUN_SECONDS * 1000} ms and to log ${LOG_BYTES} bytes`;

/** What Sightline's own functions cost by themselves, from their schedules. */
export function ownFunctionCharges(functions: readonly ServiceFunction[]): Charges {
  const own = functions.filter(({ workflow }) => workflow !== undefined);
  return { charges: own.flatMap(scheduledRuns), notPriced: own.flatMap(unreadSchedules) };
}

function scheduledRuns(one: ServiceFunction): Charge[] {
  const { resource, service, workflow, triggers } = one;
  const runs = functionRuns(one);
  if (runs === 0) return [];
  const invocations = triggers.filter(({ type }) => type === 'AWS::Scheduler::Schedule');
  const scheduled = invocations.reduce((sum, trigger) => sum + (runsOf(trigger) ?? 0), 0);
  const sweeps = property(resource.properties, 'Environment', 'Variables', HUB_ENV.table) !== undefined;
  const charge = (what: string, quantity: number, unit: string, priceId: string): Charge => ({
    ...{ what: `${what} of ${workflow}`, quantity, unit, priceId, stackName: resource.stackName, service },
    note: NOTE,
  });
  return [
    ...invocationCharges(one, { runs, seconds: RUN_SECONDS, what: 'scheduled', note: NOTE }),
    charge('table reads', sweeps ? runs * READ_UNITS_PER_SWEEP : 0, 'read unit', 'ddb.rru'),
    charge('schedules', scheduled, 'invocation', 'scheduler.invocation'),
  ].filter(({ quantity }) => quantity > 0);
}

/** How often a month its schedules run a function. */
export function functionRuns({ triggers }: ServiceFunction): number {
  return triggers.reduce((sum, trigger) => sum + (runsOf(trigger) ?? 0), 0);
}

export interface Invocations {
  /** A month. */
  readonly runs: number;
  /** That one takes. */
  readonly seconds: number;
  /** What kind of runs they are, such as `scheduled`. */
  readonly what: string;
  readonly note: string;
}

/** Requests, run time, logs and traces of one of Sightline's own functions. */
export function invocationCharges(
  { resource, service, workflow, traced }: ServiceFunction,
  { runs, seconds, what: kind, note }: Invocations,
): Charge[] {
  const { properties, stackName } = resource;
  const gigabytes = (number(property(properties, 'MemorySize')) ?? DEFAULT_MEMORY_MB) / MB_PER_GB;
  const arm = items(property(properties, 'Architectures'))[0] === 'arm64';
  const charge = (what: string, quantity: number, unit: string, priceId: string): Charge => ({
    ...{ what: `${what} of ${workflow}`, quantity, unit, priceId, stackName, service },
    note,
  });
  return [
    charge(`${kind} runs`, runs, 'request', 'lambda.request'),
    charge('run time', runs * seconds * gigabytes, 'GB-second', arm ? 'lambda.gbs.arm' : 'lambda.gbs.x86'),
    charge('logs', (runs * LOG_BYTES) / BYTES_PER_GB, 'GB', 'cw.logs.ingest.standard'),
    charge('traces', traced ? recordedTraces(runs, 1) : 0, 'trace', 'xray.recorded'),
  ].filter(({ quantity }) => quantity > 0);
}

/**
 * X-Ray's default takes the first request of each second and 5 % of the others, here of each function.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export function recordedTraces(requests: number, functions: number): number {
  const reservoir = functions * MONTH_HOURS * 3600;
  return Math.min(requests, reservoir) + 0.05 * Math.max(0, requests - reservoir);
}

function runsOf(trigger: PricedResource): number | undefined {
  const expression = scheduleOf(trigger);
  return expression === undefined || property(trigger.properties, 'State') === 'DISABLED'
    ? 0
    : runsPerMonth(expression);
}

function unreadSchedules({ workflow, triggers, resource }: ServiceFunction): NotPriced[] {
  const unread = triggers.filter((trigger) => runsOf(trigger) === undefined).length;
  if (unread === 0) return [];
  const reason = 'how often its schedule comes cannot be read from the template';
  return [{ what: `scheduled runs of ${workflow}`, reason, count: unread, stackName: resource.stackName }];
}
