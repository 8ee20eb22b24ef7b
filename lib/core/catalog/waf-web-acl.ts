import type { CatalogEntry } from './entry';
import { AT_LEAST, graph, metricsOf, THREE_OF_FIVE_MINUTES, TICKET } from './parts';
import type { Properties } from './properties';

/**
 * WAF web ACL with the scope REGIONAL, all its rules together. The dimension `WebACL` is the metric name in the
 * visibility configuration, which need not be the name of the web ACL.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
 */
export const WAF_WEB_ACL: CatalogEntry = {
  type: 'AWS::WAFv2::WebACL',
  title: 'WAF web ACL',
  family: 'infrastructure',
  resource: {
    when: (properties) => publishes(properties) && properties.text('Scope') !== 'CLOUDFRONT',
    dimensions: {
      default: { WebACL: 'Property VisibilityConfig.MetricName', Rule: 'Value ALL', Region: 'Region' },
    },
  },
  sample: { properties: { Scope: 'REGIONAL', VisibilityConfig: { MetricName: 'checkout' } } },
  metrics: metricsOf('AWS/WAFV2', {
    allowed: ['AllowedRequests', 'Count'],
    blocked: ['BlockedRequests', 'Count'],
    counted: ['CountedRequests', 'Count'],
    challenged: ['ChallengeRequests', 'Count'],
    captcha: ['CaptchaRequests', 'Count'],
  }),
  graphs: [
    graph('Requests', [['allowed', 'Sum', 'Allowed']], [['blocked', 'Sum', 'Blocked']]),
    graph('Other actions', [
      ['counted', 'Sum', 'Counted'],
      ['challenged', 'Sum', 'Challenged'],
      ['captcha', 'Sum', 'CAPTCHA'],
    ]),
  ],
  alarms: [
    {
      id: 'BlockedRequests',
      metric: 'blocked',
      statistic: 'Sum',
      comparison: AT_LEAST,
      threshold: 1000,
      ...THREE_OF_FIVE_MINUTES,
      treatMissingData: 'notBreaching',
      ...TICKET,
      summary: '{resource} blocks {threshold} or more requests a minute: an attack, or a rule that blocks customers.',
      reason:
        'A thousand a minute in three minutes of five are more than the scanners every address gets; busy sites raise ' +
        'it. The web ACL holds, so nobody is woken. Published only when there are some: missing data is none.',
      runbook: [
        'Find the rule that blocks, and look at its sampled requests: attackers or customers?',
        'If customers, set the rule to count; if attackers, look whether what is allowed has grown as well.',
      ],
    },
  ],
};

/** With the scope CLOUDFRONT: it lives in us-east-1, as its metrics do, and they have no dimension `Region`. */
export const WAF_WEB_ACL_OF_CLOUDFRONT: CatalogEntry = {
  ...WAF_WEB_ACL,
  title: 'WAF web ACL of CloudFront',
  resource: {
    when: (properties) => publishes(properties) && properties.text('Scope') === 'CLOUDFRONT',
    dimensions: { default: { WebACL: 'Property VisibilityConfig.MetricName', Rule: 'Value ALL' } },
  },
  sample: { properties: { Scope: 'CLOUDFRONT', VisibilityConfig: { MetricName: 'checkout' } } },
};

function publishes(properties: Properties): boolean {
  return properties.flag('VisibilityConfig.CloudWatchMetricsEnabled') !== false;
}
