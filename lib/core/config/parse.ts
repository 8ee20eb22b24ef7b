import { SCHEMA_VERSION } from '../conventions';
import { Fields, quoted } from './fields';
import { readHub, readService } from './read-hub';
import { readPerson, readSchedule } from './read-on-call';
import { readPolicy } from './read-policy';
import { readMaintenance, readRoute } from './read-route';
import { readRunbook } from './read-runbook';
import { isRunbookSwitch, isSwitchedOn } from './runbook-switch';
import type { ConfigDocument, HubConfig, RouteConfig, SightlineConfig } from './types';

const READERS = {
  hub: readHub,
  service: readService,
  person: readPerson,
  schedule: readSchedule,
  policy: readPolicy,
  route: readRoute,
  maintenance: readMaintenance,
  runbook: readRunbook,
} as const;
type Kind = keyof typeof READERS;
type Read = ReturnType<(typeof READERS)[Kind]>;
type Named = Extract<Read, { readonly name: string }>;

/**
 * Reads all documents of one hub; unknown fields are kept out. A document other than the hub's own that cannot be read is
 * left out and told of in `problems`, so that one mistake does not silence all; kinds of a newer schema version are
 * passed over.
 * @throws where the hub's own document is missing or cannot be read, with the document and the field
 */
export function parseConfig(documents: readonly ConfigDocument[]): SightlineConfig {
  const problems: string[] = [];
  const read = withoutRepeated(
    documents.filter((document) => !isRunbookSwitch(document)).flatMap((document) => readDocument(document, problems)),
    problems,
  );
  const hub = onlyHub(read, documents, problems);
  return {
    hub,
    services: ofKind(read, 'service'),
    people: ofKind(read, 'person'),
    schedules: ofKind(read, 'schedule'),
    policies: ofKind(read, 'policy'),
    routes: ofKind(read, 'route').sort(byOrder),
    maintenance: ofKind(read, 'maintenance'),
    ...runbooksOf(documents, read),
    ...(problems.length > 0 ? { problems } : {}),
  };
}

function readDocument({ name, text }: ConfigDocument, problems: string[]): Read[] {
  let isHub = false;
  try {
    const fields = new Fields(name, parseJson(name, text));
    const schemaVersion = fields.integer('schemaVersion', 1);
    const kind = fields.text('kind');
    isHub = kind === 'hub';
    const known = Object.hasOwn(READERS, kind);
    if (schemaVersion > SCHEMA_VERSION) {
      if (!known) return [];
      throw new Error(
        `Sightline configuration '${name}' has schemaVersion ${schemaVersion}, this code reads up to ` +
          `${SCHEMA_VERSION}; deploy the IncidentResponse stack with the newer Sightline first`,
      );
    }
    if (known) return [READERS[kind as Kind](fields, schemaVersion)];
    throw fields.refused(`'kind' must be one of ${quoted(Object.keys(READERS))}, got '${kind}'`);
  } catch (error) {
    if (isHub) throw error;
    problems.push((error as Error).message);
    return [];
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Sightline configuration '${name}' is not JSON (${(error as Error).message})`);
  }
}

/** The first of a name stays. */
function withoutRepeated(read: readonly Read[], problems: string[]): Read[] {
  const seen = new Set<string>();
  return read.filter((document) => {
    if (!isNamed(document)) return true;
    const { kind, name } = document;
    const key = `${kind} '${name}'`;
    if (seen.has(key)) problems.push(`Sightline configuration has two documents of the ${key}, the first is used`);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

function isNamed(document: Read): document is Named {
  return document.kind !== 'hub' && document.kind !== 'service';
}

function onlyHub(read: readonly Read[], documents: readonly ConfigDocument[], problems: readonly string[]): HubConfig {
  const hubs = ofKind(read, 'hub');
  const [hub] = hubs;
  if (hub && hubs.length === 1) return hub;
  throw new Error(
    `Sightline configuration needs exactly one hub document, got ${hubs.length} in ${documents.length} document(s) ` +
      `(${documents.map(({ name }) => name).join(', ') || 'none'}); deploy the IncidentResponse stack again` +
      problems.map((problem) => `. ${problem}`).join(''),
  );
}

function ofKind<K extends Kind>(read: readonly Read[], kind: K): Extract<Read, { readonly kind: K }>[] {
  return read.filter((document): document is Extract<Read, { readonly kind: K }> => document.kind === kind);
}

/** In an order that is the same whatever order the documents came in. */
function runbooksOf(documents: readonly ConfigDocument[], read: readonly Read[]) {
  const runbooks = ofKind(read, 'runbook').sort((a, b) => (a.name < b.name ? -1 : 1));
  const off = documents.some((document) => isRunbookSwitch(document) && !isSwitchedOn(document));
  return { ...(runbooks.length > 0 && { runbooks }), ...(off && { runbooksOff: true }) };
}

/** By name where the order says nothing: the same whatever order the documents came in. */
function byOrder(a: RouteConfig, b: RouteConfig): number {
  return a.order - b.order || (a.name < b.name ? -1 : 1);
}
