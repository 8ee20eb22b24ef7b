/** What an event, or an alarm of the app, says to the hub. */
import type { SightlineConfig } from '../../core/config';
import { ALARM_TAG } from '../../core/conventions';
import { adopt } from '../../core/incident/adopt';
import type { Signal } from '../../core/incident/incident';
import { toSignal } from '../../core/incident/signal';
import { type AlarmStateChange, UnreadableEvent } from '../../core/signal/alarm-event';
import { type Arrival, readArrival } from '../../core/signal/arrival';
import { alarmNamed } from '../../rehearsal/alarm-named';
import type { Place } from '../../rehearsal/hubs';
import { readCommon } from '../../rehearsal/platform/alarms/common';
import { constructPath, type Resource, type Templates } from '../../rehearsal/templates';

/** A signal that is routed, or why there is none. */
export type ReadSignal = { readonly signal: Signal; readonly adopted: boolean } | { readonly none: string };

/** @throws where nothing in the event can be read */
export function signalsOfEvent(text: string, config: SightlineConfig): readonly ReadSignal[] {
  try {
    return readArrival(text).map((arrival) => signalOfArrival(arrival, config));
  } catch (error) {
    if (error instanceof UnreadableEvent) throw new Error(`the hub cannot read this event: ${error.message}`);
    throw error;
  }
}

/** @throws where the app has no such alarm, or more than one that it may be */
export function signalOfAlarm(
  name: string,
  templates: Templates,
  config: SightlineConfig,
  atMs: number,
): { readonly signal: ReadSignal; readonly from: Place } {
  const resource = alarmOf(name, templates);
  const { description, tags } = readCommon(resource);
  const from = templates.placeOf(resource);
  const alarm = { alarmArn: resource.arn, alarmName: resource.name, description, tags, ...from };
  return { signal: signalOfChange({ ...alarm, state: 'ALARM', reason: '', timestampMs: atMs }, config), from };
}

function signalOfArrival(arrival: Arrival, config: SightlineConfig): ReadSignal {
  switch (arrival.kind) {
    case 'signal':
      return { signal: arrival.signal, adopted: false };
    case 'alarm':
    case 'deleted':
      return signalOfChange(arrival.change, config);
    case 'deploy':
      return { none: `a deploy of ${arrival.deploy.target}: it is noted in the timeline of its service's incident` };
    case 'calendar':
      return { none: `the change calendar ${arrival.calendar} is ${arrival.state}: nobody is told` };
    case 'ignored':
      return { none: `ignored: ${arrival.why}` };
    case 'unreadable':
      return { none: `goes to the dead letters: ${arrival.why}` };
  }
}

function signalOfChange(change: AlarmStateChange, { hub }: SightlineConfig): ReadSignal {
  const own = toSignal(change);
  const signal = own ?? adopt(change, hub.adopt ?? []);
  if (signal) return { signal, adopted: own === undefined };
  return {
    none:
      `ignored: the alarm '${change.alarmName}' names no role and service by its tags (sightline:role, ` +
      'sightline:service) or its description, and the hub adopts no alarm of that name',
  };
}

/** The service that watchdog alarms of hubs are tagged with. */
const WATCHDOG_SERVICE = 'sightline';
const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const;

function alarmOf(name: string, templates: Templates): Resource {
  const alarms = templates.ofType(...ALARM_TYPES).flatMap((resource) => {
    try {
      return [{ name: resource.name, label: constructPath(resource.path), resource }];
    } catch {
      // Its name cannot be resolved, so it cannot be the one that was named.
      return [];
    }
  });
  const found = alarmNamed(name.split(/\s+/), [...alarms.filter(isOfApp), ...alarms.filter((one) => !isOfApp(one))]);
  if (typeof found !== 'string') return found.resource;
  throw new Error(`${found}. An event is given as the name of its file, ending in .json`);
}

/** Sightline's own alarms are seldom meant: where names are listed, they stand last. */
function isOfApp({ resource }: { readonly resource: Resource }): boolean {
  return readCommon(resource).tags[ALARM_TAG.service] !== WATCHDOG_SERVICE;
}
