import type { ScheduleConfig } from '../../core/config';
import { onCallShifts } from '../../core/incident/on-call';
import { type OnCallStanding, onCallWidget } from '../../view/widgets/on-call';
import { ask } from './ask';
import type { RenderWidgetPorts } from './ports';
import type { WidgetRequest } from './read-event';

/** Who comes next is looked for this far ahead. */
const AHEAD_MS = 14 * 86_400_000;

export async function collectOnCall(ports: RenderWidgetPorts, { frame }: WidgetRequest): Promise<string> {
  const config = await ask(ports, 'the configuration of the hub', ports.config, (port) => port.load());
  const { schedules, hub, problems = [] } = config.found ?? {};
  return onCallWidget(
    {
      ...(schedules && { standings: schedules.map((schedule) => standingOf(schedule, frame.nowMs)) }),
      channels: (hub?.channels ?? []).map(({ name }) => name),
      problems: [...config.problems, ...problems],
      unset: config.unset,
    },
    frame,
  );
}

/** A schedule that cannot be read leaves the others as they are. */
function standingOf(schedule: ScheduleConfig, nowMs: number): OnCallStanding {
  try {
    const [now, next] = onCallShifts(schedule, { startMs: nowMs, endMs: nowMs + AHEAD_MS });
    return {
      schedule: schedule.name,
      ...(now?.person !== undefined && { person: now.person }),
      ...(now && next && { untilMs: now.toMs }),
      ...(next?.person !== undefined && { next: next.person }),
    };
  } catch (error) {
    return { schedule: schedule.name, problem: (error as Error).message };
  }
}
