import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { ServiceConfig } from '../core/config';
import { configPath, SCHEMA_VERSION } from '../core/conventions';

type ServiceFacts = Pick<ServiceConfig, 'service' | 'environment' | 'stackName' | 'dashboardName' | 'dependsOn'>;

/** Tells a hub of a service, as an SSM parameter below the hub's path. */
export function publishServiceConfig(scope: Construct, id: string, hub: string, facts: ServiceFacts): void {
  const { service, environment, stackName, dashboardName, dependsOn = [] } = facts;
  const config: ServiceConfig = {
    schemaVersion: SCHEMA_VERSION,
    kind: 'service',
    service,
    environment,
    stackName,
    dashboardName,
    ...(dependsOn.length > 0 && { dependsOn }),
  };
  new StringParameter(scope, id, {
    parameterName: `${configPath(hub)}/service/${service}/${environment}`,
    description: `Sightline: the service ${service} in ${environment}`,
    stringValue: JSON.stringify(config),
  });
}
