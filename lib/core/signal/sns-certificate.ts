/** The hosts of SNS in all its Regions and partitions. */
const SNS_HOST = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/**
 * Whether the certificate that an SNS message names to check its signature by is AWS's own. A message that came by HTTP
 * must be refused where it is not: whoever wrote the message chose the URL, and would sign with their own key. Messages
 * that came through a queue need no such check: the queue's policy lets only the topic send, and SQS knows who sent.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function isAwsCertificateUrl(url: unknown): boolean {
  const parsed = typeof url === 'string' ? parse(url) : undefined;
  if (parsed?.protocol !== 'https:' || !SNS_HOST.test(parsed.hostname)) return false;
  const { username, password, port, pathname } = parsed;
  return username === '' && password === '' && port === '' && pathname.endsWith('.pem');
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
