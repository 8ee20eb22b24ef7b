/** What failed between us and CloudWatch, in words that tell what to do. */

interface Cause {
  readonly name: RegExp;
  readonly tell: (message: string) => string;
}

const PERMISSION = 'cloudwatch:GetMetricData';

const CAUSES: readonly Cause[] = [
  {
    name: /^Credentials|^TokenProviderError|^ExpiredToken|^UnrecognizedClient|^InvalidClientTokenId|^SignatureDoesNotMatch|^InvalidSignature|^IncompleteSignature|^MissingAuthenticationToken/,
    tell: (message) =>
      `there are no AWS credentials that work (${message}); log in, or set AWS_PROFILE, as for the AWS CLI`,
  },
  {
    name: /^AccessDenied|^UnauthorizedOperation|^NotAuthorized|^Forbidden/,
    tell: (message) =>
      `the credentials may not read metrics (${message}); they need the permission ${PERMISSION} on all resources`,
  },
  {
    name: /^OptInRequired|^SubscriptionRequired/,
    tell: (message) => `the region is not enabled for this account (${message}); name another with --region`,
  },
];

/** The error to show instead; one whose cause is unknown stays as it is. */
export function explainAwsError(error: unknown, region: string | undefined): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message } = error;
  if (/region is missing/i.test(message))
    return new Error('it is not known which AWS region to read; give --region REGION, or set AWS_REGION');
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT)$/.test(code) || name === 'TimeoutError') {
    const where = region === undefined ? '' : ` in ${region}`;
    return new Error(
      `CloudWatch${where} cannot be reached (${message}); is the region right, and is there a way to the network?`,
    );
  }
  const cause = CAUSES.find((one) => one.name.test(name));
  return cause ? new Error(`cannot read CloudWatch: ${cause.tell(message)}`) : error;
}
