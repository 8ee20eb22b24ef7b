/** What Sightline's own functions have in common on the rehearsed platform. */
import { EVENT } from '../../core/conventions';
import type { BusPort, SloMetricPort } from '../../workflow/ports';
import type { Place } from '../hubs';
import type { World } from '../world';
import type { Bus } from './bus';
import { readEach } from './not-rehearsed';

/** Environment variables of a function, resolved. */
export type Variables = Readonly<Record<string, string>>;

/** Publishes Sightline's own events on the bus of this name in this place. */
export function rehearsedBus({ clock }: World, bus: Bus, name: string, place: Place): BusPort {
  return {
    publish: async (detailType, detail) =>
      bus.put(name, {
        source: EVENT.source,
        'detail-type': detailType,
        ...place,
        time: new Date(clock.now()).toISOString(),
        detail,
      }),
  };
}

/** Puts datapoints into the metric store. */
export function rehearsedMetrics({ metrics }: World): SloMetricPort {
  return {
    publish: async (datapoints) => {
      for (const { atMs, value, ...metric } of datapoints) metrics.put(metric, value, atMs);
    },
  };
}

interface Readable {
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
}

/** The documents below a path of the Parameter Store. What cannot be read is named as not rehearsed; the others count. */
export function readDocumentsBelow<T extends Readable>(
  world: World,
  path: string,
  what: string,
  parse: (documents: { name: string; text: string }[]) => T,
): T {
  const { templates, notRehearsed } = world;
  const parameters = templates.ofType('AWS::SSM::Parameter').filter(({ name }) => name.startsWith(`${path}/`));
  const read = parse(
    readEach(world, parameters, what, ({ name, properties }) => [{ name, text: String(properties.Value) }]),
  );
  for (const { name, problem } of read.problems) notRehearsed.set(name, `${what}: ${problem}`);
  return read;
}
