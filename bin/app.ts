import { App, Stack } from 'aws-cdk-lib';
import { Channel, IncidentResponse } from 'sightline';
import { CheckoutStack } from '../examples/checkout/stack';

/**
 * Deploys the example: `npx cdk deploy --all -c oncall=you@example.com -c paymentProviderUrl=https://...`.
 * One incident hub for the account and region, in a stack of its own, and each service in its stack.
 */
export const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);

const hub = new Stack(app, 'SightlineIncidents');
const incidents = new IncidentResponse(hub, 'Incidents', {
  channels: [Channel.email(context('oncall') ?? 'oncall@example.com')],
});

new CheckoutStack(app, 'Checkout', { incidents, paymentProviderUrl: context('paymentProviderUrl') });
