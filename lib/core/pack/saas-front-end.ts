import {
  ABOVE,
  AT_LEAST,
  BELOW,
  graph,
  metricsOf,
  PAGE,
  THREE_OF_FIVE_MINUTES,
  TICKET,
  window,
} from '../catalog/parts';
import { CACHE_METRIC, DATABASE_METRIC } from '../conventions';
import type { Pack } from './pack';
import { HANDLER_MEANING, HANDLER_METRICS, packEntry, REQUESTS_WITHOUT_FAULT, shareOf, within } from './parts';

const QUIET = { treatMissingData: 'notBreaching' } as const;

/** What the users of a product notice: its API, its live connections, its database, and whether they can sign in. */
export const SAAS_FRONT_END: Pack = {
  id: 'saas-front-end',
  title: 'SaaS front end',
  purpose: 'For teams behind a web or mobile product: API, WebSockets, database, registrations, sign-in.',
  entry: packEntry('SaaS front end', {
    metrics: {
      ...HANDLER_METRICS,
      ...metricsOf('sightline', {
        sessions: ['WebSocketSessionStable', 'Count'],
        messageLatency: ['WebSocketMessageLatency', 'Milliseconds'],
        queryLatency: ['QueryLatency', 'Milliseconds'],
        registrations: ['RegistrationSucceeded', 'Count'],
        activeUsers: ['ActiveUsers', 'Count'],
        cacheHits: ['CacheHitRate', 'Percent'],
        signInFailures: ['AuthenticationFailures', 'Count'],
        denials: ['AuthorizationFailures', 'Count'],
      }),
    },
    graphs: [
      graph(
        'Users',
        [['activeUsers', 'Maximum', 'Active users']],
        [['registrations', 'Average', 'Share of registrations that succeeded']],
      ),
      graph(
        'WebSockets',
        [['messageLatency', 'p99', 'Message latency p99']],
        [['sessions', 'Average', 'Share of stable sessions']],
      ),
      graph(
        'Database and cache',
        [['queryLatency', 'p95', 'Query latency p95']],
        [['cacheHits', 'Average', 'Cache hit rate']],
      ),
      graph('Sign-in', [
        ['signInFailures', 'Sum', 'Failed sign-ins'],
        ['denials', 'Sum', 'Denied requests'],
      ]),
    ],
    alarms: [
      {
        id: 'NobodyThere',
        metric: 'activeUsers',
        statistic: 'Maximum',
        comparison: BELOW,
        threshold: 1,
        ...window(300, 3, 3),
        ...QUIET,
        ...PAGE,
        summary: '{resource} has fewer active users than {threshold}.',
        reason:
          'What no other metric tells: nobody can reach the product any more, so nothing fails. Set it to half of your ' +
          'quietest hour. Silence is left to the alarms on missing telemetry.',
        runbook: ['Open the product from outside your network: DNS, certificate, CDN?'],
      },
      {
        id: 'CacheHitRateLow',
        metric: 'cacheHits',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 70,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: 'The cache of {resource} answers less than {threshold} of the lookups.',
        reason:
          'What the cache does not answer, the database has to. A quarter of an hour leaves out a cache that was just emptied.',
        runbook: ['See whether entries are evicted (too little memory) or keys have changed with a deploy.'],
      },
      {
        id: 'SignInsFail',
        metric: 'signInFailures',
        statistic: 'Sum',
        comparison: AT_LEAST,
        threshold: 50,
        ...THREE_OF_FIVE_MINUTES,
        ...QUIET,
        ...TICKET,
        summary: '{resource} refuses {threshold} sign-ins a minute or more.',
        reason:
          'Many people with wrong passwords at once are an attack, or a sign-in that is broken. Three minutes of five leave ' +
          'out one script that tries.',
        runbook: [
          'Group by address: a few addresses are an attack, many are your own fault.',
          'Compare with the last deploy of the sign-in.',
        ],
      },
      {
        id: 'AccessDenied',
        metric: 'denials',
        statistic: 'Sum',
        comparison: AT_LEAST,
        threshold: 50,
        ...THREE_OF_FIVE_MINUTES,
        ...QUIET,
        ...TICKET,
        summary: '{resource} denies {threshold} requests a minute or more to people who are signed in.',
        reason:
          'Roles were changed, or somebody looks for doors. Three minutes of five leave out one page that reloads.',
        runbook: ['Group by operation and role: was a permission taken away by a deploy?'],
      },
      {
        id: 'RegistrationsFail',
        metric: 'registrations',
        statistic: 'Average',
        comparison: BELOW,
        threshold: 0.8,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: 'Fewer than {threshold} of the registrations of {resource} succeed.',
        reason:
          'New users do not complain, they leave. A quarter of an hour gathers enough of them that one typo passes.',
        runbook: ['See at which step they fail: mail, captcha, payment?'],
      },
      {
        id: 'QueriesSlow',
        metric: 'queryLatency',
        statistic: 'p95',
        comparison: ABOVE,
        threshold: 200,
        ...window(300, 3, 3),
        ...QUIET,
        ...TICKET,
        summary: 'The queries of {resource} take longer than {threshold} (p95).',
        reason:
          'Four times what the objective asks for: not a slow drift but a lost index or a lock. A quarter of an hour.',
        runbook: ['Find the query that changed its plan, or the transaction that holds the lock.'],
      },
    ],
  }),
  meaning: {
    ...HANDLER_MEANING,
    sessions: '1 for each WebSocket session that its user ended, 0 for each that broke off.',
    messageLatency: 'Milliseconds from a message being sent until it was delivered.',
    queryLatency: `Milliseconds of each query, for all databases together; \`${DATABASE_METRIC.latency.name}\` of the metric set has it for each.`,
    registrations: '1 for each registration that succeeded, 0 for each that failed.',
    activeUsers: 'Users who did something in the last five minutes, once a minute.',
    cacheHits: `Percent of the lookups that a cache answered: 100 or 0 for each; \`${CACHE_METRIC.hits.name}\` of the metric set has it for each cache.`,
    signInFailures: '1 for each sign-in that was refused.',
    denials: '1 for each request that was denied to a user who is signed in.',
  },
  objectives: [
    {
      name: 'HandlerAvailability',
      description: '99.9 % of the invocations of all handlers succeed: requests, messages and schedules alike.',
      objective: '99.9',
      window: '30d',
      tier: 1,
      indicator: REQUESTS_WITHOUT_FAULT,
    },
    {
      name: 'HandlerLatency',
      description: '99 % of the invocations of all handlers take 100 ms at most.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: within('latency', 100),
    },
    {
      name: 'WebSocketStability',
      description: '99 % of the WebSocket sessions do not break off.',
      objective: '99',
      window: '30d',
      tier: 2,
      indicator: shareOf('sessions', 'availability'),
      noTelemetry: false,
    },
    {
      name: 'MessageLatency',
      description: '99 % of the messages are delivered within 200 ms.',
      objective: '99',
      window: '30d',
      tier: 3,
      indicator: within('messageLatency', 200),
      skip: ['page_fast', 'page_slow'],
      noTelemetry: false,
    },
    {
      name: 'DatabaseLatency',
      description: '95 % of the queries take 50 ms at most.',
      objective: '95',
      window: '30d',
      tier: 2,
      indicator: within('queryLatency', 50),
      noTelemetry: false,
    },
    {
      name: 'Registration',
      description: '99 % of the registrations succeed.',
      objective: '99',
      window: '30d',
      tier: 1,
      indicator: shareOf('registrations', 'quality'),
      minBad: 3,
      noTelemetry: false,
    },
  ],
};
