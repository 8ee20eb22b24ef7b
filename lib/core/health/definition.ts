import type { ConfigDocument } from '../config';
import { SCHEMA_VERSION } from '../conventions';
import { isStatistic } from '../signal/statistic';
import { Fields } from '../slo/read-definition/fields';
import { SloError } from '../slo/slo-error';
import { HEALTH_SCALES, type HealthInput, type MeasuredPart } from './health-input';

/** What `score-health` reads of one part of a service: one SSM parameter. Texts may hold tokens until deployment. */
export interface HealthDocument {
  readonly schemaVersion: number;
  readonly service: string;
  readonly environment: string;
  /** CloudWatch namespace that the score goes to. */
  readonly namespace: string;
  readonly inputs: readonly HealthInput[];
}

/** A service with all that is read of it. */
export interface HealthDefinition extends HealthDocument {
  /** `<service>/<environment>`. */
  readonly key: string;
}

export interface HealthDefinitions {
  readonly services: readonly HealthDefinition[];
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
}

export const MEASURED_PARTS: readonly MeasuredPart[] = ['objectives', 'errors', 'dependencies', 'saturation'];

/** Name of the parameter of a part. */
export function healthDocumentName(path: string, service: string, environment: string, part: MeasuredPart): string {
  return `${path}/${service}/${environment}/${part}`;
}

/** Every service of a scoring. A document that cannot be read is a problem, and no obstacle to the others. Never throws. */
export function parseHealthDefinitions(documents: readonly ConfigDocument[]): HealthDefinitions {
  const problems: { name: string; problem: string }[] = [];
  const services = new Map<string, HealthDefinition>();
  for (const document of documents) {
    try {
      const read = readDocument(document);
      const key = `${read.service}/${read.environment}`;
      const known = services.get(key);
      services.set(key, { ...read, key, inputs: [...(known?.inputs ?? []), ...read.inputs] });
    } catch (error) {
      problems.push({ name: document.name, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { services: [...services.values()], problems };
}

/** A standard SSM parameter holds 4 KB: whatever is much longer came from elsewhere. */
const MAX_TEXT = 65_536;

function readDocument({ name, text }: ConfigDocument): HealthDocument {
  const where = `health document '${name}'`;
  const fields = Fields.of(where, parseJson(where, text));
  const schemaVersion = fields.number('schemaVersion', 'an integer of at least 1', (v) => Number.isInteger(v) && v > 0);
  if (schemaVersion > SCHEMA_VERSION) {
    throw new SloError(
      `${where} has schemaVersion ${schemaVersion}, this code reads up to ${SCHEMA_VERSION}; deploy the HealthScores ` +
        'with the newer Sightline first',
    );
  }
  return {
    schemaVersion,
    service: fields.word('service'),
    environment: fields.word('environment'),
    namespace: fields.text('namespace'),
    inputs: fields.list('inputs').map(readInput),
  };
}

function readInput(fields: Fields): HealthInput {
  const scale = fields.oneOf('scale', HEALTH_SCALES);
  const statistic = fields.text('statistic');
  if (!isStatistic(statistic)) throw fields.wrong('statistic', 'a statistic of CloudWatch');
  return {
    part: fields.oneOf('part', MEASURED_PARTS),
    label: fields.text('label'),
    scale,
    metric: readMetric(fields.object('metric')),
    statistic,
    ...(fields.has('per') && { per: readMetric(fields.object('per')) }),
    ...(scale === 'limit' && { threshold: fields.number('threshold', 'a number above 0', (v) => v > 0) }),
    ...(fields.isTrue('below') && { below: true }),
    periodSeconds: fields.number('periodSeconds', 'whole minutes in seconds, up to a day', isPeriod),
  };
}

function readMetric(fields: Fields): HealthInput['metric'] {
  return { namespace: fields.text('namespace'), name: fields.text('name'), dimensions: fields.texts('dimensions') };
}

function isPeriod(seconds: number): boolean {
  return Number.isInteger(seconds / 60) && seconds >= 60 && seconds <= 86_400;
}

function parseJson(where: string, text: string): unknown {
  if (text.length > MAX_TEXT) {
    throw new SloError(`${where} has ${text.length} characters, at most ${MAX_TEXT} are read`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SloError(`${where} is not JSON (${(error as Error).message.slice(0, 200)}); deploy its stack again`);
  }
}
