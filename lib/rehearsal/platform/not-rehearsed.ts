/** What the templates hold and the platform does not play is named with the reason, so that silence is never mistaken for calm. */
import type { Resource } from '../templates';
import type { World } from '../world';

/**
 * Reads resources one by one. One that cannot be read, such as for an intrinsic function that nothing here can resolve,
 * is named as not rehearsed; the others play.
 */
export function readEach<T>(
  world: Pick<World, 'notRehearsed'>,
  resources: readonly Resource[],
  what: string,
  read: (resource: Resource) => readonly T[],
): T[] {
  return resources.flatMap((resource) => {
    try {
      return read(resource);
    } catch (error) {
      world.notRehearsed.set(resource.path, `${what}: ${(error as Error).message}`);
      return [];
    }
  });
}

const BY_SCENARIO = 'its metrics come only from what a scenario writes';
const NOT_RUN = 'what it does is not simulated';

/** Types that carry signals in AWS, or act on them, and that nothing here simulates. Plain infrastructure is not listed. */
const TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': `REST API: ${BY_SCENARIO}`,
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'scaling policy: nothing is scaled',
  'AWS::ApplicationSignals::ServiceLevelObjective': 'Application Signals SLO: it is not evaluated',
  'AWS::AppSync::GraphQLApi': `GraphQL API: ${BY_SCENARIO}`,
  'AWS::AutoScaling::ScalingPolicy': 'scaling policy: nothing is scaled',
  'AWS::Budgets::Budget': 'budget: it alerts nobody here',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'chat channel: messages of its topics are not posted',
  'AWS::Chatbot::SlackChannelConfiguration': 'chat channel: messages of its topics are not posted',
  'AWS::CloudFront::Distribution': `distribution: ${BY_SCENARIO}`,
  'AWS::CloudWatch::InsightRule': 'Contributor Insights rule: it counts nothing here',
  'AWS::CloudWatch::MetricStream': 'metric stream: nothing is streamed',
  'AWS::CodePipeline::Pipeline': `pipeline: ${NOT_RUN}`,
  'AWS::Config::ConfigRule': 'Config rule: it is not evaluated',
  'AWS::DevOpsGuru::NotificationChannel': 'DevOps Guru: it finds nothing here',
  'AWS::DocDB::DBCluster': `database: ${BY_SCENARIO}`,
  'AWS::EC2::Instance': `instance: ${BY_SCENARIO}`,
  'AWS::ECS::Service': `service: ${BY_SCENARIO}`,
  'AWS::ElastiCache::ReplicationGroup': `cache: ${BY_SCENARIO}`,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': `load balancer: ${BY_SCENARIO}`,
  'AWS::Events::Archive': 'event archive: nothing is replayed',
  'AWS::Events::Endpoint': 'global endpoint: there is one region',
  'AWS::GuardDuty::Detector': 'GuardDuty: it finds nothing here',
  'AWS::IoT::TopicRule': `IoT rule: ${NOT_RUN}`,
  'AWS::Kinesis::Stream': `stream: ${NOT_RUN}`,
  'AWS::KinesisFirehose::DeliveryStream': `delivery stream: ${NOT_RUN}`,
  'AWS::Logs::AccountPolicy': 'account-wide log policy: it applies to no log group here',
  'AWS::Logs::Delivery': 'log delivery: nothing is delivered',
  'AWS::Logs::LogAnomalyDetector': 'log anomaly detector: it finds nothing here',
  'AWS::Logs::Transformer': 'log transformer: log events stay as they are written',
  'AWS::MSK::Cluster': `Kafka cluster: ${NOT_RUN}`,
  'AWS::AmazonMQ::Broker': `message broker: ${NOT_RUN}`,
  'AWS::Pipes::Pipe': `pipe: ${NOT_RUN}`,
  'AWS::RDS::DBCluster': `database: ${BY_SCENARIO}`,
  'AWS::RDS::DBInstance': `database: ${BY_SCENARIO}`,
  'AWS::RUM::AppMonitor': `app monitor: ${BY_SCENARIO}`,
  'AWS::S3::Bucket': '',
  'AWS::SES::ReceiptRule': 'receipt rule: no mail comes in',
  'AWS::SSMContacts::Contact': 'contact: nobody is engaged',
  'AWS::SSMIncidents::ResponsePlan': 'response plan: no incident of Incident Manager is opened',
  'AWS::Serverless::Api': 'SAM resource: expand the SAM transform first',
  'AWS::Serverless::Function': 'SAM resource: expand the SAM transform first',
  'AWS::Serverless::HttpApi': 'SAM resource: expand the SAM transform first',
  'AWS::Serverless::StateMachine': 'SAM resource: expand the SAM transform first',
  'AWS::StepFunctions::StateMachine': `state machine: ${NOT_RUN}`,
  'AWS::Synthetics::Canary': `canary: ${BY_SCENARIO}`,
  'AWS::XRay::Group': 'X-Ray group: traces are not simulated',
  'Custom::S3BucketNotifications': 'bucket notifications: no object is written',
  'Fn::ForEach': 'loop of the language extensions: write out the resources',
  'Fn::Transform': 'macro: write out the resources',
};

/** Names every resource of a type that nothing here simulates, and those that are left out by a condition in doubt. */
export function nameUnsimulated({ templates, notRehearsed }: Pick<World, 'templates' | 'notRehearsed'>): void {
  for (const resource of templates.ofType(...Object.keys(TYPES))) {
    const reason = resource.type === 'AWS::S3::Bucket' ? bucketReason(resource) : TYPES[resource.type];
    if (reason) notRehearsed.set(resource.path, reason);
  }
  for (const { type, path } of templates.resources) {
    if (type.endsWith('::MODULE')) notRehearsed.set(path, 'module: write out the resources');
  }
  for (const { path, reason } of templates.undecided) {
    if (!notRehearsed.has(path)) notRehearsed.set(path, `left out: ${reason}`);
  }
  for (const resource of templates.ofType('AWS::CloudFormation::Stack')) {
    const isRead = templates.assembly.stacks.some(
      ({ parent }) => parent?.stackName === resource.stackName && parent.logicalId === resource.logicalId,
    );
    if (!isRead) notRehearsed.set(resource.path, 'nested stack: its template is not a file of the assembly');
  }
}

/** A bucket is plain infrastructure until it notifies somebody. */
function bucketReason(bucket: Resource): string | undefined {
  try {
    return bucket.properties.NotificationConfiguration === undefined
      ? undefined
      : 'bucket notifications: no object is written';
  } catch (error) {
    return `bucket: ${(error as Error).message}`;
  }
}
