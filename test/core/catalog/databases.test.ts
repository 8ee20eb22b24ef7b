import { DOCDB_CLUSTER } from '../../../lib/core/catalog/docdb-cluster';
import { EFS_FILE_SYSTEM } from '../../../lib/core/catalog/efs-file-system';
import { factsOfImported } from '../../../lib/core/catalog/locate';
import { RDS_CLUSTER } from '../../../lib/core/catalog/rds-cluster';
import { RDS_INSTANCE } from '../../../lib/core/catalog/rds-instance';
import { RDS_PROXY } from '../../../lib/core/catalog/rds-proxy';
import { REDSHIFT_CLUSTER } from '../../../lib/core/catalog/redshift-cluster';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { describeEntry, idsOf, thresholdsOf } from './sample-alarms';

describeEntry(RDS_INSTANCE);
describeEntry(RDS_CLUSTER);
describeEntry(RDS_PROXY);
describeEntry(DOCDB_CLUSTER);
describeEntry(REDSHIFT_CLUSTER);
describeEntry(EFS_FILE_SYSTEM);

const GIB = 1024 ** 3;

test('warns of 10 % and pages at 3 % of the storage that is left', () => {
  expect(thresholdsOf(RDS_INSTANCE, { AllocatedStorage: '100' })).toEqual({
    CpuHigh: 90,
    StorageLow: 10 * GIB,
    StorageAlmostFull: 3 * GIB,
  });
});

test('leaves the first 10 % to storage that grows by itself', () => {
  const properties = { AllocatedStorage: 100, MaxAllocatedStorage: 500 };
  expect(thresholdsOf(RDS_INSTANCE, properties)).toMatchObject({ StorageLow: 5 * GIB, StorageAlmostFull: 3 * GIB });
});

test.each([
  ['gp2', 100, true],
  ['gp2', 1000, false],
  ['gp3', 100, false],
  [{ Ref: 'Type' }, 100, false],
])('watches burst credits of %j with %p GiB: %p', (StorageType, AllocatedStorage, expected) => {
  expect(idsOf(RDS_INSTANCE, { StorageType, AllocatedStorage }).includes('BurstBalanceLow')).toBe(expected);
});

test('leaves CPU and storage of an instance of a cluster to the cluster', () => {
  expect(idsOf(RDS_INSTANCE, { DBClusterIdentifier: { Ref: 'Cluster' } })).toEqual([]);
  expect(idsOf(RDS_CLUSTER, { Engine: 'aurora-mysql' })).toEqual(['CpuHigh', 'ReplicaLag']);
  expect(idsOf(RDS_CLUSTER, { Engine: 'postgres' })).toEqual(['CpuHigh']);
});

test('watches the lag of a replica whose source is known at deploy only', () => {
  expect(thresholdsOf(RDS_INSTANCE, { SourceDBInstanceIdentifier: { Ref: 'Source' } }).ReplicaLag).toBe(60);
});

test('watches an imported instance for CPU, of which nothing more is known', () => {
  const facts = factsOfImported(RDS_INSTANCE);
  const dimensions = { default: { DBInstanceIdentifier: 'orders' } };
  const alarms = resolveAlarms(RDS_INSTANCE, { label: 'Orders', namespace: 'Sightline', facts, dimensions });
  expect(alarms.map(({ id }) => id)).toEqual(['CpuHigh']);
});

test.each([
  ['the defaults', {}, ['IoNearLimit', 'CreditsLow']],
  ['elastic throughput', { ThroughputMode: 'elastic' }, ['IoNearLimit']],
  ['Max I/O', { PerformanceMode: 'maxIO' }, ['CreditsLow']],
  ['what is known at deploy only', { PerformanceMode: { Ref: 'A' }, ThroughputMode: { Ref: 'B' } }, []],
  ['an imported one', undefined, []],
])('knows which limits a file system has: %s', (_, properties, ids) => {
  expect(idsOf(EFS_FILE_SYSTEM, properties)).toEqual(ids);
});
