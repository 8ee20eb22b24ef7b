/** What failed between us and AWS, in words that tell what to do. */

const CREDENTIALS =
  /^Credentials|^TokenProviderError|^ExpiredToken|^UnrecognizedClient|^InvalidClientTokenId|^SignatureDoesNotMatch|^MissingAuthenticationToken/;

/** Runs work that reads from AWS; an error whose cause is unknown stays as it is. */
export async function explainingTraces<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const advice = adviceOn(error);
    throw advice === undefined ? error : new Error(`cannot read traces: ${advice} (${error.message})`);
  }
}

function adviceOn({ name, message }: Error): string | undefined {
  if (/region is missing/i.test(message)) return 'set AWS_REGION';
  if (CREDENTIALS.test(name)) return 'there are no AWS credentials that work; log in, or set AWS_PROFILE';
  if (/^AccessDenied/.test(name)) {
    return (
      'the credentials may not; they need xray:GetTraceSummaries and xray:BatchGetTraces, or ssm:GetParametersByPath on ' +
      '/sightline-trace-tables and dynamodb:Query on the table of the analysis'
    );
  }
  return /^ResourceNotFound/.test(name) ? 'there is no such table here; look at its name and AWS_REGION' : undefined;
}
