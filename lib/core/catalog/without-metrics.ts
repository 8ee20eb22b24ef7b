/**
 * Resource types that CloudWatch publishes no metrics of, or that are watched through another resource: permissions,
 * parts of an API, subscriptions, networks, what exists at deploys only. Patterns of CloudFormation types.
 */
const WITHOUT_METRICS = [
  'AWS::(IAM|CDK|CloudFormation|CloudWatch|SSM|ServiceDiscovery|Signer|RAM|Config|AccessAnalyzer)::',
  'AWS::Lambda::(Permission|LayerVersion|LayerVersionPermission|CodeSigningConfig|Version|Alias)$',
  // Counts of its own only with MetricsConfig; otherwise its function and its source tell.
  'AWS::Lambda::EventSourceMapping$',
  'AWS::Logs::(LogStream|MetricFilter|SubscriptionFilter|QueryDefinition|ResourcePolicy|LogGroup|LogAnomalyDetector)$',
  'AWS::ApiGateway::(?!RestApi$)',
  'AWS::ApiGatewayV2::(?!Api$)',
  'AWS::AppSync::(?!GraphQLApi$|Api$)',
  'AWS::(SQS::QueuePolicy|SQS::QueueInlinePolicy|SNS::TopicPolicy|SNS::TopicInlinePolicy|SNS::Subscription|S3::BucketPolicy)$',
  'AWS::Events::(EventBusPolicy|Archive|Connection|ApiDestination)$',
  'AWS::StepFunctions::(StateMachineVersion|StateMachineAlias)$',
  'AWS::EC2::(?!Instance$|NatGateway$|VPNConnection$)',
  'AWS::ElasticLoadBalancingV2::(Listener|ListenerRule|ListenerCertificate|TrustStore)',
  'AWS::CloudFront::(?!Distribution$|Function$)',
  'AWS::Cognito::(?!UserPool$|UserPoolClient$)',
  'AWS::RDS::(DBSubnetGroup|DBParameterGroup|DBClusterParameterGroup|OptionGroup|DBProxyTargetGroup|EventSubscription)$',
  'AWS::(ElastiCache|DocDB|Redshift|Neptune|MemoryDB|DAX)::.*(SubnetGroup|ParameterGroup|User|UserGroup)$',
  'AWS::SecretsManager::(Secret|SecretTargetAttachment|RotationSchedule|ResourcePolicy)$',
  'AWS::KMS::(Key|Alias)$',
  'AWS::(Route53::(HostedZone|RecordSet|RecordSetGroup)|Scheduler::Schedule)$',
  'AWS::(ECS::(TaskDefinition|ClusterCapacityProviderAssociations|CapacityProvider)|ECR::RepositoryPolicy)',
  'AWS::ApplicationAutoScaling::',
  'AWS::Serverless::(LayerVersion|Connector)$',
  'AWS::AutoScaling::(LaunchConfiguration|ScalingPolicy|LifecycleHook|ScheduledAction)$',
  'AWS::(WAFv2::(WebACLAssociation|IPSet|RegexPatternSet|LoggingConfiguration|RuleGroup)|XRay::|ApplicationSignals::)',
  'AWS::OpenSearchServerless::(?!Collection$)',
  'AWS::Kinesis::ResourcePolicy$',
  'AWS::Glue::(?!Job$)',
  'AWS::CodeBuild::(ReportGroup|SourceCredential)$',
  'Custom::',
].map((pattern) => new RegExp(`^${pattern}`));

/** Whether nothing is missed where a resource of this type is not monitored. */
export function isWithoutMetrics(type: string): boolean {
  return WITHOUT_METRICS.some((pattern) => pattern.test(type));
}

/**
 * What CDK itself adds for its custom resources: by the ids that it gives them, most of which end in a UUID, and by the
 * logical ids that are made of those, with their eight digits.
 */
const DEPLOY_HELPER =
  /(^|\/)([^/]*CustomResourceProvider(Handler[0-9A-F]{8})?|[^/]*framework-?(on(Event|Timeout)|isComplete)([0-9A-F]{8})?|[^/]*waiter-?state-?machine([0-9A-F]{8})?|[^/]*[0-9a-f]{32}([0-9A-F]{8})?)(\/|$)/i;

/** Whether a resource runs at deploys only, for a custom resource of CDK. */
export function isDeployHelper(path: string): boolean {
  return DEPLOY_HELPER.test(path);
}
