/** Which alarms a story plays. */
import { describeMetric, metricKey } from '../core/signal/metric';
import type { Assembly } from './assembly';
import { SCENARIO_STACK } from './definitions';
import { describeWatched, labelOf, readAlarms, type TemplateAlarm } from './platform/alarms/definition';
import type { World } from './world';

/**
 * @param only key of a metric: just the alarms that read it
 * @throws where there is none
 */
export function alarmsToPlay(world: World, only: string | undefined): TemplateAlarm[] {
  const all = readAlarms(world);
  if (all.length === 0 && world.notRehearsed.size === 0) throw noAlarms(world.templates.assembly);
  if (only === undefined) return all;
  const watching = all.filter(
    (alarm) =>
      alarm.kind !== 'composite' &&
      alarm.queries.some((query) => 'metric' in query && metricKey(query.metric) === only),
  );
  if (watching.length > 0) return watching;
  const [namespace, name, dimensions] = JSON.parse(only) as [string, string, [string, string][]];
  const metric = describeMetric({ namespace, name, dimensions: Object.fromEntries(dimensions) });
  const listed = all.map((alarm) => `${labelOf(alarm)}: ${describeWatched(alarm)}`).join('\n  ');
  throw new Error(`no alarm watches ${metric}; the alarms watch:\n  ${listed}`);
}

function noAlarms({ directory, stacks }: Assembly): Error {
  if (stacks.every(({ stackName }) => stackName === SCENARIO_STACK))
    return new Error("there is no alarm to rehearse: name an assembly, or define one in the scenario with 'alarm ...'");
  return new Error(
    `the cloud assembly '${directory}' has no CloudWatch alarms, so there is nothing to rehearse; ` +
      'monitor something with Observability.monitor(...) and synthesize again',
  );
}
