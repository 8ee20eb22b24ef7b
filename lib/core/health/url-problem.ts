/**
 * Why a health check must not ask a URL; `undefined` where it may. Link-local addresses are refused, because instance
 * metadata and container credentials lie there: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function urlProblem(text: string): string | undefined {
  const [, scheme = ''] = /^([a-z]+):\/\//i.exec(text) ?? [];
  if (!/^(https?|tcp)$/i.test(scheme)) return 'must begin with https://, http:// or tcp://';
  const url = parse(text.replace(/^tcp:/i, 'http:'));
  if (!url) return 'is no URL';
  if (url.username || url.password) return 'must not hold a user name or password';
  if (scheme.toLowerCase() === 'tcp' && !/^tcp:\/\/[^/?#]+:\d+$/i.test(text)) return 'must be tcp://<host>:<port>';
  return isLinkLocal(url.hostname) ? `must not lead to the link-local address ${url.hostname}` : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Host names of the metadata service, then 169.254.0.0/16, fe80::/10 and fd00:ec2::/32, also mapped into IPv6. */
const LINK_LOCAL = [
  /^instance-data(\.ec2\.internal)?\.?$/,
  /^169\.254\.\d+\.\d+$/,
  /^\[::(ffff:)?a9fe:/,
  /^\[fe[89ab][\da-f]:/,
  /^\[fd00:ec2:/,
];

/** The URL parser writes every spelling of an address, `0xa9fea9fe` too, in one way. */
function isLinkLocal(hostname: string): boolean {
  return LINK_LOCAL.some((pattern) => pattern.test(hostname));
}
