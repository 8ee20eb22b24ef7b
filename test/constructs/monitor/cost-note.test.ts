import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmCondition, IncidentResponse, Observability } from '../../../lib';
import { newFunction, newStack } from '../template';

function noteOf(change: (observability: Observability) => void): string {
  const stack = newStack();
  const incidents = IncidentResponse.fromHubName('sightline');
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  observability.monitor(newFunction(stack, 'Charge'));
  change(observability);
  const infos = Annotations.fromStack(stack).findInfo('/Checkout/Observability', Match.anyValue());
  return infos.map(({ entry }) => String(entry.data)).find((text) => text.includes('a month')) ?? '';
}

test('synth says what the alarms, metrics and dashboards cost a month, and how far the prices are trusted', () => {
  const note = noteOf(() => undefined);
  // Three alarms of the function and three of the service at $0.10, one dashboard.
  expect(note).toMatch(/alarms \$0\.60\b/);
  expect(note).toMatch(/dashboards \$3\.00/);
  expect(note).toMatch(/Biggest: /);
  expect(note).toMatch(/us-east-1 in USD.*verified/);
});

test('an alarm of metric math counts each metric it reads', () => {
  const part = (metricName: string) => new Metric({ namespace: 'Shop', metricName, statistic: 'Sum' });
  const condition = AlarmCondition.rate({ of: part('Failed'), per: part('Orders'), threshold: 0.05 });
  const note = noteOf((observability) => {
    observability.addAlarm('Failing', condition, { severity: 'high', summary: 'Orders fail.' });
  });
  expect(note).toMatch(/alarms \$0\.(80|90)\b/);
});
