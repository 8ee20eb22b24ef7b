import { rehearsedTable } from '../../../lib/rehearsal/platform/tables';
import { closeWorlds, openWorld, START_MS, templatesOf } from '../support';

afterEach(closeWorlds);

const templates = () => templatesOf({ Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders' } } });

test('an operation takes its time and counts as a read or a write', async () => {
  const world = openWorld(templates());
  const table = rehearsedTable(world, 'Orders');
  const answers = ['GetItem', 'Query', 'PutItem'].map((name) =>
    table.operation(name, () => [name, world.clock.now() - START_MS]),
  );
  await world.clock.runUntil(START_MS + 1_000);
  expect(await Promise.all(answers)).toEqual([
    ['GetItem', 5],
    ['Query', 5],
    ['PutItem', 5],
  ]);
  const sum = (name: string, more = {}) =>
    world.sum({ namespace: 'AWS/DynamoDB', name, dimensions: { TableName: 'orders', ...more } });
  expect([sum('ConsumedReadCapacityUnits'), sum('ConsumedWriteCapacityUnits')]).toEqual([2, 1]);
  expect(sum('SuccessfulRequestLatency', { Operation: 'GetItem' })).toBe(5);
});

test('what the work throws is thrown', async () => {
  const world = openWorld(templates());
  const refused = expect(
    rehearsedTable(world, 'Orders').operation('PutItem', () => {
      throw new Error('conflict');
    }),
  ).rejects.toThrow('conflict');
  await world.clock.runUntil(START_MS + 1_000);
  await refused;
});

test('a table that the templates do not have is refused with those there are', () => {
  expect(() => rehearsedTable(openWorld(templates()), 'Ordrs')).toThrow(
    "'Ordrs'; did you mean 'Orders'? There are: Shop/Orders",
  );
});
