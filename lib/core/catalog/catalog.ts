import { HEALTH_CHECKS } from '../health/alarms';
import { SLO_EVALUATION } from '../slo/alarms';
import { AMPLIFY_APP } from './amplify-app';
import { APP_RUNNER_SERVICE } from './app-runner-service';
import { APPLICATION_LOAD_BALANCER } from './application-load-balancer';
import { APPSYNC_GRAPHQL_API } from './appsync-graphql-api';
import { AUTO_SCALING_GROUP, AUTO_SCALING_GROUP_SIZE } from './auto-scaling-group';
import { BACKUP_VAULT } from './backup-vault';
import { BATCH_JOB_QUEUE } from './batch-job-queue';
import { BEDROCK_GUARDRAIL, BEDROCK_MODEL } from './bedrock';
import { BILLING } from './billing';
import { CERTIFICATE } from './certificate';
import { CLOUDFRONT_DISTRIBUTION } from './cloudfront-distribution';
import { CODEBUILD_PROJECT } from './codebuild-project';
import { CODEPIPELINE_PIPELINE } from './codepipeline-pipeline';
import { COGNITO_USER_POOL, COGNITO_USER_POOL_CLIENT } from './cognito';
import { DOCDB_CLUSTER } from './docdb-cluster';
import { DYNAMODB_ACCOUNT } from './dynamodb-account';
import { DYNAMODB_INDEX } from './dynamodb-index';
import { DYNAMODB_TABLE } from './dynamodb-table';
import { EC2_BURSTABLE_INSTANCE, EC2_INSTANCE } from './ec2-instance';
import { ECR_REPOSITORY } from './ecr-repository';
import { ECS_CLUSTER, ECS_SERVICE } from './ecs';
import { EFS_FILE_SYSTEM } from './efs-file-system';
import { EKS_CLUSTER } from './eks-cluster';
import { ELASTICACHE_CLUSTER, MEMCACHED_CLUSTER } from './elasticache-cluster';
import { ELASTICACHE_REPLICATION_GROUP, ELASTICACHE_SHARDED_GROUP } from './elasticache-replication-group';
import type { CatalogEntry } from './entry';
import { EVENT_BUS } from './event-bus';
import { EVENT_PIPE } from './event-pipe';
import { EVENT_BUS_RULE, EVENT_RULE } from './event-rule';
import { SCHEDULE, SCHEDULE_GROUP } from './event-scheduler';
import { EXPRESS_STATE_MACHINE } from './express-state-machine';
import { FIREHOSE_TO_HTTP, FIREHOSE_TO_OPENSEARCH, FIREHOSE_TO_S3, FIREHOSE_TO_SPLUNK } from './firehose';
import { FLINK_APPLICATION } from './flink-application';
import { FLUENT_BIT } from './fluent-bit';
import { GLUE_JOB } from './glue-job';
import { HEALTH_CHECK } from './health-check';
import { HTTP_API } from './http-api';
import { HUB_METRICS } from './hub-metrics';
import { HUB_PLATFORM } from './hub-platform';
import { IMAGE_SCANS } from './image-scans';
import { INCIDENT_RESPONSE } from './incident-response';
import { KINESIS_CONSUMER } from './kinesis-consumer';
import { KINESIS_STREAM } from './kinesis-stream';
import { KMS_KEY } from './kms-key';
import { LAMBDA_ALIAS, LAMBDA_VERSION } from './lambda-alias';
import { LAMBDA_INVOKE_CONFIG } from './lambda-async';
import { LAMBDA_CONCURRENCY } from './lambda-concurrency';
import { LAMBDA_FUNCTION } from './lambda-function';
import { LAMBDA_KAFKA_MAPPING } from './lambda-kafka-mapping';
import { LAMBDA_MAPPING_COUNTS } from './lambda-mapping-counts';
import { LAMBDA_STREAM_MAPPING } from './lambda-stream-mapping';
import { LAMBDA_TARGET_GROUP } from './lambda-target-group';
import { LAMBDA_URL } from './lambda-url';
import { LOG_GROUP } from './log-group';
import { MSK_CLUSTER } from './msk-cluster';
import { NAT_GATEWAY } from './nat-gateway';
import { NETWORK_LOAD_BALANCER } from './network-load-balancer';
import { OPENSEARCH_COLLECTION } from './opensearch-collection';
import { OPENSEARCH_DOMAIN } from './opensearch-domain';
import { RDS_CLUSTER } from './rds-cluster';
import { RDS_INSTANCE } from './rds-instance';
import { RDS_PROXY } from './rds-proxy';
import { REDSHIFT_CLUSTER } from './redshift-cluster';
import { REST_API, REST_API_BY_DEFINITION } from './rest-api';
import { RUN_RUNBOOK } from './run-runbook';
import { S3_BUCKET, S3_REQUESTS } from './s3-bucket';
import { SECRETS_MANAGER } from './secrets-manager';
import { SERVICE_HANDLER } from './service-handler';
import { API_RATE_QUOTA, SERVICE_QUOTA } from './service-quota';
import { SES_ACCOUNT, SES_CONFIGURATION_SET } from './ses';
import { SNS_SUBSCRIPTION, SNS_TOPIC } from './sns-topic';
import { SQS_QUEUE } from './sqs-queue';
import { STATE_MACHINE } from './state-machine';
import { STEP_FUNCTIONS_ACTIVITY } from './step-functions-activity';
import { STEP_FUNCTIONS_INTEGRATION, STEP_FUNCTIONS_LAMBDA_TASK } from './step-functions-task';
import { STEP_FUNCTIONS_TRANSITIONS } from './step-functions-transitions';
import { SYNTHETICS_CANARY } from './synthetics-canary';
import { TRANSFER_SERVER } from './transfer-server';
import { VPN_CONNECTION } from './vpn-connection';
import { WAF_WEB_ACL, WAF_WEB_ACL_OF_CLOUDFRONT } from './waf-web-acl';
import { WEBSOCKET_API } from './websocket-api';

