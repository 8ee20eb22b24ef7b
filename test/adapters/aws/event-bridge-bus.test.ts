import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { EventBridgeBus } from '../../../lib/adapters/aws/event-bridge-bus';
import { EVENT } from '../../../lib/core/conventions';

const client = new EventBridgeClient({ region: 'eu-west-1' });
const events = mockClient(client);
const bus = new EventBridgeBus({ busName: 'sightline', client });

beforeEach(() => events.reset());

test('puts one event with source sightline on the bus', async () => {
  events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
  await bus.publish(EVENT.deploy, { schemaVersion: 1, id: 'i-1' });
  expect(events.commandCalls(PutEventsCommand)[0]?.args[0].input).toEqual({
    Entries: [
      {
        EventBusName: 'sightline',
        Source: 'sightline',
        DetailType: 'Sightline Deploy',
        Detail: '{"schemaVersion":1,"id":"i-1"}',
      },
    ],
  });
});

test('throws when the bus refuses the entry, though the call itself succeeded', async () => {
  const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
  events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [refusal] });
  await expect(bus.publish(EVENT.deploy, {})).rejects.toThrow(
    "Event bus 'sightline' refused a 'Sightline Deploy' event: ThrottlingException, Rate exceeded",
  );
});
