import { MemoryAnomalyStore } from '../../../lib/adapters/memory/anomaly-store';
import { anomalyStoreContract } from '../anomaly-store-contract';

describe('anomalies in memory', () => {
  anomalyStoreContract(async () => new MemoryAnomalyStore());
});
