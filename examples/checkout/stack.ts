import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type IIncidentResponse, Observability } from 'sightline';
import { addService } from './service';

export interface CheckoutStackProps extends StackProps {
  /** Where the service's alarms become incidents. */
  readonly incidents: IIncidentResponse;
  /** @default - https://payments.example.com */
  readonly paymentProviderUrl?: string;
}

/** Takes orders over HTTP, keeps them in a table, and charges them one by one from a queue. */
export class CheckoutStack extends Stack {
  constructor(scope: Construct, id: string, props: CheckoutStackProps) {
    super(scope, id, props);

    // An ordinary service.
    addService(this, props.paymentProviderUrl ?? 'https://payments.example.com');

    // This is what makes it observable:
    const observability = new Observability(this, 'Observability', {
      service: 'checkout',
      environment: 'prod',
      incidents: props.incidents,
    });
    observability.monitorScope(this);
  }
}
