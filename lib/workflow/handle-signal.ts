/**
 * `handle-signal`: alarm state changes, signals of our own judges and deploys come in from the signals queue and end as
 * incidents, with whatever has to be said to people in the outbox of the same transaction.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { SightlineConfig } from '../core/config';
import { adopt } from '../core/incident/adopt';
import { datedByArrival } from '../core/incident/arrival-time';
import type { Calendars } from '../core/incident/change-calendar';
import { groupKeyOf, type LifecycleSettings } from '../core/incident/group';
import type { Signal } from '../core/incident/incident';
import { maintenanceOf } from '../core/incident/maintenance';
import { toSignal } from '../core/incident/signal';
import { UnreadableEvent } from '../core/signal/alarm-event';
import { type Arrival, readArrival } from '../core/signal/arrival';
import { noteDeploy } from './handle-signal/note-deploy';
import { lifecycleSettings } from './lifecycle-settings';
import { lookAround } from './look-around';
import { keepCalendar, readCalendars } from './maintenance/calendars';
import type { BusPort, ConfigPort, DeadLetterPort } from './ports';
import { TooManyConflicts } from './settle-group';
import { type SettleSignalsPorts, settleSignals } from './settle-signals';

export interface HandleSignalPorts extends SettleSignalsPorts {
  readonly bus: BusPort;
  readonly deadLetters: DeadLetterPort;
  readonly config: ConfigPort;
}

/** What one record asks for: its signals meet those of other records in their groups. */
interface Task {
  readonly record: SQSRecord;
  readonly signals: readonly Signal[];
  /** Everything but its signals. */
  readonly run: () => Promise<void>;
}

/** Handles a batch of the signals queue; only the records that failed are delivered again. */
export function handleSignal(ports: HandleSignalPorts): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const config = await ports.config.load();
    const failed = new Set<string>();
    const fail = (record: SQSRecord, error: unknown) => {
      failed.add(record.messageId);
      ports.log.error('signal not handled, the queue will deliver it again', {
        messageId: record.messageId,
        error: String(error),
      });
    };
    const tasks = event.Records.map((record) => plan(ports, config, record));
    const rules: Rules = { config, settings: lifecycleSettings(config), calendars: await readCalendars(ports, config) };
    await Promise.all([
      ...tasks.map(({ record, run }) => run().catch((error: unknown) => fail(record, error))),
      ...[...byGroup(tasks)].map(([groupKey, members]) => settle(ports, rules, groupKey, members, fail)),
    ]);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/** The hub's configuration, and what decisions need beside it: made once for each batch. */
interface Rules {
  readonly config: SightlineConfig;
  readonly settings: LifecycleSettings;
  readonly calendars: Calendars;
}

interface Received {
  readonly record: SQSRecord;
  readonly signal: Signal;
}

/** Signals of one incident do not race each other within a batch: they are decided one after the other, as one write. */
function byGroup(tasks: readonly Task[]): Map<string, Received[]> {
  const groups = new Map<string, Received[]>();
  for (const { record, signals } of tasks) {
    for (const signal of signals) {
      const key = groupKeyOf(signal);
      groups.set(key, [...(groups.get(key) ?? []), { record, signal }]);
    }
  }
  return groups;
}

/** What to do with one record. */
function plan(ports: HandleSignalPorts, config: SightlineConfig, record: SQSRecord): Task {
  try {
    const arrivals = readArrival(record.body);
    const read = arrivals.flatMap((arrival) => signalOf(config, arrival));
    const signals = read.map((signal) => dated(ports, record, signal));
    const run = async () => {
      for (const arrival of arrivals) await handleOther(ports, config, record, arrival);
    };
    return { record, signals, run };
  } catch (error) {
    // Thrown where the record runs, so that it fails alone.
    const run =
      error instanceof UnreadableEvent
        ? () => setAside(ports, record, error.message)
        : () => Promise.reject(error as Error);
    return { record, signals: [], run };
  }
}

/** Alarms that carry no role are another team's, and not ours to page for, unless a rule takes them on. */
function signalOf({ hub }: SightlineConfig, arrival: Arrival): readonly Signal[] {
  if (arrival.kind === 'signal') return [arrival.signal];
  if (arrival.kind !== 'alarm' && arrival.kind !== 'deleted') return [];
  const signal = toSignal(arrival.change) ?? adopt(arrival.change, hub.adopt ?? []);
  if (!signal) return [];
  return [arrival.kind === 'deleted' ? { ...signal, deleted: true } : signal];
}

function dated({ clock, log }: HandleSignalPorts, { messageId, attributes }: SQSRecord, signal: Signal): Signal {
  const sentMs = Number(attributes?.SentTimestamp ?? Number.NaN);
  const counted = datedByArrival(signal, Number.isFinite(sentMs) ? sentMs : clock.now());
  if (counted !== signal) {
    const said = new Date(signal.timestampMs).toISOString();
    log.warn('signal dated ahead counts from its arrival', { messageId, alarm: signal.alarmName, said });
  }
  return counted;
}

async function handleOther(
  ports: HandleSignalPorts,
  config: SightlineConfig,
  record: SQSRecord,
  arrival: Arrival,
): Promise<void> {
  switch (arrival.kind) {
    case 'deploy':
      return noteDeploy(ports, config, arrival.deploy);
    case 'unreadable':
      return setAside(ports, record, arrival.why);
    case 'calendar':
      return keepCalendar(ports, arrival);
    case 'ignored':
      return ports.log.info('event ignored', { why: arrival.why });
    case 'alarm':
    case 'deleted':
    case 'signal':
  }
}

/** A record nobody can ever read goes to the dead letters at once, with the reason, and is not tried again. */
async function setAside(ports: HandleSignalPorts, record: SQSRecord, reason: string): Promise<void> {
  await ports.deadLetters.send(record.body, reason);
  ports.log.error('unreadable signal set aside in the dead-letter queue', { messageId: record.messageId, reason });
}

/** All signals of one group in as few writes as they fit; if that fails, one by one, so that one fails alone. */
async function settle(
  ports: HandleSignalPorts,
  rules: Rules,
  groupKey: string,
  received: readonly Received[],
  fail: (record: SQSRecord, error: unknown) => void,
): Promise<void> {
  const free = received.map((each) => ({ ...each, signal: heldByMaintenance(ports, rules, each.signal) }));
  const around = lookAround(ports, rules.config);
  try {
    await settleSignals(ports, rules.settings, groupKey, signalsIn(free), around);
  } catch (error) {
    // One by one they would meet the same crowd ten times as often.
    if (free.length === 1 || error instanceof TooManyConflicts) {
      for (const { record } of free) fail(record, error);
      return;
    }
    for (const each of free) {
      await settleSignals(ports, rules.settings, groupKey, signalsIn([each]), around).catch((reason: unknown) =>
        fail(each.record, reason),
      );
    }
  }
}

function heldByMaintenance(ports: HandleSignalPorts, { config, calendars }: Rules, signal: Signal): Signal {
  if (signal.state !== 'ALARM' || signal.heldBack) return signal;
  const heldBack = maintenanceOf(config, signal, ports.clock.now(), calendars);
  return heldBack ? { ...signal, heldBack } : signal;
}

function signalsIn(received: readonly Received[]): Signal[] {
  return received.map(({ signal }) => signal);
}
