import { MemoryIncidentStore } from '../../../lib/adapters/memory/incident-store';

const item = (sk: string) => ({ pk: 'INC#1', sk, schemaVersion: 2 });

test('items are removed whatever they hold, and the stream tells of those that were there', () => {
  const store = new MemoryIncidentStore();
  for (const sk of ['META', 'TL#1', 'TL#2']) store.plant(item(sk));
  const heard: unknown[] = [];
  store.onWrite((records) => heard.push(...records));
  store.remove([item('TL#1'), item('TL#9'), { pk: 'INC#2', sk: 'META' }]);
  expect(store.items().map(({ sk }) => sk)).toEqual(['META', 'TL#2']);
  expect(heard).toMatchObject([{ eventName: 'REMOVE', keys: { pk: 'INC#1', sk: 'TL#1' } }]);
  expect(heard).toHaveLength(1);
});

test('a partition without items leaves nothing behind, and takes items again', () => {
  const store = new MemoryIncidentStore();
  store.plant(item('META'));
  store.remove([item('META')]);
  expect(store.items()).toEqual([]);
  store.plant(item('META'));
  expect(store.items()).toHaveLength(1);
});
