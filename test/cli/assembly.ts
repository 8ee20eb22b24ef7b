/** A small synthesized app for the tests of the command line, and its scenarios. */
import type { temporaryDirectory } from '../rehearsal/support';

const TEMPLATE = {
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    PlaceOrder: { Type: 'AWS::Lambda::Function', Properties: {} },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: { 'Fn::GetAtt': ['PlaceOrder', 'Arn'] } },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'GET /orders',
        ApiId: { Ref: 'Api' },
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    Errors: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'Errors',
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'PlaceOrder' } }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
    },
  },
};

/** Writes `cdk.out`, `quiet.scenario` (passes), `loud.scenario` (fails) and `errors.csv`. */
export function writeApp(directory: ReturnType<typeof temporaryDirectory>): void {
  directory.write('cdk.out/manifest.json', {
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.json' } } },
  });
  directory.write('cdk.out/Shop.json', TEMPLATE);
  directory.write('quiet.scenario', 'scenario A quiet night\nend 3m\nexpect quiet Errors\n');
  directory.write('loud.scenario', 'scenario A loud night\nend 3m\nexpect alarm Errors\n');
  directory.write('traffic.scenario', 'scenario Traffic\ntraffic GET /orders 2/min\nend 3m\nexpect alarm Errors\n');
  directory.write(
    'errors.csv',
    'timestamp,value\n2026-01-05 09:00:00,0\n2026-01-05 09:01:00,1\n2026-01-05 09:02:00,0\n',
  );
}
