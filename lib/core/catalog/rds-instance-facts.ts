import type { Properties } from './properties';

export interface RdsInstanceFacts {
  /** Of a cluster, which has the alarms on CPU. */
  readonly inCluster: boolean;
  readonly isReplica: boolean;
  /** Allocated at first; `undefined` where storage is the cluster's or not known. */
  readonly storageBytes?: number;
  readonly storageGrows: boolean;
  /** gp2 below 1,000 GiB lives on burst credits; other volumes have none. */
  readonly bursts: boolean;
}

const GIB = 1024 ** 3;

export function rdsInstanceFactsOf(properties: Properties): RdsInstanceFacts {
  const gib = properties.number('AllocatedStorage');
  const inCluster = properties.has('DBClusterIdentifier');
  return {
    inCluster,
    isReplica: properties.has('SourceDBInstanceIdentifier'),
    ...(gib !== undefined && !inCluster && { storageBytes: gib * GIB }),
    storageGrows: properties.has('MaxAllocatedStorage'),
    bursts: properties.text('StorageType') === 'gp2' && gib !== undefined && gib < 1000,
  };
}
