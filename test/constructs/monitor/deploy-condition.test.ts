import { Aspects, CfnCondition, CfnResource, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Observability } from '../../../lib';
import { newApp, newStack } from '../template';

const observe = (scope: Construct, service = 'checkout') =>
  new Observability(scope, 'Observability', { service, environment: 'prod' });

const conditionIn = (stack: Stack) =>
  new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'eu-west-1') });

function conditionalQueue(stack: Stack): CfnQueue {
  const queue = new CfnQueue(stack, 'Queue');
  queue.cfnOptions.condition = conditionIn(stack);
  return queue;
}

const REASON =
  /'Checkout\/Queue' is deployed only where its condition 'IsProd' holds.* decide in code whether to create it/;

describe('a resource under a condition', () => {
  test('is refused by monitor: alarms and dashboards would refer to what may not be there', () => {
    const stack = newStack();
    const obs = observe(stack);
    expect(() => obs.monitor(conditionalQueue(stack))).toThrow(REASON);
    expect(obs.createdAlarms()).toEqual([]);
  });

  test('is named by monitorScope as not covered, and nothing in the template refers to it', () => {
    const stack = newStack();
    conditionalQueue(stack);
    const { notCovered } = observe(stack).monitorScope(stack);
    expect(notCovered).toMatchObject([{ path: 'Checkout/Queue', reason: expect.stringMatching(REASON) }]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('Queue.QueueName');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('its condition .IsProd. holds'));
  });

  test('is refused as the dead-letter queue of one that is monitored', () => {
    const stack = newStack();
    const dlq = conditionalQueue(stack);
    const source = new CfnQueue(stack, 'Source', {
      redrivePolicy: { deadLetterTargetArn: dlq.attrArn, maxReceiveCount: 3 },
    });
    expect(() => observe(stack).monitor(source)).toThrow(REASON);
  });

  test('by an override is refused, too', () => {
    const stack = newStack();
    const queue = new CfnQueue(stack, 'Queue');
    queue.addOverride('Condition', conditionIn(stack).node.id);
    expect(() => observe(stack).monitor(queue)).toThrow(REASON);
  });

  test('that it got after it was monitored fails the synth', () => {
    const stack = newStack();
    const queue = new Queue(stack, 'Queue');
    observe(stack).monitor(queue);
    (queue.node.defaultChild as CfnQueue).cfnOptions.condition = conditionIn(stack);
    expect(() => Template.fromStack(stack)).toThrow(/only where its condition 'IsProd' holds/);
  });

  test('that an Aspect gives to the whole stack is fine: they come and go together', () => {
    const stack = newStack();
    observe(stack).monitor(new Queue(stack, 'Queue'));
    const condition = conditionIn(stack);
    Aspects.of(stack).add({
      visit: (node) => {
        if (CfnResource.isCfnResource(node)) node.cfnOptions.condition = condition;
      },
    });
    const all = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Condition?: string }>);
    expect(all.map(({ Condition }) => Condition)).toEqual(all.map(() => 'IsProd'));
  });
});

describe('a nested stack under a condition', () => {
  const nestedIn = (stack: Stack) => {
    const nested = new NestedStack(stack, 'Part');
    (nested.nestedStackResource as CfnResource).cfnOptions.condition = conditionIn(stack);
    return nested;
  };

  test('keeps its resources from an Observability outside', () => {
    const stack = newStack();
    const queue = new Queue(nestedIn(stack), 'Queue');
    expect(() => observe(stack).monitor(queue)).toThrow(
      /'Checkout\/Part\/Queue' is deployed only where the condition 'IsProd' of 'Checkout\/Part.NestedStack\/.*' holds/,
    );
  });

  test('has them monitored by an Observability of its own', () => {
    const stack = new Stack(newApp(), 'Checkout');
    const nested = nestedIn(stack);
    observe(stack);
    observe(nested, 'checkout-extras').monitor(new Queue(nested, 'Queue'));
    Template.fromStack(nested).resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});
