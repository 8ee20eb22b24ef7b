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
  'AWS::ApiGateway::(?!RestApi$|Stage$)',
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
