import type { CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, PAGE, TICKET } from './parts';

/**
 * App client of a Cognito user pool: sign-ins are published for each pool and client, and for no pool as a whole.
 * The success ratio is drawn and has no alarm: wrong passwords lower it, and a quiet pool has a few tries in an hour.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html
 */
export const COGNITO_USER_POOL_CLIENT: CatalogEntry = {
  type: 'AWS::Cognito::UserPoolClient',
  title: 'Cognito app client',
  family: 'api',
  resource: { dimensions: { default: { UserPool: 'Property UserPoolId', UserPoolClient: 'Ref' } } },
  sample: { properties: { UserPoolId: 'us-east-1_example' } },
  metrics: metricsOf('AWS/Cognito', {
    signIns: ['SignInSuccesses', 'Count'],
    signInThrottles: ['SignInThrottles', 'Count'],
    signUps: ['SignUpSuccesses', 'Count'],
    signUpThrottles: ['SignUpThrottles', 'Count'],
    refreshes: ['TokenRefreshSuccesses', 'Count'],
    refreshThrottles: ['TokenRefreshThrottles', 'Count'],
  }),
  indicators: {
    events: 'sign-ins',
    availability: { total: [{ metric: 'signIns', statistic: 'SampleCount' }], good: [{ metric: 'signIns' }] },
  },
  graphs: [
    graph('Successful requests', [
      ['signIns', 'Sum', 'Sign-ins'],
      ['signUps', 'Sum', 'Sign-ups'],
      ['refreshes', 'Sum', 'Token refreshes'],
    ]),
    // Each request counts 1 if it succeeded and 0 if not, as the page above says.
    graph('Success ratio', [
      ['signIns', 'Average', 'Sign-ins'],
      ['signUps', 'Average', 'Sign-ups'],
      ['refreshes', 'Average', 'Token refreshes'],
    ]),
    graph('Throttles', [
      ['signInThrottles', 'Sum', 'Sign-ins'],
      ['signUpThrottles', 'Sum', 'Sign-ups'],
      ['refreshThrottles', 'Sum', 'Token refreshes'],
    ]),
  ],
  alarms: [
    {
      id: 'SignInThrottles',
      metric: 'signInThrottles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: 'People cannot sign in to {resource}: {threshold} or more sign-ins were throttled in five minutes.',
      reason:
        'Five let a single burst pass; after that people stand before a closed door. One period of five minutes, as ' +
        'often as Cognito is sure to publish. No sign-ins, no throttles.',
      runbook: [
        'Look whether sign-ins have grown for a reason, or somebody tries passwords: is the success ratio low?',
        'Compare with the quota for user authentication in Service Quotas and ask for more.',
      ],
    },
    {
      id: 'TokenRefreshThrottles',
      metric: 'refreshThrottles',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 5,
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...PAGE,
      summary: '{resource} lets sessions end: {threshold} or more token refreshes were throttled in five minutes.',
      reason:
        'Five let a single burst pass; clients that cannot refresh sign people out. One period of five minutes, as ' +
        'often as Cognito is sure to publish. No refreshes, no throttles.',
      runbook: [
        'Look for a client that refreshes on each request instead of when its token ends.',
        'Compare with the quota for user token refresh in Service Quotas and ask for more.',
      ],
    },
  ],
};

export interface CognitoUserPoolFacts {
  /** Cognito judges the risk of sign-ins. */
  readonly threatProtection: boolean;
}

/**
 * What Cognito measures of a user pool beside its app clients: sign-ups by administrators, sign-ins that name no client
 * of the pool, and, where threat protection is on, the risk of sign-ins.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-viewing-threat-protection-metrics.html
 */
export const COGNITO_USER_POOL: CatalogEntry<CognitoUserPoolFacts> = {
  type: 'AWS::Cognito::UserPool',
  title: 'Cognito user pool',
  family: 'api',
  resource: {
    dimensions: {
      default: { UserPool: 'Ref', UserPoolClient: 'Value Admin' },
      unknownClient: { UserPool: 'Ref', UserPoolClient: 'Value Invalid' },
      risk: { Operation: 'Value SignIn', UserPoolId: 'Ref' },
      highRisk: { Operation: 'Value SignIn', RiskLevel: 'Value high', UserPoolId: 'Ref' },
    },
    facts: (properties) => ({
      threatProtection: ['AUDIT', 'ENFORCED'].includes(properties.text('UserPoolAddOns.AdvancedSecurityMode') ?? ''),
    }),
  },
  sample: { properties: { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } } },
  metrics: metricsOf('AWS/Cognito', {
    adminSignUps: ['SignUpSuccesses', 'Count'],
    unknownClientSignIns: ['SignInSuccesses', 'Count', 'unknownClient'],
    risky: ['Risk', 'Count', 'risk'],
    safe: ['NoRisk', 'Count', 'risk'],
    takeovers: ['AccountTakeoverRisk', 'Count', 'highRisk'],
    compromised: ['CompromisedCredentialRisk', 'Count', 'highRisk'],
  }),
  graphs: [
    graph(
      'Risk of sign-ins',
      [
        ['takeovers', 'Sum', 'Account takeover'],
        ['compromised', 'Sum', 'Compromised credentials'],
        ['risky', 'Sum', 'Any risk'],
      ],
      [['safe', 'Sum', 'No risk']],
    ),
    graph('Other requests', [
      ['adminSignUps', 'SampleCount', 'Sign-ups by administrators'],
      ['unknownClientSignIns', 'SampleCount', 'Sign-ins with an unknown client'],
    ]),
  ],
  alarms: [
    {
      id: 'AccountTakeoverRisk',
      metric: 'takeovers',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: {
        rule: ({ threatProtection }) => (threatProtection ? 10 : undefined),
        text: '10, where threat protection is on',
      },
      ...FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} saw {threshold} or more sign-ins in five minutes with a high risk of account takeover.',
      reason:
        'Single ones are people in new places; ten in five minutes are somebody at work. Cognito itself asks for a ' +
        'second factor or blocks, as configured, so nobody is woken. No such sign-ins publish nothing: good.',
      runbook: [
        'Look in the sign-in history of the users for a common address or device and block it.',
        'If threat protection only audits, switch it to enforced.',
      ],
    },
  ],
};
