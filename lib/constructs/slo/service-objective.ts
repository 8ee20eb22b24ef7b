import type { CompositeSloDefinition, SloDefinition } from '../../core/slo/definition';
import type { AlarmSet, MonitoredAlarm, PendingAlarm } from '../monitor/alarm-set';

/** An objective of a service: what `Observability.slo` makes, and `Slo.worst` takes. */
export interface ServiceObjective {
  readonly service: string;
  readonly environment: string;
  /** The id given to `Observability.slo`. */
  readonly name: string;
  readonly definition: SloDefinition | CompositeSloDefinition;
  /** Asking settles whether alarms lie in nested stacks, as `createdAlarms` does. @default - no rule pages */
  readonly page?: MonitoredAlarm;
  /** @default - no rule opens tickets */
  readonly ticket?: MonitoredAlarm;
  /** All of its alarms, those that are evidence only included. */
  readonly alarms: readonly MonitoredAlarm[];
}

/** Names of alarms settle where they lie, so they are asked for when somebody needs them. */
export function serviceObjective(
  definition: SloDefinition | CompositeSloDefinition,
  pending: readonly PendingAlarm[],
  alarmSet: AlarmSet,
): ServiceObjective {
  const { service, environment, name } = definition;
  const find = (id: 'Page' | 'Ticket') => {
    const found = pending.find((alarm) => alarm.id === id);
    return found && alarmSet.about(found);
  };
  return {
    ...{ service, environment, name, definition },
    get page() {
      return find('Page');
    },
    get ticket() {
      return find('Ticket');
    },
    get alarms() {
      return pending.map((alarm) => alarmSet.about(alarm));
    },
  };
}
