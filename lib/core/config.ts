/**
 * What Sightline's Lambdas need to know about a deployment: written by the constructs at synth as SSM parameters below
 * the hub's path (one document for the hub, one per monitored service), read by the Lambdas and by rehearsal.
 */
import { SCHEMA_VERSION } from './conventions';

/** Where messages go. */
export interface ChannelConfig {
  /** Unique in the hub, such as `oncall`. */
  readonly name: string;
  readonly topicArn: string;
}

export interface HubConfig {
  readonly schemaVersion: number;
  readonly kind: 'hub';
  readonly hub: string;
  readonly channels: readonly ChannelConfig[];
  /** Gets what could not be sent to a channel. */
  readonly fallbackTopicArn: string;
  /** An ALARM within this time after the resolve reopens the incident (inclusive). */
  readonly reopenWindowSeconds: number;
}

export interface ServiceConfig {
  readonly schemaVersion: number;
  readonly kind: 'service';
  readonly service: string;
  readonly environment: string;
  /** CloudFormation stack name: deploys of this stack are deploys of the service. */
  readonly stackName: string;
  readonly dashboardName: string;
}

export interface SightlineConfig {
  readonly hub: HubConfig;
  readonly services: readonly ServiceConfig[];
}

/** One stored document: its parameter name (for error messages) and its text. */
export interface ConfigDocument {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads all documents of one hub. Throws an error that names the document and the field where one does not fit;
 * unknown fields are kept out, a newer schema version is refused.
 */
export function parseConfig(documents: readonly ConfigDocument[]): SightlineConfig {
  const parsed = documents.map(parseDocument);
  const hubs = parsed.filter((document): document is HubConfig => document.kind === 'hub');
  const [hub] = hubs;
  if (!hub || hubs.length > 1) {
    throw new Error(
      `Sightline configuration needs exactly one hub document, got ${hubs.length} in ${documents.length} document(s) ` +
        `(${documents.map((document) => document.name).join(', ') || 'none'}); deploy the IncidentResponse stack again`,
    );
  }
  return { hub, services: parsed.filter((document): document is ServiceConfig => document.kind === 'service') };
}

/** A notification is owed to a channel by its name, so two of one name cannot both get it. */
function distinctNames(place: string, channels: readonly ChannelConfig[]): readonly ChannelConfig[] {
  const names = channels.map((channel) => channel.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return channels;
  throw new Error(
    `Sightline configuration '${place}': 'channels' must have distinct names, got '${repeated}' twice; rename one ` +
      'channel of the IncidentResponse',
  );
}

function parseDocument({ name, text }: ConfigDocument): HubConfig | ServiceConfig {
  const fields = new Fields(name, parseJson(name, text));
  const schemaVersion = fields.integer('schemaVersion', 1);
  if (schemaVersion > SCHEMA_VERSION) {
    throw new Error(
      `Sightline configuration '${name}' has schemaVersion ${schemaVersion}, this code reads up to ${SCHEMA_VERSION}; ` +
        'deploy the IncidentResponse stack with the newer Sightline first',
    );
  }
  const kind = fields.text('kind');
  if (kind === 'hub') {
    return {
      schemaVersion,
      kind,
      hub: fields.text('hub'),
      channels: distinctNames(
        name,
        fields.list('channels').map((channel) => ({ name: channel.text('name'), topicArn: channel.text('topicArn') })),
      ),
      fallbackTopicArn: fields.text('fallbackTopicArn'),
      reopenWindowSeconds: fields.integer('reopenWindowSeconds', 0),
    };
  }
  if (kind === 'service') {
    return {
      schemaVersion,
      kind,
      service: fields.text('service'),
      environment: fields.text('environment'),
      stackName: fields.text('stackName'),
      dashboardName: fields.text('dashboardName'),
    };
  }
  throw new Error(`Sightline configuration '${name}': 'kind' must be 'hub' or 'service', got '${kind}'`);
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Sightline configuration '${name}' is not JSON (${(error as Error).message})`);
  }
}

/** Typed access to one JSON object, with errors that name the document and the field. */
class Fields {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(
    private readonly place: string,
    value: unknown,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Error(`Sightline configuration '${place}' must be a JSON object, got ${JSON.stringify(value)}`);
    }
    this.values = value as Record<string, unknown>;
  }

  text(key: string): string {
    const value = this.values[key];
    if (typeof value === 'string' && value !== '') return value;
    throw this.wrong(key, 'a non-empty text');
  }

  integer(key: string, minimum: number): number {
    const value = this.values[key];
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum) return value;
    throw this.wrong(key, `an integer of at least ${minimum}`);
  }

  list(key: string): Fields[] {
    const value = this.values[key];
    if (Array.isArray(value)) return value.map((item, index) => new Fields(`${this.place} ${key}[${index}]`, item));
    throw this.wrong(key, 'a list');
  }

  private wrong(key: string, allowed: string): Error {
    return new Error(
      `Sightline configuration '${this.place}': '${key}' must be ${allowed}, got ${JSON.stringify(this.values[key])}`,
    );
  }
}
