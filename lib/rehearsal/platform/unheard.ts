/** Says in the story which services no hub can hear: on AWS nobody would be told of their incidents either. */
import { buildAlarmStateChange } from '../../core/signal/alarm-event';
import { hubsOf, type Place, type StrandedServices, strandedServices, wordMissing, wordStacks } from '../hubs';
import { arnFor } from '../resource-names';
import type { World } from '../world';
import { stateChangeEvent } from './alarms/alarm-messages';
import type { TemplateAlarm } from './alarms/definition';
import type { Bus } from './bus';

type AlarmEvent = Readonly<Record<string, unknown>>;

/** @param alarms that are played: a service whose events get to the default bus of any hub is heard, whatever its name */
export function tellUnheard(world: World, bus: Pick<Bus, 'leads'>, alarms: readonly TemplateAlarm[]): void {
  const hubs = hubsOf(world.templates);
  const isHeard = (event: AlarmEvent) => hubs.some(({ place }) => bus.leads('default', event, place));
  for (const stranded of strandedServices(world.templates)) {
    const stacks = stranded.stacks.filter((stack) => {
      const own = alarms.filter(({ resource }) => world.templates.stackPathOf(resource) === stack);
      return own.length > 0
        ? !own.some((alarm) => isHeard(eventOf(alarm, world)))
        : !isHeard(sampleEvent(stranded.place, world));
    });
    if (stacks.length === 0) continue;
    world.recorder.tell(world.clock.now(), 'warning', capitalized(wordUnheard({ ...stranded, stacks })));
  }
}

function eventOf(alarm: TemplateAlarm, world: World): AlarmEvent {
  return stateChangeEvent(world, { alarm, ...changeAt(world) }, undefined, EVENT_ID);
}

/** Of a stack none of whose alarms is played. */
function sampleEvent(place: Place, world: World): AlarmEvent {
  const { from: previous, to: state } = changeAt(world);
  const alarmName = 'Sample';
  const alarmArn = arnFor({ type: 'AWS::CloudWatch::Alarm', name: alarmName, properties: {} }, place);
  return buildAlarmStateChange(
    { alarmArn, alarmName, ...place, description: '', tags: {}, state, previous, queries: [] },
    EVENT_ID,
  );
}

const EVENT_ID = 'sample';

function changeAt({ clock }: World) {
  const common = { reason: '', atMs: clock.now() };
  return { from: { value: 'OK', ...common }, to: { value: 'ALARM', ...common } } as const;
}

function wordUnheard({ stacks, hub, place, elsewhere }: StrandedServices): string {
  if (!elsewhere) return `${wordMissing(stacks, hub)}: nobody is told of their incidents here`;
  return (
    `${wordStacks(stacks)} the hub '${hub}' from ${wordPlace(place)}, and it is in ${wordPlace(elsewhere.place)}: a hub hears ` +
    'its own account and Region only, and no rule forwards events of these alarms to its default bus, so nobody is told'
  );
}

function wordPlace({ account, region }: Place): string {
  return `${account}/${region}`;
}

function capitalized(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}
