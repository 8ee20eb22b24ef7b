import { MemoryErrorStore } from '../../../lib/adapters/memory/error-store';
import { newError } from '../../../lib/core/error/tracked-error';
import { errorStoreContract, newTally } from '../error-store-contract';

describe('the memory store', () => {
  errorStoreContract(async () => new MemoryErrorStore());

  test('nobody outside holds what is stored', async () => {
    const store = new MemoryErrorStore();
    const tally = newTally();
    const error = { ...newError(tally), version: 1, operations: ['a'] };
    await store.create(error, 1);
    error.operations.push('b');
    (await store.read(tally))?.counts.minutes;
    expect((await store.read(tally))?.operations).toEqual(['a']);
  });
});
