import { createHash } from 'node:crypto';

/** A run's id in the form of a UUID (36 characters), which SSM asks for and Step Functions takes as a name. */
export function runToken(runId: string): string {
  const hex = createHash('sha256').update(runId).digest('hex');
  // Version 8, made by rules of one's own: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
