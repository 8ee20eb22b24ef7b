import type { Charge, Charges, NotPriced } from './charge';
import type { Links } from './links';
import { BYTES_PER_GB, LOG_BYTES, recordedTraces } from './own-functions';
import { isTrue, number, type PricedResource, property } from './resource';
import type { ServiceFunction } from './services';

/** What comes in a month. Without it, what depends on it is listed and not priced. */
export interface Traffic {
  /** Invocations of all your functions together. */
  readonly requests?: number;
  /** GB of logs written. @default - 1,300 bytes a request: what the middleware and Lambda write */
  readonly logGB?: number;
  /** Traces recorded. @default - of the requests: the first of each second for each traced function, 5 % of the others */
  readonly traces?: number;
  /** Incidents opened by the hub. */
  readonly incidents?: number;
}

/** The words of `Traffic`, for whoever reads it from text. */
export const TRAFFIC_KEYS = ['requests', 'logGB', 'traces', 'incidents'] as const satisfies readonly (keyof Traffic)[];

const DAYS_PER_MONTH = 365 / 12;
/** What is kept longer, or for ever, is priced as it stands after a year. */
const MOST_MONTHS_KEPT = 12;
/** People are told that it opened and that it is resolved. */
const MESSAGES_PER_INCIDENT = 2;
/** Incident, lock, outbox, timeline and their indexes, written in transactions, from opening to closing. */
const WRITE_UNITS_PER_INCIDENT = 40;

export function usageCharges(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  traffic: Traffic,
  links: Links,
): Charges {
  const parts = [logs(resources, functions, traffic, links), traces(resources, functions, traffic)];
  if (functions.some(({ workflow }) => workflow === 'notify')) parts.push(incidents(resources, functions, traffic));
  return { charges: parts.flatMap(({ charges }) => charges), notPriced: parts.flatMap(({ notPriced }) => notPriced) };
}

function logs(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  { requests, logGB }: Traffic,
  links: Links,
): Charges {
  const users = functions.filter(({ workflow }) => workflow === undefined);
  const groups = resources.filter(({ type }) => type === 'AWS::Logs::LogGroup');
  const [first] = [...users.map(({ resource }) => resource), ...groups];
  if (!first) return NOTHING;
  const gigabytes = logGB ?? (requests === undefined ? undefined : (requests * LOG_BYTES) / BYTES_PER_GB);
  if (gigabytes === undefined) return unknown('logs', 'they depend on the traffic: give requests or logGB', first);
  const months = longestKept(users, resources, links);
  const { stackName } = first;
  const rate = logGB === undefined ? `a request is assumed to write ${LOG_BYTES} bytes of logs` : undefined;
  const kept = `logs are kept ${Number(months.toFixed(1))} months, the longest retention of a log group here (a year, where it is longer or none), and stored as large as they come: compressed they cost less`;
  return {
    charges: [
      {
        what: 'logs written',
        quantity: gigabytes,
        unit: 'GB',
        priceId: 'cw.logs.ingest.standard',
        stackName,
        note: rate,
      },
      {
        what: 'logs kept',
        quantity: gigabytes * months,
        unit: 'GB',
        priceId: 'cw.logs.archive',
        stackName,
        note: kept,
      },
    ],
    notPriced: [],
  };
}

/** Months. A function without a log group of its own gets one from Lambda, which keeps everything. */
function longestKept(users: readonly ServiceFunction[], resources: readonly PricedResource[], links: Links): number {
  const groups = resources.filter(({ type }) => type === 'AWS::Logs::LogGroup' || type === 'Custom::LogRetention');
  const named = new Set(groups.flatMap((group) => links(property(group.properties, 'LogGroupName'), group.stackName)));
  const forever = users.some(
    ({ resource }) => !named.has(resource) && property(resource.properties, 'LoggingConfig', 'LogGroup') === undefined,
  );
  return forever ? MOST_MONTHS_KEPT : groups.reduce((longest, group) => Math.max(longest, monthsKept(group)), 0);
}

function monthsKept({ properties }: PricedResource): number {
  const days = number(property(properties, 'RetentionInDays'));
  return days === undefined ? MOST_MONTHS_KEPT : Math.min(MOST_MONTHS_KEPT, days / DAYS_PER_MONTH);
}

function traces(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  { requests, traces: given }: Traffic,
): Charges {
  const traced = functions.filter((one) => one.traced && one.workflow === undefined);
  const insights = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::XRay::Group' && isTrue(property(properties, 'InsightsConfiguration', 'InsightsEnabled')),
  );
  const first = traced[0]?.resource ?? insights[0];
  if (!first) return NOTHING;
  const recorded = given ?? (requests === undefined ? undefined : recordedTraces(requests, traced.length));
  if (recorded === undefined) return unknown('traces', 'they depend on the traffic: give requests or traces', first);
  const shared = { unit: 'trace', stackName: first.stackName };
  const charges: Charge[] = [
    {
      ...shared,
      what: 'traces recorded',
      quantity: recorded,
      priceId: 'xray.recorded',
      note: given === undefined ? SAMPLED : undefined,
    },
  ];
  if (insights.length > 0)
    charges.push({
      ...shared,
      what: 'traces read by X-Ray insights',
      quantity: recorded * insights.length,
      priceId: 'xray.insights',
    });
  return { charges: charges.filter(({ quantity }) => quantity > 0), notPriced: [] };
}

const SAMPLED =
  'all requests are assumed to reach traced functions, evenly; X-Ray takes the first of each second and 5 % of the others';

function incidents(
  resources: readonly PricedResource[],
  functions: readonly ServiceFunction[],
  { incidents: count }: Traffic,
): Charges {
  const notify = functions.find(({ workflow }) => workflow === 'notify') as ServiceFunction;
  const { resource, service } = notify;
  const { stackName } = resource;
  if (count === undefined) return unknown('incidents', 'they depend on how many there are: give incidents', resource);
  const mails = resources.filter(
    ({ type, properties, stackName: other }) =>
      type === 'AWS::SNS::Subscription' &&
      other === stackName &&
      /^email/.test(String(property(properties, 'Protocol'))),
  ).length;
  const messages = count * MESSAGES_PER_INCIDENT;
  const note = `an incident is assumed to send ${MESSAGES_PER_INCIDENT} messages to each mail subscription of the hub's stack, and to take ${WRITE_UNITS_PER_INCIDENT} write units`;
  const charge = (what: string, quantity: number, unit: string, priceId: string): Charge => ({
    ...{ what, quantity, unit, priceId, stackName, service, note },
  });
  return {
    charges: [
      charge('messages of incidents', messages, 'publish', 'sns.publish'),
      charge('mails of incidents', messages * mails, 'mail', 'sns.email'),
      charge('table writes of incidents', count * WRITE_UNITS_PER_INCIDENT, 'write unit', 'ddb.wru'),
    ].filter(({ quantity }) => quantity > 0),
    notPriced: [],
  };
}

const NOTHING: Charges = { charges: [], notPriced: [] };

function unknown(what: string, reason: string, { stackName }: PricedResource): { charges: []; notPriced: NotPriced[] } {
  return { charges: [], notPriced: [{ what, reason, count: 1, stackName }] };
}
