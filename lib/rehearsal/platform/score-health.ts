/** The workflow `score-health` on the rehearsed platform: what it scores are the parameters of the templates. */
import { firingAlarm } from '../../core/alarm/firing-alarm';
import { HEALTH_SCORING_ENV, healthPath } from '../../core/conventions';
import { parseHealthDefinitions } from '../../core/health/definition';
import type { FiringAlarmsPort, LogPort } from '../../workflow/ports';
import { scoreHealth } from '../../workflow/score-health';
import type { RehearsedHandler } from '../bindings';
import type { World } from '../world';
import type { Alarms } from './alarms/alarms';
import { readDocumentsBelow, rehearsedMetrics, type Variables } from './own-ports';
import { rehearsedSeries } from './slo/series';

/** @param parts whose alarms are there when the first handler runs */
export function rehearsedScoreHealth(
  world: World,
  parts: { readonly alarms: Pick<Alarms, 'states'> },
  log: LogPort,
): (variables: Variables) => RehearsedHandler {
  return (variables) => {
    const scoring = String(variables[HEALTH_SCORING_ENV]);
    const definitions = scoredServices(world, scoring);
    return scoreHealth({
      scoring,
      definitions: { load: async () => definitions },
      series: rehearsedSeries(world),
      alarms: firingAlarms(world, parts),
      metrics: rehearsedMetrics(world),
      clock: world.clock,
      log,
    });
  };
}

/** What a scoring scores services by. */
export function scoredServices(world: World, scoring: string) {
  return readDocumentsBelow(world, healthPath(scoring), 'health score', parseHealthDefinitions);
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
