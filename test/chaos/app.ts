/** One service, watched by everything there is, and a hub with a pager and two people. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  AlarmCondition,
  AnomalyDetection,
  Automation,
  Channel,
  CustomWidgets,
  ErrorTracking,
  HealthCheck,
  HealthChecks,
  HealthScores,
  IncidentResponse,
  Observability,
  Sli,
  Slo,
  SloEvaluation,
  TraceAnalysis,
} from '../../lib';
import { newFunction, newStack } from '../constructs/template';

/** Needs the bundles. */
export function wholeApp(): Stack {
  const stack = newStack('Shop');
  const incidents = addHub(stack);
  const identity = { service: 'shop', environment: 'prod' };
  const slos = new SloEvaluation(stack, 'Evaluation', { incidents });
  const shop = new Observability(stack, 'Observability', { ...identity, incidents, slos });
  const place = newFunction(stack, 'Place', { functionName: 'place' });
  shop.monitor(place);
  const metric = new Metric({
    ...{ namespace: 'Shop', metricName: 'Failures', statistic: 'Sum', period: Duration.minutes(1) },
  });
  const condition = AlarmCondition.threshold({
    ...{ metric, comparison: 'GreaterThanThreshold', threshold: 5, evaluationPeriods: 1 },
  });
  shop.addAlarm('Failures', condition, { severity: 'high', summary: 'Orders fail.' });
  shop.slo('Handlers', Slo.errorRate(Sli.handlers(), { maxPercent: '0.5', longWindow: 'published' }));
  const detection = new AnomalyDetection(stack, 'Anomalies', { incidents });
  shop.detectAnomalies({ detection });
  shop.trackErrors(new ErrorTracking(stack, 'Errors', { incidents }));
  new HealthChecks(stack, 'Checks', { ...identity, checks: [HealthCheck.http('home', 'https://shop.example/')] });
  const scores = new HealthScores(stack, 'Scores', { services: [shop] });
  const analysis = new TraceAnalysis(stack, 'Traces', { incidents, logGroups: [place.logGroup] });
  new CustomWidgets(stack, 'Widgets', { services: [shop], incidents, evaluation: slos, analysis, scores });
  return stack;
}

function addHub(stack: Stack): IncidentResponse {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:key-AbCdEf';
  const routingKey = Secret.fromSecretCompleteArn(stack, 'Key', arn);
  const incidents = new IncidentResponse(stack, 'Incidents', {
    channels: [Channel.email('team@example.com'), Channel.pagerDuty('pager', { routingKey })],
  });
  const [alice, bob] = ['alice', 'bob'].map((name) => incidents.addPerson(name, { email: `${name}@example.com` }));
  if (alice && bob) incidents.addEscalation('default', { onCall: ['pager', alice], backup: bob });
  incidents.addRunbook('restart', { automation: Automation.ssmDocument('Shop-Restart', {}) });
  return incidents;
}
