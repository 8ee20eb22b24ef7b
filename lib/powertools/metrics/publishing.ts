import { at } from '../../middleware/text';
import type { PowertoolsMetrics } from '../guests';
import { type DimensionGroup, dimensionGroups } from './dimension-sets';
import type { Given, Guarded } from './guarded';

/** What is published goes out on the right dimensions, and nothing of it throws but what was asked to. */
export function publishingMethods(guarded: Guarded): Pick<PowertoolsMetrics, 'publishStoredMetrics'> {
  return {
    publishStoredMetrics() {
      if (guarded.metrics.hasStoredMetrics()) publish(guarded);
      else publishNothing(guarded);
      return guarded.metrics;
    },
  };
}

export function publish(guarded: Guarded): void {
  const { original, given, warn } = guarded;
  const before = { ...given() };
  try {
    const groups = dimensionGroups(guarded.defaults, before.main, before.sets);
    if (groups.length > 1) publishEach(guarded, groups);
    else original.publishStoredMetrics();
  } catch (error) {
    warn(`metrics could not be published: ${at(error, 'message')}`);
    clear(guarded);
  }
  given().published = guarded.midway;
  if (guarded.midway) restore(guarded, before);
}

/** Leaves nothing for the next invocation. */
export function clear(guarded: Guarded): void {
  guarded.keeping = false;
  guarded.metrics.clearMetrics();
  guarded.metrics.clearDimensions();
  guarded.metrics.clearMetadata();
}

function publishEach(guarded: Guarded, groups: readonly DimensionGroup[]): void {
  const { original } = guarded;
  groups.forEach(({ main = {}, sets }, index) => {
    original.clearDimensions();
    for (const [name, value] of Object.entries(main)) original.addDimension(name, value);
    for (const set of sets) original.addDimensions({ ...set });
    guarded.keeping = index < groups.length - 1;
    original.publishStoredMetrics();
  });
}

function restore({ metrics }: Guarded, { main, sets, metadata, timestamp }: Given): void {
  for (const [name, value] of Object.entries(main)) metrics.addDimension(name, value);
  for (const set of sets) metrics.addDimensions({ ...set });
  for (const [key, value] of metadata) metrics.addMetadata(key, value);
  if (timestamp !== undefined) metrics.setTimestamp(timestamp);
}

/** No warning: most services have handlers without metrics. Who asked for `throwOnEmptyMetrics` still gets the error. */
function publishNothing(guarded: Guarded): void {
  const { metrics, original, given } = guarded;
  const isMissed = at(metrics, 'shouldThrowOnEmptyMetrics') === true && !given().published;
  given().published = false;
  if (isMissed) original.publishStoredMetrics();
  else clear(guarded);
}
