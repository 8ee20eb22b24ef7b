import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT } from '../../core/conventions';
import type { BusPort } from '../../workflow/ports';
import { clientOptions } from './client-options';

export interface EventBridgeBusOptions {
  /** Name or ARN of the bus. */
  readonly busName: string;
  /** @default - a client with `clientOptions()` */
  readonly client?: EventBridgeClient;
}

/** Publishes Sightline's own events, with source `sightline`. */
export class EventBridgeBus implements BusPort {
  private readonly busName: string;
  private readonly client: EventBridgeClient;

  constructor(options: EventBridgeBusOptions) {
    this.busName = options.busName;
    this.client = options.client ?? new EventBridgeClient(clientOptions());
  }

  /** Throws where the bus refused the event: PutEvents answers 200 even then, so the SDK does not retry it. */
  async publish(detailType: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    const entry = {
      EventBusName: this.busName,
      Source: EVENT.source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    };
    const { FailedEntryCount = 0, Entries } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount > 0) {
      const { ErrorCode = 'unknown error', ErrorMessage = 'no message' } = Entries?.[0] ?? {};
      throw new Error(
        `Event bus '${this.busName}' refused a '${detailType}' event: ${ErrorCode}, ${ErrorMessage}; ` +
          'check that the bus exists and the function may put events on it',
      );
    }
  }
}
