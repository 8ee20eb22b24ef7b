import { StateReader, StateWriter } from './state-bytes';

/** "SA", for Sightline anomaly. */
const MAGIC = [0x53, 0x41] as const;
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 1;
const CHECKSUM_BYTES = 4;

/** A part of a detector that can be written and read back. */
export interface Stateful {
  write(to: StateWriter): void;
  read(from: StateReader): void;
}

/** Magic, version, the settings that the state depends on, the parts in turn, checksum. */
export function packState(settings: string, parts: readonly Stateful[]): Uint8Array {
  const writer = new StateWriter();
  writer.text(settings);
  for (const part of parts) part.write(writer);
  const payload = writer.done();
  const bytes = new Uint8Array(HEADER_BYTES + payload.length + CHECKSUM_BYTES);
  bytes.set([...MAGIC, VERSION]);
  bytes.set(payload, HEADER_BYTES);
  const end = bytes.length - CHECKSUM_BYTES;
  new DataView(bytes.buffer).setUint32(end, checksum(bytes.subarray(0, end)), true);
  return bytes;
}

/** Fills fresh parts; the reason where the bytes are not such a state, and the parts are then not to be used. */
export function unpackState(bytes: Uint8Array, settings: string, parts: readonly Stateful[]): string | undefined {
  if (!(bytes instanceof Uint8Array))
    return `the state is no Uint8Array, got ${bytes === null ? 'null' : typeof bytes}`;
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < HEADER_BYTES || MAGIC.some((byte, at) => bytes[at] !== byte))
    return `the ${bytes.length} bytes are not the state of a detector`;
  if (bytes[MAGIC.length] !== VERSION)
    return `the state is of version ${bytes[MAGIC.length]}, this reads version ${VERSION}`;
  const stored = new DataView(bytes.buffer, bytes.byteOffset).getUint32(end, true);
  if (stored !== checksum(bytes.subarray(0, end))) return 'the state is damaged: its checksum does not fit';
  return readPayload(new StateReader(bytes.subarray(HEADER_BYTES, end)), settings, parts);
}

function readPayload(reader: StateReader, settings: string, parts: readonly Stateful[]): string | undefined {
  try {
    const written = reader.text();
    if (written !== settings) return `the state was learned as '${written}', the detector is '${settings}'`;
    for (const part of parts) part.read(reader);
    return reader.left === 0 ? undefined : `the state has ${reader.left} bytes too many`;
  } catch (error) {
    if (error instanceof RangeError) return `the state is damaged: ${error.message}`;
    throw error;
  }
}

/** FNV-1a of 32 bits over bytes: http://www.isthe.com/chongo/tech/comp/fnv/. */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  // By index: states are large and packed often, and an iterator takes several times as long.
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash >>> 0;
}
