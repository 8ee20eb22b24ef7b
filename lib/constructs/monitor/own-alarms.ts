import { Construct } from 'constructs';
import type { AlarmRole, Severity } from '../../core/incident/severity';
import { type AlarmContext, roleOf } from '../alarm/options';
import { type MuteOptions, type RenderedMute, renderMute } from '../alarm/render-mute';
import type { RenderedAlarm } from '../alarm/rendered';
import type { MonitoredAlarm } from './alarm-set';

/** The alarms and mutes that a user adds to an Observability: few, so they lie in its own stack. */
export class OwnAlarms {
  private readonly scope: Construct;
  private readonly made: MonitoredAlarm[] = [];

  constructor(
    private readonly owner: Construct,
    private readonly context: AlarmContext,
  ) {
    this.scope = new Construct(owner, 'Own');
  }

  all(): readonly MonitoredAlarm[] {
    return this.made;
  }

  add(
    id: string,
    options: { readonly severity: Severity; readonly role?: AlarmRole },
    render: (scope: Construct, context: AlarmContext) => RenderedAlarm,
  ): MonitoredAlarm {
    const { name, alarmArn, resource: alarm, timeToDetectSeconds } = render(this.scope, this.context);
    const { severity } = options;
    const about = {
      name,
      alarmArn,
      id,
      resource: this.owner.node.path,
      severity,
      role: roleOf(options),
      timeToDetectSeconds,
    };
    // For rules and mutes that name it: it is deployed before them.
    this.made.push({ ...about, alarm });
    return this.made.at(-1) as MonitoredAlarm;
  }

  mute(id: string, options: MuteOptions): RenderedMute {
    return renderMute(this.scope, id, options, this.context);
  }
}
