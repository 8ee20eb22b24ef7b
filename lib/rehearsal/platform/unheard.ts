/** Says in the story which services no hub can hear: on AWS nobody would be told of their incidents either. */
import { type Place, type StrandedServices, strandedServices, wordMissing, wordStacks } from '../hubs';
import type { World } from '../world';
import type { Bus } from './bus';

export function tellUnheard(world: World, bus: Pick<Bus, 'forwards'>): void {
  for (const stranded of strandedServices(world.templates)) {
    const { elsewhere, place } = stranded;
    if (elsewhere && bus.forwards(place, elsewhere.place)) continue;
    world.recorder.tell(world.clock.now(), 'warning', capitalized(wordUnheard(stranded)));
  }
}

function wordUnheard({ stacks, hub, place, elsewhere }: StrandedServices): string {
  if (!elsewhere) return `${wordMissing(stacks, hub)}: nobody is told of their incidents here`;
  return (
    `${wordStacks(stacks)} the hub '${hub}' from ${wordPlace(place)}, and it is in ${wordPlace(elsewhere.place)}: a hub hears ` +
    'its own account and Region only, and no rule forwards events to it, so nobody is told'
  );
}

function wordPlace({ account, region }: Place): string {
  return `${account}/${region}`;
}

function capitalized(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}
