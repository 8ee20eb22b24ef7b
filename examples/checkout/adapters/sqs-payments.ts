import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PaymentQueue } from '../ports';

/** Payments in an SQS queue; the message is the order id, everything else is read from the order when it is charged. */
export function sqsPayments(client: SQSClient, queueUrl: string): PaymentQueue {
  return {
    async send(orderId) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: orderId }));
    },
  };
}
