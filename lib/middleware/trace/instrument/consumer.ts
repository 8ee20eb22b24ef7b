import { inSpan } from '../spans';
import type { Instrumentation } from './proxy';

type Handler = (...input: unknown[]) => unknown;

/**
 * The arguments with the handlers of messages in consumer spans: of `channel.consume(queue, handler)` (amqplib) and
 * `consumer.run({ eachMessage, eachBatch })` (kafkajs). How long a handler takes and whether it fails says nothing of the
 * queue, so it is a span and no call of the dependency.
 */
export function withConsumers(method: string, input: unknown[], { kind, name }: Instrumentation): unknown[] {
  if (kind !== 'queue') return input;
  if (method === 'consume') {
    return input.map((value, index) => (index === 1 && typeof value === 'function' ? inSpans(value, name) : value));
  }
  const [config, ...rest] = input;
  return method === 'run' && config ? [withHandlers(config, name), ...rest] : input;
}

/** A copy: the caller's object stays as it is. */
function withHandlers(config: object, name: string): object {
  const handlers = Object.entries(config).filter(([key]) => /^each(Message|Batch)$/.test(key));
  const observed = handlers.map(([key, handler]) => [
    key,
    typeof handler === 'function' ? inSpans(handler, name) : handler,
  ]);
  return { ...config, ...Object.fromEntries(observed) };
}

function inSpans(handler: unknown, name: string): Handler {
  return new Proxy(handler as Handler, {
    apply(target, self, input) {
      const work = () => Reflect.apply(target, self, input);
      // Brokers tell the end of a subscription by a message that is none.
      return input[0] ? inSpan(name, 'consumer', work, (end) => ({ fault: 'thrown' in end })) : work();
    },
  });
}
