/** What failed between us and the hub, in words that cannot steer a terminal. */
import { plain } from '../../view/escape';
import { UsageError } from '../usage-error';

/** What strangers wrote may be quoted, and cut at any place. */
const MAX_MESSAGE = 800;
const NO_CREDENTIALS =
  /^Credentials|^TokenProviderError|^ExpiredToken|^UnrecognizedClient|^InvalidClientTokenId|^InvalidSignature/;

/** Runs a command that shows what strangers wrote. */
export async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    throw new Error(plain(wordsOf(error), MAX_MESSAGE), { cause: error });
  }
}

function wordsOf({ name, message }: Error): string {
  if (NO_CREDENTIALS.test(name)) {
    return `there are no AWS credentials that work (${message}); log in, or set AWS_PROFILE, as for the AWS CLI`;
  }
  if (/region is missing/i.test(message)) return 'it is not known which AWS region the hub is in; set AWS_REGION';
  if (/^AccessDenied|^NotAuthorized/.test(name)) {
    return `the credentials may not (${message}); they need events:PutEvents on the hub's bus`;
  }
  return message;
}
