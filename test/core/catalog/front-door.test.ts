import { APPLICATION_LOAD_BALANCER } from '../../../lib/core/catalog/application-load-balancer';
import { APPSYNC_GRAPHQL_API } from '../../../lib/core/catalog/appsync-graphql-api';
import { CERTIFICATE } from '../../../lib/core/catalog/certificate';
import { CLOUDFRONT_DISTRIBUTION } from '../../../lib/core/catalog/cloudfront-distribution';
import { COGNITO_USER_POOL, COGNITO_USER_POOL_CLIENT } from '../../../lib/core/catalog/cognito';
import { type CatalogEntry, timeToDetectSeconds } from '../../../lib/core/catalog/entry';
import { HEALTH_CHECK } from '../../../lib/core/catalog/health-check';
import { HTTP_API } from '../../../lib/core/catalog/http-api';
import { LAMBDA_TARGET_GROUP } from '../../../lib/core/catalog/lambda-target-group';
import { EntryIndex, factsOfImported, locate, type ResourceSource } from '../../../lib/core/catalog/locate';
import { LOG_GROUP } from '../../../lib/core/catalog/log-group';
import { NETWORK_LOAD_BALANCER } from '../../../lib/core/catalog/network-load-balancer';
import { propertyAt, readProperties } from '../../../lib/core/catalog/properties';
import { resolveAlarms } from '../../../lib/core/catalog/resolve';
import { REST_API, REST_API_BY_DEFINITION } from '../../../lib/core/catalog/rest-api';
import { S3_BUCKET, S3_REQUESTS } from '../../../lib/core/catalog/s3-bucket';
import { SECRETS_MANAGER } from '../../../lib/core/catalog/secrets-manager';
import { WAF_WEB_ACL, WAF_WEB_ACL_OF_CLOUDFRONT } from '../../../lib/core/catalog/waf-web-acl';
import { WEBSOCKET_API } from '../../../lib/core/catalog/websocket-api';
import { pages } from '../../../lib/core/incident/severity';

const ENTRIES: readonly CatalogEntry[] = [
  REST_API,
  REST_API_BY_DEFINITION,
  HTTP_API,
  WEBSOCKET_API,
  APPSYNC_GRAPHQL_API,
  CLOUDFRONT_DISTRIBUTION,
  COGNITO_USER_POOL_CLIENT,
  COGNITO_USER_POOL,
  APPLICATION_LOAD_BALANCER,
  LAMBDA_TARGET_GROUP,
  NETWORK_LOAD_BALANCER,
  WAF_WEB_ACL,
  WAF_WEB_ACL_OF_CLOUDFRONT,
  CERTIFICATE,
  HEALTH_CHECK,
  S3_BUCKET,
  S3_REQUESTS,
  SECRETS_MANAGER,
  LOG_GROUP,
];
/** Published once or twice a day: nothing finds them sooner. */
const SLOW = [CERTIFICATE];

