import { parseWatchedSeries, type WatchedSeriesList } from '../../core/anomaly/watch/read-series';
import type { WatchedSeriesPort } from '../../workflow/ports';
import { SsmDocuments, type SsmDocumentsOptions } from './ssm-documents';

/**
 * The series of a detection from SSM parameters below `anomalyPath(detection)`, cached for a minute. While they cannot be
 * read, the last ones stay.
 */
export class SsmWatchedSeries extends SsmDocuments<WatchedSeriesList> implements WatchedSeriesPort {
  constructor(options: SsmDocumentsOptions) {
    super(options, parseWatchedSeries);
  }
}
