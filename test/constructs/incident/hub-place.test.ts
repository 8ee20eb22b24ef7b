import { type App, Annotations as Notes, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AnomalyDetection,
  ErrorTracking,
  type IIncidentResponse,
  IncidentResponse,
  Observability,
  SloEvaluation,
  TraceAnalysis,
} from '../../../lib';
import { newApp } from '../template';
import { newHub } from './hub-template';

const ACCOUNT = '111111111111';
const HERE = { account: ACCOUNT, region: 'us-east-1' };
const ID = 'sightline:hubElsewhere';

type Env = StackProps['env'];
type Joined = readonly [stack: Stack, incidents: IIncidentResponse];

const observed = (...[stack, incidents]: Joined) => {
  const observability = new Observability(stack, 'Observability', { service: 'shop', environment: 'prod', incidents });
  observability.monitor(new Bucket(stack, 'Files'));
};

/** A hub in one stack, and another that joins it. */
function joining(hubEnv: Env | undefined, env: Env | undefined, join = observed): Stack {
  const app = newApp();
  const hub = newHub({}, new Stack(app, 'Hub', { env: hubEnv }));
  const stack = new Stack(app, 'Shop', { env });
  join(stack, hub);
  return stack;
}

const synth = (stack: Stack) => () => (stack.node.root as App).synth();

const ELSEWHERE =
  /The stack 'Shop' \(111111111111, eu-west-1\) joins the hub 'sightline' of the stack 'Hub' \(111111111111, us-east-1\): a hub hears its own account and Region only/;

describe('a hub in another place', () => {
  test.each<[string, (...joined: Joined) => void]>([
    ['Observability', observed],
    ['SloEvaluation', (stack, incidents) => void new SloEvaluation(stack, 'Slos', { incidents })],
    ['ErrorTracking', (stack, incidents) => void new ErrorTracking(stack, 'Errors', { incidents })],
    ['TraceAnalysis', (stack, incidents) => void new TraceAnalysis(stack, 'Traces', { incidents })],
    ['AnomalyDetection', (stack, incidents) => void new AnomalyDetection(stack, 'Anomalies', { incidents })],
  ])('%s of another Region fails at synth', (_name, join) => {
    expect(synth(joining(HERE, { ...HERE, region: 'eu-west-1' }, join))).toThrow(ELSEWHERE);
  });

  test('another account fails at synth, too', () => {
    expect(synth(joining(HERE, { ...HERE, account: '222222222222' }))).toThrow(
      /'Shop' \(222222222222, us-east-1\) joins/,
    );
  });

  test('a Region that differs is enough where no account is known', () => {
    expect(synth(joining({ region: 'us-east-1' }, { region: 'eu-west-1' }))).toThrow(/unknown account, eu-west-1/);
  });

  test('several that join it from one stack are one error', () => {
    const stack = joining(HERE, { ...HERE, region: 'eu-west-1' }, (one, incidents) => {
      new TraceAnalysis(one, 'Traces', { incidents });
      new AnomalyDetection(one, 'Anomalies', { incidents });
    });
    expect(stack.node.validate()).toEqual([expect.stringMatching(ELSEWHERE)]);
  });

  test('whoever forwards the events acknowledges it', () => {
    const stack = joining(HERE, { ...HERE, region: 'eu-west-1' });
    Notes.of(stack).acknowledgeWarning(ID, 'a rule forwards them');
    expect(synth(stack)).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('/Shop', Match.stringLikeRegexp(ID));
  });
});

describe('a place that is not known', () => {
  test.each([
    ['the hub has no env', undefined, HERE],
    ['the service has no env', HERE, undefined],
    ['one says its Region only', HERE, { region: 'us-east-1' }],
  ])('is warned of where %s', (_why, hubEnv, env) => {
    const stack = joining(hubEnv, env);
    expect(synth(stack)).not.toThrow();
    Annotations.fromStack(stack).hasWarning('/Shop', Match.stringLikeRegexp(`joins the hub.*same 'env'.*${ID}`));
  });

  test('can be acknowledged', () => {
    const stack = joining(undefined, HERE);
    Notes.of(stack).acknowledgeWarning(ID, 'both are deployed to one account');
    expect(synth(stack)).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('/Shop', Match.stringLikeRegexp(ID));
  });
});

describe('nothing is said', () => {
  const silent = (stack: Stack) => {
    expect(synth(stack)).not.toThrow();
    Annotations.fromStack(stack).hasNoWarning('/Shop', Match.stringLikeRegexp(ID));
  };

  test('where both are in one place', () => silent(joining(HERE, HERE)));
  test('where no stack has an env', () => silent(joining(undefined, undefined)));
  test('of a hub that is joined by its name', () =>
    silent(
      joining(HERE, { ...HERE, region: 'eu-west-1' }, (stack) =>
        observed(stack, IncidentResponse.fromHubName('sightline')),
      ),
    ));
});
