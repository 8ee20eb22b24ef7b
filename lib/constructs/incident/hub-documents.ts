import { Annotations, Aspects, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  checkConfig,
  type HubConfig,
  type MaintenanceConfig,
  type PersonConfig,
  type PolicyConfig,
  type RouteConfig,
  type RunbookConfig,
  type ScheduleConfig,
  type SightlineConfig,
} from '../../core/config';
import { untoldPeople } from '../../core/config/untold';
import { configPath } from '../../core/conventions';
import { checkParameterSize } from '../parameter-size';

/** ARNs of topics and secrets with names made by CloudFormation. */
const TOKEN_BYTES = 128;

/** What a hub is told beside its own document. */
export type HubDocument =
  | PersonConfig
  | ScheduleConfig
  | PolicyConfig
  | RouteConfig
  | MaintenanceConfig
  | RunbookConfig;

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
    Aspects.of(this).add({
      visit: (node) => {
        if (node === this) this.warnOfUntold();
      },
    });
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

  /** When all of it is known. */
  private warnOfUntold(): void {
    const names = untoldPeople(this.config());
    if (names.length === 0) return;
    Annotations.of(this).addWarningV2(
      'sightline:nobodyIsTold',
      `No escalation and no route tells ${names.join(', ')}, by name or by a schedule; name them in ` +
        "addEscalation('default', ...), or take them out",
    );
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
      runbooks: this.of('runbook'),
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
