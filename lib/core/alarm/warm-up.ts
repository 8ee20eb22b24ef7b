import type { TreatMissingData } from './threshold';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WarmUpConfiguration.html */
export const MAX_WARM_UP_MINUTES = 2_880;

export interface WarmUp {
  readonly warmUpPeriodDurationInMinutes: number;
}

/** What a warm-up is derived from. */
export interface WarmUpSettings {
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly treatMissingData: TreatMissingData;
}

/**
 * The warm-up of an alarm for which silence is a fault: nothing has been published before a first deploy, so it would
 * fire at once. It waits for as long as its window is, or until that is full of data.
 */
export function warmUpOfSilence(settings: WarmUpSettings): WarmUp | undefined {
  if (settings.treatMissingData !== 'breaching') return undefined;
  const minutes = Math.ceil((settings.evaluationPeriods * settings.periodSeconds) / 60);
  return { warmUpPeriodDurationInMinutes: Math.min(minutes, MAX_WARM_UP_MINUTES) };
}
