import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmCondition } from '../../../lib/constructs/alarm/condition';
import type { AlarmContext, AlarmOptions } from '../../../lib/constructs/alarm/options';
import { renderCondition } from '../../../lib/constructs/alarm/render-condition';
import { newStack, type Properties, resources } from '../template';

export const OPTIONS: AlarmOptions = { severity: 'high', summary: 'Orders fail.' };

/** A context as Observability makes it, without anybody to tell. */
export function contextOf(more: Partial<AlarmContext> = {}): AlarmContext {
  return {
    service: 'shop',
    environment: 'test',
    actionsFor: () => ({ alarm: [], ok: [] }),
    nameOf: (id) => `shop-test-${id}`,
    ...more,
  };
}

export function metric(metricName: string, props: Partial<MetricProps> = {}): Metric {
  return new Metric({ namespace: 'Shop', metricName, statistic: 'Sum', ...props });
}

/** The alarm of a condition, and its properties in the template. */
export function render(
  condition: AlarmCondition,
  options: Partial<AlarmOptions> = {},
  scope: Construct = newStack(),
  context = contextOf(),
) {
  return renderCondition(scope, 'Orders', condition, { ...OPTIONS, ...options }, context);
}

export function propertiesOf(condition: AlarmCondition, options: Partial<AlarmOptions> = {}): Properties {
  const stack = newStack();
  render(condition, options, stack);
  return only(stack, 'AWS::CloudWatch::Alarm');
}

/** The properties of the one resource of a type. */
export function only(stack: Stack, type: string): Properties {
  const found = Object.values(resources(Template.fromStack(stack), type));
  expect(found).toHaveLength(1);
  return found[0];
}

export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
