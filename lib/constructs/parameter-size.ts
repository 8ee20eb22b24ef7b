/** A standard parameter has 4 KB: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_BYTES = 4_096;
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;

/**
 * Refuses a document that is too big for a standard SSM parameter.
 * @param what names the document, as the begin of the error
 * @param tokenBytes how long a token of the document may turn out: 64 for names, 128 for ARNs with names that
 *   CloudFormation makes
 */
export function checkParameterSize(what: string, document: object, tokenBytes: number): void {
  const sizeOf = (value: unknown) =>
    Buffer.byteLength((JSON.stringify(value) ?? '').replace(TOKEN, '_'.repeat(tokenBytes)));
  const bytes = sizeOf(document);
  if (bytes <= MAX_BYTES) return;
  const fields = Object.entries(document).map(([name, value]) => [name, sizeOf(value)] as const);
  const longest = fields.sort(([, a], [, b]) => b - a).slice(0, 2);
  throw new Error(
    `${what} has ${bytes} bytes, ${MAX_BYTES} are allowed (a standard SSM parameter); shorten it, most of all ` +
      longest.map(([name, size]) => `'${name}' (${size} bytes)`).join(' and '),
  );
}
