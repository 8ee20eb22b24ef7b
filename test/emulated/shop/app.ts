/**
 * The app that is deployed: the example with its hub, and what a team adds to it over time. `-c release=2` is its next
 * release, of which no change may replace what is there.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AnomalyDetection,
  Channel,
  ErrorTracking,
  HealthScores,
  IncidentResponse,
  MetricsQueue,
  type Observability,
  Packs,
  Sli,
  Slo,
} from 'sightline';
import { CheckoutStack } from '../../../examples/checkout/stack';

const app = new App();
const isNext = app.node.tryGetContext('release') === '2';

const hub = new Stack(app, 'SightlineIncidents');
const incidents = new IncidentResponse(hub, 'Incidents', {
  channels: [Channel.email('oncall@example.com')],
  reopenWindow: Duration.minutes(isNext ? 10 : 5),
});

const checkout = new CheckoutStack(app, 'Checkout', {
  incidents,
  paymentProviderUrl: app.node.tryGetContext('paymentProviderUrl'),
});
const observability = checkout.node.findChild('Observability') as Observability;
observability.slo('Availability', Slo.errorRate(Sli.handlers(), { maxPercent: isNext ? '0.4' : '0.5' }));
if (isNext)
  observability.slo('Fast', Slo.latency(Sli.handlers(), { objective: '99', threshold: Duration.millis(300) }));
observability.addPack(Packs.saasFrontEnd, { tune: { NobodyThere: { severity: isNext ? 'critical' : 'high' } } });

const judges = new Stack(app, 'Judges');
observability.trackErrors(
  new ErrorTracking(judges, 'Errors', { incidents, retention: Duration.days(isNext ? 60 : 90) }),
);
observability.detectAnomalies({ detection: new AnomalyDetection(judges, 'Anomalies', { incidents }) });
new HealthScores(checkout, 'Scores', { services: [observability] });
new MetricsQueue(judges, 'Metrics', { batchingWindow: Duration.seconds(0) });
