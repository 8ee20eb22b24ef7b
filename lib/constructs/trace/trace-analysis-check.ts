import { Duration } from 'aws-cdk-lib';
import { ALARM_ROLES, type AlarmRole } from '../../core/incident/severity';
import { checkKeys, checkNumber, checkOneOf, demand, type Keys, shown } from '../check';
import { checkHub, checkJudgeName, retentionDays } from '../judge/judge-check';
import { checkLogGroups } from '../log/check-log-groups';
import type { TraceAnalysisProps } from './trace-analysis';

/** The settings of an analysis, with their defaults. */
export interface AnalysisSettings {
  readonly name: string;
  readonly role: AlarmRole;
  readonly maxTraces: number;
  readonly targetsMs: ReadonlyMap<string, number>;
  readonly retentionDays: number;
}

/** Five traces a call: https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
const MAX_TRACES = { min: 10, max: 500, integer: true } as const;
const MAX_LOG_GROUPS = 50;
/** They go along as environment variables, which hold 4 KB together. */
const MAX_TARGETS = 40;
const MAX_RETENTION_DAYS = 366;
const KEYS: Keys<TraceAnalysisProps> = {
  name: true,
  incidents: true,
  role: true,
  maxTraces: true,
  targets: true,
  logGroups: true,
  retention: true,
  encryptionKey: true,
  tune: true,
  notify: true,
  logRetention: true,
  removalPolicy: true,
};

export function checkAnalysis(where: string, props: TraceAnalysisProps): AnalysisSettings {
  checkKeys(where, props, KEYS);
  const { name = 'sightline', role = 'signal', maxTraces = 200, logGroups = [], retention = Duration.days(14) } = props;
  checkJudgeName(name);
  checkHub(where, props.incidents);
  demand(
    where,
    logGroups.length <= MAX_LOG_GROUPS,
    `at most ${MAX_LOG_GROUPS} 'logGroups' can be searched at once, got ${logGroups.length}; leave out those without traces`,
  );
  checkLogGroups(where, props.logGroups);
  return {
    name,
    role: checkOneOf(where, 'role', role, ALARM_ROLES),
    maxTraces: checkNumber(where, 'maxTraces', maxTraces, MAX_TRACES),
    targetsMs: targetsOf(where, props.targets ?? {}),
    retentionDays: retentionDays(where, retention, MAX_RETENTION_DAYS),
  };
}

function targetsOf(where: string, targets: Readonly<Record<string, Duration>>): Map<string, number> {
  const entries = Object.entries(targets);
  demand(
    where,
    entries.length <= MAX_TARGETS,
    `at most ${MAX_TARGETS} 'targets' fit, got ${entries.length}; give fewer`,
  );
  return new Map(
    entries.map(([service, target]) => {
      demand(
        where,
        /^[^/]+\/[^/]+$/.test(service),
        `a key of 'targets' must be service and environment such as 'checkout/prod', got ${shown(service)}`,
      );
      demand(
        where,
        target instanceof Duration && !target.isUnresolved() && target.toMilliseconds() > 0,
        `'targets.${service}' must be a Duration above zero such as Duration.millis(300), got ${shown(target)}`,
      );
      return [service, target.toMilliseconds()];
    }),
  );
}
