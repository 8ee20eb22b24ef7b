/** The workflow `score-health` on the rehearsed platform: what it scores are the parameters of the templates. */
import { firingAlarm } from '../../core/alarm/firing-alarm';
import { HEALTH_SCORING_ENV, healthPath } from '../../core/conventions';
import { parseHealthDefinitions } from '../../core/health/definition';
import type { FiringAlarmsPort, LogPort } from '../../workflow/ports';
import { scoreHealth } from '../../workflow/score-health';
import type { RehearsedHandler } from '../bindings';
import type { World } from '../world';
import type { Alarms } from './alarms/alarms';
import { readEach } from './not-rehearsed';
import { rehearsedSeries } from './slo/series';

type Variables = Readonly<Record<string, string>>;

/** @param parts whose alarms are there when the first handler runs */
export function rehearsedScoreHealth(
  world: World,
  parts: { readonly alarms: Pick<Alarms, 'states'> },
  log: LogPort,
): (variables: Variables) => RehearsedHandler {
  return (variables) => {
    const scoring = String(variables[HEALTH_SCORING_ENV]);
    const definitions = definitionsOf(world, scoring);
    return scoreHealth({
      scoring,
      definitions: { load: async () => definitions },
      series: rehearsedSeries(world),
      alarms: firingAlarms(world, parts),
      metrics: {
        publish: async (datapoints) => {
          for (const { atMs, value, ...metric } of datapoints) world.metrics.put(metric, value, atMs);
        },
      },
      clock: world.clock,
      log,
    });
  };
}

/** What cannot be read is named as not rehearsed; the others are scored. */
function definitionsOf(world: World, scoring: string) {
  const { templates, notRehearsed } = world;
  const path = `${healthPath(scoring)}/`;
  const parameters = templates.ofType('AWS::SSM::Parameter').filter(({ name }) => name.startsWith(path));
  const documents = readEach(world, parameters, 'health score', ({ name, properties }) => [
    { name, text: String(properties.Value) },
  ]);
  const definitions = parseHealthDefinitions(documents);
  for (const { name, problem } of definitions.problems) notRehearsed.set(name, `health score: ${problem}`);
  return definitions;
}

function firingAlarms({ templates }: World, parts: { readonly alarms: Pick<Alarms, 'states'> }): FiringAlarmsPort {
  return {
    firing: async () => {
      const states = parts.alarms.states();
      return templates
        .ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm')
        .filter(({ name }) => states.get(name) === 'ALARM')
        .flatMap(({ name, properties }) => firingAlarm(name, properties.AlarmDescription));
    },
  };
}
