import type { Charge, Charges, NotPriced } from './charge';
import { joined, type PricedResource, property } from './resource';
import { runsPerMonth } from './schedule';

const NOTE = "a canary's Lambda function, S3 bucket, logs and metrics come on top of its runs";

/** https://aws.amazon.com/cloudwatch/pricing/: a canary is billed by its runs. */
export function canaryCharges(resources: readonly PricedResource[]): Charges {
  const charges: Charge[] = [];
  const notPriced: NotPriced[] = [];
  for (const { type, properties, stackName } of resources) {
    if (type !== 'AWS::Synthetics::Canary') continue;
    const expression = joined(property(properties, 'Schedule', 'Expression'));
    // `rate(0 minute)` runs once, when the canary is started.
    const runs = /^rate\(0 /.test(expression) ? 1 : runsPerMonth(expression);
    if (runs === undefined) {
      const reason = 'its schedule is known only to CloudFormation';
      notPriced.push({ what: 'canary runs', reason, count: 1, stackName });
    } else {
      const what = { what: 'canary runs', quantity: runs, unit: 'run', priceId: 'synthetics.canaryRun' };
      charges.push({ ...what, stackName, note: NOTE });
    }
  }
  return { charges, notPriced };
}
