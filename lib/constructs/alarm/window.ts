import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { describeSeconds } from '../../core/alarm/threshold';
import { WALL_CLOCK_PERIODS, wallClockGrid } from '../../core/alarm/window';
import { checkKeys, checkText } from '../check';

export interface WallClockOptions {
  /** IANA name such as `Europe/Berlin`, or an offset such as `+05:30`, in multiples of 5 minutes. @default 'UTC' */
  readonly timezone?: string;
}

/**
 * Which stretch of time an alarm's periods lie on.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
export class AlarmWindow {
  private constructor(
    /** @internal */
    readonly timezone?: string,
  ) {}

  /** Periods end at the minute of each evaluation: what an alarm without a window has. */
  static sliding(): AlarmWindow {
    return new AlarmWindow();
  }

  /** Whole minutes, five minutes, hours, days or weeks of the clock, such as the day from midnight to midnight. */
  static wallClock(options: WallClockOptions = {}): AlarmWindow {
    const where = 'AlarmWindow.wallClock';
    checkKeys(where, options, { timezone: true });
    const timezone = checkText(where, 'timezone', options.timezone ?? 'UTC', 64);
    try {
      wallClockGrid(60, timezone);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`);
    }
    return new AlarmWindow(timezone);
  }

  /**
   * As the template has it; nothing for the sliding window, which is CloudWatch's default.
   * @internal
   */
  render(where: string, periodSeconds: number): CfnAlarm.EvaluationWindowProperty | undefined {
    if (this.timezone === undefined) return undefined;
    if (WALL_CLOCK_PERIODS.includes(periodSeconds)) return { wallClockWindow: { timezone: this.timezone } };
    throw new Error(
      `${where}: a wall-clock window takes a period of 1 or 5 minutes, 1 hour, 1 day or 7 days, got ` +
        `${describeSeconds(periodSeconds)}; change 'period', or let the window slide`,
    );
  }
}
