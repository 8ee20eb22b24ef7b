/** Watched series. */
import type { ServiceDeployTime } from '../../core/anomaly/watch/job';
import type { WatchedSeriesList } from '../../core/anomaly/watch/read-series';
import type { PageState } from '../../core/anomaly/watch/state';
import type { ToldAnomaly } from '../../core/anomaly/watch/told';

/** The series of a detection. */
export interface WatchedSeriesPort {
  load(): Promise<WatchedSeriesList>;
}

/** A message for a worker. Throws where the queue did not take it. */
export interface AnomalyQueuePort {
  send(body: string): Promise<void>;
}

export interface AnomalyStore {
  /** Those of these pages that there are. One that cannot be read counts as none. */
  readPages(pages: readonly number[]): Promise<readonly PageState[]>;
  /** Stored if it is newer than the stored one. */
  writePage(page: PageState): Promise<'committed' | 'conflict'>;
  readTold(): Promise<readonly ToldAnomaly[]>;
  /** Stored if the stored version is `told.version - 1`, which is 0 where there is none. */
  writeTold(told: ToldAnomaly): Promise<'committed' | 'conflict'>;
  /** Gone, if the stored version is still this one. */
  deleteTold(told: ToldAnomaly): Promise<void>;
  noteDeploy(deploy: ServiceDeployTime): Promise<void>;
  /** Oldest first. */
  readDeploys(sinceMs: number): Promise<readonly ServiceDeployTime[]>;
}