/** Everything Sightline knows to monitor: by family, what serverless services are made of first. */
export const CATALOG: readonly CatalogEntry[] = [
  SERVICE_HANDLER,
  HEALTH_CHECKS,
  SLO_EVALUATION,
  INCIDENT_RESPONSE,
  HUB_PLATFORM,
  HUB_METRICS,
  RUN_RUNBOOK,
  SYNTHETICS_CANARY,
  LAMBDA_FUNCTION,
  LAMBDA_INVOKE_CONFIG,
  LAMBDA_ALIAS,
  LAMBDA_VERSION,
  LAMBDA_CONCURRENCY,
  STATE_MACHINE,
  EXPRESS_STATE_MACHINE,
  APP_RUNNER_SERVICE,
  BATCH_JOB_QUEUE,
  BEDROCK_GUARDRAIL,
  BEDROCK_MODEL,
  ECR_REPOSITORY,
  ECS_CLUSTER,
  ECS_SERVICE,
  EKS_CLUSTER,
  GLUE_JOB,
  STEP_FUNCTIONS_LAMBDA_TASK,
  STEP_FUNCTIONS_ACTIVITY,
  STEP_FUNCTIONS_INTEGRATION,
  STEP_FUNCTIONS_TRANSITIONS,
  LAMBDA_URL,
  AMPLIFY_APP,
  APPSYNC_GRAPHQL_API,
  APPLICATION_LOAD_BALANCER,
  CLOUDFRONT_DISTRIBUTION,
  COGNITO_USER_POOL_CLIENT,
  COGNITO_USER_POOL,
  HTTP_API,
  LAMBDA_TARGET_GROUP,
  REST_API,
  REST_API_BY_DEFINITION,
  WEBSOCKET_API,
  LAMBDA_STREAM_MAPPING,
  LAMBDA_KAFKA_MAPPING,
  LAMBDA_MAPPING_COUNTS,
  FIREHOSE_TO_S3,
  FIREHOSE_TO_HTTP,
  FIREHOSE_TO_OPENSEARCH,
  FIREHOSE_TO_SPLUNK,
  EVENT_BUS,
  EVENT_PIPE,
  EVENT_RULE,
  EVENT_BUS_RULE,
  KINESIS_STREAM,
  KINESIS_CONSUMER,
  MSK_CLUSTER,
  FLINK_APPLICATION,
  SES_ACCOUNT,
  SES_CONFIGURATION_SET,
  SNS_SUBSCRIPTION,
  SNS_TOPIC,
  SQS_QUEUE,
  SCHEDULE_GROUP,
  SCHEDULE,
  ELASTICACHE_REPLICATION_GROUP,
  ELASTICACHE_SHARDED_GROUP,
  DOCDB_CLUSTER,
  DYNAMODB_ACCOUNT,
  DYNAMODB_INDEX,
  DYNAMODB_TABLE,
  ELASTICACHE_CLUSTER,
  MEMCACHED_CLUSTER,
  OPENSEARCH_COLLECTION,
  OPENSEARCH_DOMAIN,
  RDS_PROXY,
  RDS_CLUSTER,
  RDS_INSTANCE,
  REDSHIFT_CLUSTER,
  API_RATE_QUOTA,
  AUTO_SCALING_GROUP,
  AUTO_SCALING_GROUP_SIZE,
  BACKUP_VAULT,
  BILLING,
  CERTIFICATE,
  CODEBUILD_PROJECT,
  CODEPIPELINE_PIPELINE,
  EC2_BURSTABLE_INSTANCE,
  EC2_INSTANCE,
  EFS_FILE_SYSTEM,
  FLUENT_BIT,
  IMAGE_SCANS,
  KMS_KEY,
  LOG_GROUP,
  NAT_GATEWAY,
  NETWORK_LOAD_BALANCER,
  HEALTH_CHECK,
  S3_BUCKET,
  S3_REQUESTS,
  SECRETS_MANAGER,
  SERVICE_QUOTA,
  TRANSFER_SERVER,
  VPN_CONNECTION,
  WAF_WEB_ACL,
  WAF_WEB_ACL_OF_CLOUDFRONT,
];
