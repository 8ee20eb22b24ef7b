import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { EVENT } from '../../core/conventions';
import { checkKeys, demand, shown } from '../check';

/** What opens incidents beside alarms. */
export interface SignalSources {
  /** Insights of X-Ray, where a group has them enabled. @default true */
  readonly insights?: boolean;
  /** Issues of AWS itself, known or being investigated, that AWS Health tells this account of. @default true */
  readonly health?: boolean;
  /**
   * New findings of Security Hub that are critical or high, and findings of GuardDuty of severity 7 and more.
   * @default false
   */
  readonly findings?: boolean;
}

/** On the default bus; the keys are ids of rules. */
export function eventPatterns(sources: SignalSources = {}): Readonly<Record<string, EventPattern>> {
  const where = 'sources';
  checkKeys(where, sources, { insights: true, health: true, findings: true });
  for (const [name, value] of Object.entries(sources)) {
    demand(where, typeof value === 'boolean', `'${name}' must be true or false, got ${shown(value)}`);
  }
  const { insights = true, health = true, findings = false } = sources;
  return { ...ALWAYS, ...(insights && INSIGHTS), ...(health && HEALTH), ...(findings && FINDINGS) };
}

export const JUDGE_SIGNALS: EventPattern = { source: [EVENT.source], detailType: [EVENT.signal] };

const ALWAYS: Readonly<Record<string, EventPattern>> = {
  AlarmStates: { source: [EVENT.alarmSource], detailType: [EVENT.alarmStateChange] },
  AlarmContributors: { source: [EVENT.alarmSource], detailType: ['CloudWatch Alarm Contributor State Change'] },
  // An alarm that is deleted while it is in ALARM says nothing else.
  AlarmDeletions: {
    source: [EVENT.alarmSource],
    detailType: ['CloudWatch Alarm Configuration Change'],
    detail: { operation: ['delete'] },
  },
  StackDeploys: {
    source: [EVENT.cloudFormationSource],
    detailType: [EVENT.cloudFormationStack],
    detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] } },
  },
  CodeDeploys: {
    source: [EVENT.codeDeploySource],
    detailType: [EVENT.codeDeployDeployment],
    detail: { state: ['SUCCESS'] },
  },
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
  CalendarStates: { source: ['aws.ssm'], detailType: ['Calendar State Change'] },
};

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html */
const INSIGHTS: Readonly<Record<string, EventPattern>> = {
  Insights: { source: ['aws.xray'], detailType: ['AWS X-Ray Insight Update'] },
};

/** Notes and planned changes are not trouble: https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
const HEALTH: Readonly<Record<string, EventPattern>> = {
  HealthEvents: {
    source: ['aws.health'],
    detailType: ['AWS Health Event'],
    detail: { eventTypeCategory: ['issue', 'investigation'] },
  },
};

const FINDINGS: Readonly<Record<string, EventPattern>> = {
  // https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-types.html
  SecurityFindings: {
    source: ['aws.securityhub'],
    detailType: ['Security Hub Findings - Imported'],
    detail: {
      findings: {
        Severity: { Label: ['CRITICAL', 'HIGH'] },
        RecordState: ['ACTIVE'],
        Workflow: { Status: ['NEW'] },
        // Those come by themselves.
        ProductName: [{ 'anything-but': ['GuardDuty'] }],
      },
    },
  },
  // High is 7.0 and more: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
  ThreatFindings: {
    source: ['aws.guardduty'],
    detailType: ['GuardDuty Finding'],
    detail: { severity: [{ numeric: ['>=', 7] }] },
  },
};
