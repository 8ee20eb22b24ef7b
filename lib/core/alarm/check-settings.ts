import { type AlarmSettings, BAND_COMPARISONS, COMPARISONS, isBand, MISSING_DATA_MODES } from './threshold';

/**
 * Checks what a caller without types may get wrong.
 * @throws RangeError naming the setting, what it is and what is allowed
 */
export function checkSettings(settings: AlarmSettings): void {
  const { comparison, evaluationPeriods, datapointsToAlarm, treatMissingData } = settings;
  oneOf('comparison', comparison, [...Object.keys(COMPARISONS), ...Object.keys(BAND_COMPARISONS)]);
  oneOf('treatMissingData', treatMissingData, MISSING_DATA_MODES);
  if (!isBand(settings) && !Number.isFinite(settings.threshold)) {
    throw new RangeError(`'threshold' must be a number, got ${String(settings.threshold)}`);
  }
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1) {
    throw new RangeError(`'evaluationPeriods' must be a whole number from 1 on, got ${String(evaluationPeriods)}`);
  }
  if (Number.isInteger(datapointsToAlarm) && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods) return;
  throw new RangeError(
    `'datapointsToAlarm' must be a whole number from 1 to evaluationPeriods (${evaluationPeriods}), got ` +
      `${String(datapointsToAlarm)}; lower it or raise evaluationPeriods`,
  );
}

export function oneOf(name: string, value: unknown, allowed: readonly string[]): void {
  if (allowed.includes(value as string)) return;
  throw new RangeError(`'${name}' must be one of ${allowed.join(', ')}; got '${String(value)}'`);
}