describe.each(ENTRIES.map((entry) => [entry.title, entry] as const))('%s', (_, entry) => {
  const drawn = entry.graphs.flatMap(({ left, right = [] }) => [...left, ...right]);

  test('names only metrics that it has, and draws each of them', () => {
    const used = [...entry.alarms, ...drawn].map(({ metric }) => metric);
    expect(new Set(used)).toEqual(new Set(Object.keys(entry.metrics)));
  });

  test('draws what it alarms on, with the same statistic', () => {
    for (const { metric, statistic } of entry.alarms) {
      expect(drawn).toContainEqual(expect.objectContaining({ metric, statistic }));
    }
  });

  test('has no more than four graphs, and not two of one title', () => {
    const titles = entry.graphs.map(({ title }) => title);
    expect(titles.length).toBeLessThanOrEqual(4);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('has every alarm on its sample', () => {
    expect(alarmsOf(entry).map(({ id }) => id)).toEqual(entry.alarms.map(({ id }) => id));
  });

  test('has alarms with ids of their own, windows that CloudWatch takes, and words for people', () => {
    expect(new Set(entry.alarms.map(({ id }) => id)).size).toBe(entry.alarms.length);
    for (const alarm of entry.alarms) {
      expect(alarm.id).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(alarm.periodSeconds % 60).toBe(0);
      expect(alarm.datapointsToAlarm).toBeLessThanOrEqual(alarm.evaluationPeriods);
      expect(timeToDetectSeconds(alarm)).toBeLessThanOrEqual(SLOW.includes(entry) ? 86_400 : 300);
      expect(alarm.role).toBe(pages(alarm.severity) ? 'page' : 'ticket');
      expect(alarm.summary).toMatch(/^[^.]*\{resource\}[^.]*\.$/);
      expect(alarm.reason.length).toBeGreaterThan(40);
      expect(alarm.runbook.length).toBeGreaterThan(0);
      for (const step of alarm.runbook) expect(step).toMatch(/^[A-Z].*[.?]$/);
    }
  });
});

test('titles are unique, so no entry hides another', () => {
  expect(new Set(ENTRIES.map(({ title }) => title)).size).toBe(ENTRIES.length);
});

/** As the AWS page named at each entry lists them: another set is another metric, which nobody publishes. */
const REGIONAL_ACL = { WebACL: 'checkout', Rule: 'ALL', Region: 'eu-west-1' };
const PUBLISHED: readonly [CatalogEntry, Record<string, Record<string, string>>][] = [
  [REST_API, { default: { ApiName: 'checkout' } }],
  [REST_API_BY_DEFINITION, { default: { ApiName: 'checkout' } }],
  [HTTP_API, { default: { ApiId: 'ref' } }],
  [WEBSOCKET_API, { default: { ApiId: 'ref' } }],
  [APPSYNC_GRAPHQL_API, { default: { GraphQLAPIId: 'att:ApiId' } }],
  [CLOUDFRONT_DISTRIBUTION, { default: { DistributionId: 'ref', Region: 'Global' } }],
  [COGNITO_USER_POOL_CLIENT, { default: { UserPool: 'us-east-1_example', UserPoolClient: 'ref' } }],
  [
    COGNITO_USER_POOL,
    {
      default: { UserPool: 'ref', UserPoolClient: 'Admin' },
      unknownClient: { UserPool: 'ref', UserPoolClient: 'Invalid' },
      risk: { Operation: 'SignIn', UserPoolId: 'ref' },
      highRisk: { Operation: 'SignIn', RiskLevel: 'high', UserPoolId: 'ref' },
    },
  ],
  [APPLICATION_LOAD_BALANCER, { default: { LoadBalancer: 'att:LoadBalancerFullName' } }],
  [LAMBDA_TARGET_GROUP, { default: { TargetGroup: 'att:TargetGroupFullName' } }],
  [NETWORK_LOAD_BALANCER, { default: { LoadBalancer: 'att:LoadBalancerFullName' } }],
  [WAF_WEB_ACL, { default: REGIONAL_ACL }],
  [WAF_WEB_ACL_OF_CLOUDFRONT, { default: { WebACL: 'checkout', Rule: 'ALL' } }],
  [CERTIFICATE, { default: { CertificateArn: 'ref' } }],
  [HEALTH_CHECK, { default: { HealthCheckId: 'ref' } }],
  [
    S3_BUCKET,
    {
      default: { BucketName: 'ref', StorageType: 'AllStorageTypes' },
      standard: { BucketName: 'ref', StorageType: 'StandardStorage' },
    },
  ],
  [S3_REQUESTS, { default: { BucketName: 'ref', FilterId: 'EntireBucket' } }],
  [LOG_GROUP, { default: { LogGroupName: 'ref' } }],
];
test.each(PUBLISHED.map(([entry, sets]) => [entry.title, entry, sets] as const))(
  'reads the dimensions of %s exactly as AWS publishes them',
  (_, entry, dimensions) => {
    const located = locate(entry, source(entry.type, entry.sample.properties));
    expect(located.map((found) => found.dimensions)).toEqual([dimensions]);
  },
);

test.each<[string, string, Record<string, unknown>, string[]]>([
  ['an API without a protocol', 'AWS::ApiGatewayV2::Api', { Body: {} }, ['HTTP API']],
  ['an HTTP API', 'AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }, ['HTTP API']],
  ['a WebSocket API', 'AWS::ApiGatewayV2::Api', { protocolType: 'WEBSOCKET' }, ['WebSocket API']],
  ['a named REST API', 'AWS::ApiGateway::RestApi', { Name: 'a', Body: { info: { title: 'b' } } }, ['REST API']],
  [
    'a REST API without a name',
    'AWS::ApiGateway::RestApi',
    { Body: { info: { title: 'b' } } },
    ['REST API named by its definition'],
  ],
  ['a load balancer that says no type', 'AWS::ElasticLoadBalancingV2::LoadBalancer', {}, ['Application Load Balancer']],
  ['a network one', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network' }, ['Network Load Balancer']],
  ['a gateway one', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'gateway' }, []],
  [
    'a target group of functions',
    'AWS::ElasticLoadBalancingV2::TargetGroup',
    { TargetType: 'lambda' },
    ['Lambda target group'],
  ],
  ['a target group of addresses', 'AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip' }, []],
  ['a regional web ACL', 'AWS::WAFv2::WebACL', { Scope: 'REGIONAL' }, ['WAF web ACL']],
  ['a global web ACL', 'AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' }, ['WAF web ACL of CloudFront']],
  [
    'a web ACL that publishes nothing',
    'AWS::WAFv2::WebACL',
    { Scope: 'REGIONAL', VisibilityConfig: { CloudWatchMetricsEnabled: false } },
    [],
  ],
  ['a health check', 'AWS::Route53::HealthCheck', { HealthCheckConfig: {} }, ['Route 53 health check']],
  ['a disabled health check', 'AWS::Route53::HealthCheck', { HealthCheckConfig: { Disabled: 'true' } }, []],
])('takes %s as what it is', (_, type, properties, titles) => {
  const found = new EntryIndex(ENTRIES).of(type, readProperties(properties));
  expect(found.map(({ title }) => title)).toEqual(titles);
});

test('has nothing to watch where a REST API says its name nowhere', () => {
  const inBucket = source('AWS::ApiGateway::RestApi', { BodyS3Location: { Bucket: 'b', Key: 'k' } });
  expect(locate(REST_API_BY_DEFINITION, inBucket)).toEqual([]);
});

test('watches the requests of a bucket by metrics configuration, and not at all without one', () => {
  const two = source('AWS::S3::Bucket', { metricsConfigurations: [{ id: 'All' }, { id: 'Images', prefix: 'i/' }] });
  expect(locate(S3_REQUESTS, two)).toMatchObject([
    { item: 'All', dimensions: { default: { BucketName: 'ref', FilterId: 'All' } } },
    { item: 'Images', dimensions: { default: { BucketName: 'ref', FilterId: 'Images' } } },
  ]);
  expect(locate(S3_REQUESTS, source('AWS::S3::Bucket', {}))).toEqual([]);
});

test.each([
  ['OFF', []],
  ['AUDIT', ['AccountTakeoverRisk']],
  ['ENFORCED', ['AccountTakeoverRisk']],
  [{ Ref: 'Mode' }, []],
  [undefined, []],
])('alarms on risky sign-ins where Cognito judges them: %p', (mode, ids) => {
  const properties = { UserPoolAddOns: { AdvancedSecurityMode: mode } };
  expect(alarmsOf(COGNITO_USER_POOL, properties).map(({ id }) => id)).toEqual(ids);
});

test.each([
  ['STANDARD', 1],
  [undefined, 1],
  [{ Ref: 'Class' }, 1],
  ['INFREQUENT_ACCESS', undefined],
  ['DELIVERY', undefined],
])('alarms on dropped metrics where the log class extracts them: %p', (logClass, threshold) => {
  expect(alarmsOf(LOG_GROUP, { LogGroupClass: logClass })[0]?.threshold).toBe(threshold);
});

test('takes imported resources, of which nothing else is known, with the alarms that need no facts', () => {
  expect(factsOfImported(LOG_GROUP)).toEqual({ extractsMetrics: true });
  expect(factsOfImported(COGNITO_USER_POOL)).toEqual({ threatProtection: false });
});

test.each<[CatalogEntry, string, string]>([
  [REST_API, 'ServerErrors', 'checkout answers 5 % of its requests or more with a server error (5XX).'],
  [HTTP_API, 'ServerErrors', 'checkout answers 5 or more requests a minute with a server error (5xx).'],
  [HTTP_API, 'Latency', 'checkout takes 3 s or longer to answer (p99).'],
  [CLOUDFRONT_DISTRIBUTION, 'ServerErrors', 'checkout answers 5 % of its requests or more with a server error (5xx).'],
  [APPLICATION_LOAD_BALANCER, 'Latency', 'The targets of checkout take 3 s or longer to answer (p99).'],
  [CERTIFICATE, 'NotRenewed', 'checkout ends in 30 days or less and has not been renewed.'],
])('says thresholds in their unit (%#)', (entry, id, summary) => {
  expect(alarmsOf(entry).find((alarm) => alarm.id === id)?.summary).toBe(summary);
});

function alarmsOf<Facts>(entry: CatalogEntry<Facts>, properties = entry.sample.properties) {
  const { dimensions = {}, facts } = entry.sample;
  const [located] = entry.resource
    ? locate(entry, source(entry.type, properties))
    : [{ dimensions, facts: facts as Facts }];
  return located ? resolveAlarms(entry, { label: 'checkout', namespace: 'Sightline', ...located }) : [];
}

function source(type: string, properties: unknown): ResourceSource {
  const text = (path: string) => {
    const found = propertyAt(properties, path);
    return typeof found === 'string' ? found : undefined;
  };
  return {
    type,
    properties,
    account: '123456789012',
    region: 'eu-west-1',
    ref: () => 'ref',
    attribute: (name) => `att:${name}`,
    text,
    part: (whole, separator, at) => whole.split(separator)[at] ?? '',
    target: () => undefined,
  };
}
