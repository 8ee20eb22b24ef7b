/** What kind of trouble an error is, for people and for routing. `unknown` where nothing tells. */
export const ERROR_CATEGORIES = [
  'database',
  'validation',
  'authentication',
  'authorization',
  'not_found',
  'network',
  'rate_limit',
  'configuration',
  'unknown',
] as const;
export type ErrorCategory = (typeof ERROR_CATEGORIES)[number];

/** What is known of an error; every field may be missing. */
export interface ErrorEvidence {
  readonly name?: string;
  /** Such as `ECONNREFUSED`, `23505` (SQLSTATE) or `P2002` (Prisma). */
  readonly code?: string;
  /** HTTP status of the answer behind the error: `statusCode`, or `$metadata.httpStatusCode` of the AWS SDK. */
  readonly statusCode?: number;
  readonly message?: string;
  /** The error it was made from: asked where the error itself says nothing. At most four are. */
  readonly cause?: ErrorEvidence;
}

/**
 * The category of an error. Names and codes are the strongest evidence, then the HTTP status, then the words of the
 * message; each is looked for in the error and then in its causes before the next weaker one is tried.
 */
export function categorize(error: ErrorEvidence): ErrorCategory {
  const chain = [error];
  for (let next = error.cause; next && chain.length < 5; next = next.cause) chain.push(next);
  for (const evidence of EVIDENCE) {
    for (const link of chain) {
      const category = evidence(link);
      if (category) return category;
    }
  }
  return 'unknown';
}

/** The strongest first. */
const EVIDENCE: readonly ((link: ErrorEvidence) => ErrorCategory | undefined)[] = [
  ({ name, code }) => byWords(name) ?? byWords(code),
  ({ statusCode }) => byWords(`${statusCode ?? ''}`),
  ({ message }) => byWords(message),
];

/**
 * What names, codes, statuses and messages look like once they are squashed, so that `AccessDeniedException` and
 * `Access denied` are one case. First match wins. What may also arise between two words ("the pipe") is bound to the
 * start.
 */
const WORDS: readonly (readonly [ErrorCategory, RegExp])[] = [
  [
    'rate_limit',
    /throttl|toomanyrequests|ratelimit|rateexceeded|(request|throughput|quota|limit)exceeded|slowdown|^429$/,
  ],
  [
    'authentication',
    /authentication|unauth(?!orizedop)|^notauthorized|unrecognizedclient|expiredtoken|token(has)?expired|webtoken|jwt|clienttoken|signature|credential|^401$/,
  ],
  [
    'authorization',
    /accessdenied|notauthorized|forbidden|permissiondenied|unauthorized|^authorization|^eacces|^eperm|^403$/,
  ],
  [
    'network',
    /network|econnre|connection(reset|refused|closed|terminated)|sockethangup|^econn|^enotfound|^eaiagain|^epipe|unreach|timedout|timeout|fetch|getaddrinfo|unavailable|^underr|^(408|50[234])$/,
  ],
  ['configuration', /config|environmentvariable|module(notfound|error)|(import|find)module/],
  ['not_found', /notfound|nosuch|doesnotexist|nonexistent|^enoent|^p2025|^4(04|10)$/],
  [
    'database',
    /database|sql|mongo|sequelize|prisma|deadlock|duplicate|^erdup|constraint|conditional|transaction|^p\d{4}$|^(08|2[1-8]|4[0-4]|5[3-8])[\da-z]{3}$/,
  ],
  [
    'validation',
    /validation|invalid|^zod|^syntax|schema|badrequest|malformed|required|mustbe|unexpectedtoken|^4(00|22)$/,
  ],
];

/** Reads the first 1,024 characters. A name's namespace, as in `com.amazonaws.kms#NotFoundException`, is left out. */
function byWords(text = ''): ErrorCategory | undefined {
  const squashed = text
    .slice(0, 1_024)
    .toLowerCase()
    .replace(/^[\w.]+#|[^a-z\d]/g, '');
  return WORDS.find(([, pattern]) => pattern.test(squashed))?.[0];
}
