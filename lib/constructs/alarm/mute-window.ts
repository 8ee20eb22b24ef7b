import { Duration, Token } from 'aws-cdk-lib';
import { type MuteRuleSettings, parseMuteRule } from '../../core/alarm/mute';
import { checkKeys, shown } from '../check';

export interface MuteOnceOptions {
  /** 1 minute to 15 days. */
  readonly duration: Duration;
  /** IANA name such as `Europe/Berlin`. @default 'UTC' */
  readonly timezone?: string;
}

export interface MuteCronOptions extends MuteOnceOptions {
  /** No window begins before this clock time of the time zone, such as `2026-05-10T14:00`. @default - at once */
  readonly start?: string;
  /** No window lasts beyond this clock time. @default - never */
  readonly expire?: string;
}

/**
 * When alarms are muted: they change their state and tell nobody.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
export class MuteWindow {
  private constructor(
    /** @internal */
    readonly settings: MuteRuleSettings,
  ) {}

  /** Once, from a clock time of the time zone on, such as `2026-05-10T14:00`. */
  static at(time: string, options: MuteOnceOptions): MuteWindow {
    checkKeys('MuteWindow.at', options, { duration: true, timezone: true });
    return MuteWindow.checked('MuteWindow.at', `at(${plain('MuteWindow.at', 'time', time)})`, options);
  }

  /** Again and again: minute, hour, day of month, month and day of week, such as `0 2 * * SUN`. */
  static cron(fields: string, options: MuteCronOptions): MuteWindow {
    const where = 'MuteWindow.cron';
    checkKeys(where, options, { duration: true, timezone: true, start: true, expire: true });
    return MuteWindow.checked(where, `cron(${plain(where, 'fields', fields)})`, options);
  }

  private static checked(where: string, expression: string, options: MuteCronOptions): MuteWindow {
    const { duration, timezone = 'UTC', start, expire } = options;
    const settings: MuteRuleSettings = {
      expression,
      duration: isoOf(where, duration),
      timezone: plain(where, 'timezone', timezone),
      ...(start !== undefined && { startDate: plain(where, 'start', start) }),
      ...(expire !== undefined && { expireDate: plain(where, 'expire', expire) }),
    };
    try {
      parseMuteRule(settings);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}`);
    }
    return new MuteWindow(settings);
  }
}

function plain(where: string, name: string, value: unknown): string {
  if (typeof value === 'string' && !Token.isUnresolved(value)) return value;
  throw new Error(`${where}: '${name}' must be a text that is known at synth, got ${shown(value)}`);
}

function isoOf(where: string, duration: Duration): string {
  if (duration instanceof Duration && !duration.isUnresolved()) return duration.toIsoString();
  throw new Error(`${where}: 'duration' must be a Duration such as Duration.hours(4), got ${shown(duration)}`);
}
