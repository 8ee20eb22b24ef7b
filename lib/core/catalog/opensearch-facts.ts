import type { Properties } from './properties';

export interface OpenSearchDomainFacts {
  readonly dataNodes: number;
  /** Data, dedicated master and warm nodes; `undefined` where not known. */
  readonly nodes?: number;
  /** EBS volume of each data node; `undefined` where not known or the nodes have disks of their own. */
  readonly volumeMiB?: number;
  readonly isEncrypted: boolean;
}

export function openSearchFactsOf(properties: Properties): OpenSearchDomainFacts {
  const config = properties.has('ElasticsearchClusterConfig') ? 'ElasticsearchClusterConfig' : 'ClusterConfig';
  const dataNodes = properties.number(`${config}.InstanceCount`, 1);
  const masters = countIf(properties, `${config}.DedicatedMasterEnabled`, `${config}.DedicatedMasterCount`);
  const warm = countIf(properties, `${config}.WarmEnabled`, `${config}.WarmCount`);
  const gib = properties.number('EBSOptions.VolumeSize');
  const allKnown = dataNodes !== undefined && masters !== undefined && warm !== undefined;
  return {
    dataNodes: dataNodes ?? 1,
    ...(allKnown && { nodes: dataNodes + masters + warm }),
    ...(gib !== undefined && { volumeMiB: gib * 1024 }),
    isEncrypted: properties.flag('EncryptionAtRestOptions.Enabled') === true,
  };
}

function countIf(properties: Properties, enabled: string, count: string): number | undefined {
  const on = properties.flag(enabled, false);
  return on === false ? 0 : on && properties.number(count);
}
