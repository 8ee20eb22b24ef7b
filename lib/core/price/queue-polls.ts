/** What it costs that Lambda asks the queues of Sightline's own functions, whether or not they hold anything. */
import { type Charge, MONTH_HOURS } from './charge';
import type { Links } from './links';
import { property } from './resource';
import type { ServiceFunction } from './services';

/**
 * An empty queue is asked by five connections, each of which waits for 20 seconds.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const POLLS_AN_HOUR = 5 * (3_600 / 20);
const NOTE = 'Lambda asks an idle queue of Sightline 15 times a minute, and messages through it come on top';

export function queuePolls(functions: readonly ServiceFunction[], links: Links): Charge[] {
  return functions.flatMap(({ workflow, service, triggers }) => {
    if (workflow === undefined) return [];
    const queues = triggers.filter(({ properties, stackName }) =>
      links(property(properties, 'EventSourceArn'), stackName).some(({ type }) => type === 'AWS::SQS::Queue'),
    );
    return queues.map(({ stackName }) => ({
      ...{ what: `queue polling of ${workflow}`, stackName, service, note: NOTE },
      ...{ quantity: POLLS_AN_HOUR * MONTH_HOURS, unit: 'request', priceId: 'sqs.request' },
    }));
  });
}
