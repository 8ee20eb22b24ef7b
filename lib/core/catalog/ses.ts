import type { CatalogAlarm, CatalogEntry } from './entry';
import { AT_LEAST, FIVE_MINUTES, graph, metricsOf, PAGE, TICKET } from './parts';

/** From where Amazon puts an account under review, and from where it may stop its mail. */
const BOUNCE_RATE = { review: 0.05, pause: 0.1 } as const;
const COMPLAINT_RATE = { review: 0.001, pause: 0.005 } as const;

/** Counts by name, since each is a ratio on average: of what was sent of late, as SES weighs it. */
const METRICS = metricsOf('AWS/SES', {
  bounces: ['Reputation.BounceRate', 'Count'],
  complaints: ['Reputation.ComplaintRate', 'Count'],
});

const GRAPHS = [
  graph('Reputation (share of mail)', [
    ['bounces', 'Average', 'Bounces'],
    ['complaints', 'Average', 'Complaints'],
  ]),
];

const REVIEW_ALARMS = [
  reputationAlarm('BounceRate', 'bounces', BOUNCE_RATE.review, TICKET, {
    summary: '{threshold} or more of the mail of {resource} bounces.',
    reason: 'From 5 % Amazon reviews the account, at 10 % it may stop its mail.',
  }),
  reputationAlarm('ComplaintRate', 'complaints', COMPLAINT_RATE.review, TICKET, {
    summary: '{threshold} or more of the mail of {resource} is reported as spam.',
    reason: 'From 0.1 % Amazon reviews the account, at 0.5 % it may stop its mail.',
  }),
];

/**
 * The mail of the account in a Region: these metrics have no dimensions.
 * @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html
 */
export const SES_ACCOUNT: CatalogEntry<object> = {
  type: 'Sightline::Ses',
  title: 'SES account',
  family: 'messaging',
  sample: { dimensions: { default: {} }, facts: {} },
  metrics: {
    ...METRICS,
    ...metricsOf('AWS/SES', {
      sent: ['Send', 'Count'],
      delivered: ['Delivery', 'Count'],
      rejected: ['Reject', 'Count'],
    }),
  },
  graphs: [
    ...GRAPHS,
    graph('Mail', [
      ['sent', 'Sum', 'Sent'],
      ['delivered', 'Sum', 'Delivered'],
      ['rejected', 'Sum', 'Rejected'],
    ]),
  ],
  alarms: [
    ...REVIEW_ALARMS,
    reputationAlarm('BounceRateMayPause', 'bounces', BOUNCE_RATE.pause, PAGE, {
      summary: '{threshold} or more of the mail of {resource} bounces: Amazon may stop it all.',
      reason: 'At 10 % Amazon may stop the mail of the account, and then everybody notices.',
    }),
    reputationAlarm('ComplaintRateMayPause', 'complaints', COMPLAINT_RATE.pause, PAGE, {
      summary: '{threshold} or more of the mail of {resource} is reported as spam: Amazon may stop it all.',
      reason: 'At 0.5 % Amazon may stop the mail of the account, and then everybody notices.',
    }),
  ],
};

/**
 * Part of the mail, where the configuration set exports its reputation.
 * @see https://docs.aws.amazon.com/ses/latest/dg/configuration-sets-export-metrics.html
 */
export const SES_CONFIGURATION_SET: CatalogEntry<object> = {
  type: 'AWS::SES::ConfigurationSet',
  title: 'SES configuration set',
  family: 'messaging',
  resource: {
    when: (properties) => properties.flag('ReputationOptions.ReputationMetricsEnabled') === true,
    dimensions: { default: { 'ses:configuration-set': 'Ref' } },
  },
  sample: { properties: { ReputationOptions: { ReputationMetricsEnabled: true } } },
  metrics: METRICS,
  graphs: GRAPHS,
  alarms: REVIEW_ALARMS,
};

function reputationAlarm(
  id: string,
  metric: string,
  threshold: number,
  urgency: typeof PAGE | typeof TICKET,
  { summary, reason }: Pick<CatalogAlarm, 'summary' | 'reason'>,
): CatalogAlarm<object> {
  return {
    id,
    metric,
    statistic: 'Average',
    comparison: AT_LEAST,
    threshold,
    ...FIVE_MINUTES,
    // As Amazon advises: the rate is published now and then, and holds until the next.
    treatMissingData: 'ignore',
    ...urgency,
    summary,
    reason: `${reason} SES takes it over so much mail that it needs no other guard. Published now and then: the state stays between.`,
    runbook: [
      'Find the list or the feature that the mail went out for, and stop it first.',
      'Read the bounces and complaints themselves; suppress those addresses, and answer a review in the SES console.',
    ],
  };
}
