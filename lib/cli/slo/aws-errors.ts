/** What failed between us and AWS, in words that tell what to do. */

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /^Credentials|^TokenProviderError|^ExpiredToken|^UnrecognizedClient|^InvalidClientTokenId|^SignatureDoesNotMatch|^InvalidSignature|^IncompleteSignature|^MissingAuthenticationToken/,
    'there are no AWS credentials that work; log in, or set AWS_PROFILE, as for the AWS CLI',
  ],
  [
    /^AccessDenied|^UnauthorizedOperation|^NotAuthorized|^Forbidden/,
    'the credentials may not; they need ssm:GetParametersByPath on /sightline-slos and /sightline-slo-tables, and ' +
      'dynamodb:Query on the tables and their indexes',
  ],
  [/^ResourceNotFound/, 'there is no such table here; look at its name, AWS_PROFILE and AWS_REGION'],
];
const UNREACHABLE = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT)$/;

/** Runs work that reads from AWS; an error whose cause is unknown stays as it is. */
export async function explainingAws<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message } = error;
  if (/region is missing/i.test(message)) return new Error('it is not known which AWS region to read; set AWS_REGION');
  if (UNREACHABLE.test((error as NodeJS.ErrnoException).code ?? '') || name === 'TimeoutError') {
    return new Error(`AWS cannot be reached (${message}); is AWS_REGION right, and is there a way to the network?`);
  }
  const cause = CAUSES.find(([pattern]) => pattern.test(name));
  return cause ? new Error(`cannot read measurements: ${cause[1]} (${message})`) : error;
}
