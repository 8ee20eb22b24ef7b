/** Stories on the catalog's alarms of a serverless app: what an on-call person would call an ordinary day, and what not. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { IncidentResponse, Observability } from '../../lib';
import { type Rehearsal, rehearse } from '../../lib/rehearsal/rehearsal';
import { newFunction, newStack } from '../constructs/template';

jest.setTimeout(60_000);

const DIRECTORY = join(__dirname, 'serverless-core');
const STORIES = readdirSync(DIRECTORY).filter((file) => file.endsWith('.scenario'));

let rehearsal: Rehearsal;
beforeAll(() => {
  rehearsal = rehearse(monitoredStack());
});

test('there are stories that fire and stories that stay quiet', () => {
  expect(STORIES.filter((file) => file.endsWith('-fires.scenario')).length).toBeGreaterThanOrEqual(6);
  expect(STORIES.filter((file) => file.endsWith('-stays-quiet.scenario')).length).toBeGreaterThanOrEqual(2);
});

test.each(STORIES)('%s', async (file) => {
  const { expectations } = await rehearsal.play(join(DIRECTORY, file));
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

function monitoredStack(): Stack {
  const stack = newStack('Shop');
  newFunction(stack, 'Charge', { timeout: Duration.seconds(10), reservedConcurrentExecutions: 100 });
  new HttpApi(stack, 'Api');
  new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  new Queue(stack, 'Work', { deadLetterQueue: { queue: new Queue(stack, 'WorkDead'), maxReceiveCount: 3 } });
  new StateMachine(stack, 'Fulfil', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')) });
  new Rule(stack, 'Nightly', { schedule: Schedule.rate(Duration.days(1)) });
  new Topic(stack, 'News');
  new Stream(stack, 'Clicks');
  const observability = new Observability(stack, 'Observability', {
    service: 'shop',
    environment: 'prod',
    incidents: IncidentResponse.fromHubName('sightline'),
  });
  expect(observability.monitorScope(stack).notCovered).toEqual([]);
  return stack;
}
