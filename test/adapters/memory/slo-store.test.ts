import { MemorySloStore } from '../../../lib/adapters/memory/slo-store';
import { sloStoreContract } from '../slo-store-contract';

describe('measurements in memory', () => {
  sloStoreContract(async () => new MemorySloStore());
});
