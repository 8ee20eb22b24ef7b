import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  checkConfig,
  type HubConfig,
  type MaintenanceConfig,
  type PersonConfig,
  type PolicyConfig,
  type RouteConfig,
  type ScheduleConfig,
  type SightlineConfig,
} from '../../core/config';
import { configPath } from '../../core/conventions';
import { checkParameterSize } from '../parameter-size';

/** ARNs of topics and secrets with names made by CloudFormation. */
const TOKEN_BYTES = 128;

/** What a hub is told beside its own document. */
export type HubDocument = PersonConfig | ScheduleConfig | PolicyConfig | RouteConfig | MaintenanceConfig;

/** The documents of a hub: one SSM parameter each, and together checked at synth for what leads nowhere. */
export class HubDocuments extends Construct {
  private readonly written: HubDocument[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly hub: HubConfig,
  ) {
    super(scope, id);
    this.node.addValidation({ validate: () => checkConfig(this.config()) });
  }

  /** @throws where there is one of this kind and name already, or it is too big for a parameter */
  add(document: HubDocument): Construct {
    const { kind, name } = document;
    if (this.of(kind).some((other) => other.name === name)) {
      throw new Error(`The hub '${this.hub.hub}' has two of kind ${kind} named '${name}'; give each its own name`);
    }
    this.written.push(document);
    return writeDocument(this, `${kind}-${name}`, this.hub.hub, document);
  }

  of<K extends HubDocument['kind']>(kind: K): Extract<HubDocument, { readonly kind: K }>[] {
    return this.written.filter((one): one is Extract<HubDocument, { readonly kind: K }> => one.kind === kind);
  }

  private config(): SightlineConfig {
    return {
      hub: this.hub,
      services: [],
      people: this.of('person'),
      schedules: this.of('schedule'),
      policies: this.of('policy'),
      routes: this.of('route'),
      maintenance: this.of('maintenance'),
    };
  }
}

/** Writes one document below the hub's path. */
export function writeDocument(scope: Construct, id: string, hub: string, document: HubConfig | HubDocument): Construct {
  const isHub = document.kind === 'hub';
  const label = isHub ? `hub ${hub}` : `${document.kind} ${document.name} of the hub ${hub}`;
  checkParameterSize(`The ${label}`, document, TOKEN_BYTES);
  return new StringParameter(scope, id, {
    parameterName: `${configPath(hub)}/${isHub ? 'hub' : `${document.kind}/${document.name}`}`,
    description: `Sightline: the ${label}`,
    stringValue: Stack.of(scope).toJsonString(document),
  });
}
