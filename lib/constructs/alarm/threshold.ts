import { readFileSync } from 'node:fs';
import { learnThreshold } from '../../core/alarm/learned-threshold';
import type { Comparison } from '../../core/alarm/threshold';
import { checkKeys, checkNumber, checkText } from '../check';

export interface LearnedOptions {
  /** How many standard deviations the band is wide to either side. Above 0. @default 2 */
  readonly deviations?: number;
}

export interface BacktestOptions {
  /** How often the alarm may have gone to ALARM in a week of that history. 0 or more. @default 1 */
  readonly alarmsPerWeek?: number;
}

/** A threshold that is learned from what the metric did, in place of a number. */
export abstract class Threshold {
  /** @internal */
  abstract readonly learns: 'band' | 'number';

  /**
   * The edge of the metric's anomaly band, on the side that the alarm's comparison names: CloudWatch learns it from two
   * weeks and goes on learning. Such an alarm is billed as three.
   */
  static learned(options: LearnedOptions = {}): Threshold {
    checkKeys('Threshold.learned', options, { deviations: true });
    return new LearnedBand(checkDeviations('Threshold.learned', options.deviations));
  }

  /**
   * A number, from the report that `sightline backtest --json FILE` wrote: of the thresholds that it tried for an
   * alarm, the most sensitive one that would not have gone to ALARM too often. The file is read when the app is
   * synthesized: keep it with the code, or the threshold changes with it.
   * @param file its path, from the directory the app is synthesized in
   * @param alarmName the alarm's name in the report, or its label
   */
  static fromBacktest(file: string, alarmName: string, options: BacktestOptions = {}): Threshold {
    const where = 'Threshold.fromBacktest';
    checkText(where, 'file', file, 4_096);
    checkText(where, 'alarmName', alarmName, 255);
    checkKeys(where, options, { alarmsPerWeek: true });
    const alarmsPerWeek = checkNumber(where, 'alarmsPerWeek', options.alarmsPerWeek ?? 1, { min: 0 });
    return new BacktestedThreshold(file, readReport(file), alarmName, alarmsPerWeek);
  }
}

export function checkDeviations(where: string, deviations: unknown = 2): number {
  return checkNumber(where, 'deviations', deviations, { above: 0, max: 1_000 });
}

export class LearnedBand extends Threshold {
  readonly learns = 'band';

  constructor(readonly deviations: number) {
    super();
  }
}

export class BacktestedThreshold extends Threshold {
  readonly learns = 'number';

  constructor(
    private readonly file: string,
    private readonly report: unknown,
    private readonly alarmName: string,
    private readonly alarmsPerWeek: number,
  ) {
    super();
  }

  valueFor(comparison: Comparison): number {
    try {
      return learnThreshold(this.report, this.alarmName, { alarmsPerWeek: this.alarmsPerWeek, comparison });
    } catch (error) {
      throw new Error(`Threshold.fromBacktest('${this.file}'): ${(error as Error).message}`);
    }
  }
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `Threshold.fromBacktest cannot read '${file}': ${(error as Error).message}; write it with 'sightline backtest ` +
        `--json ${file}' and keep it with the code`,
    );
  }
}
