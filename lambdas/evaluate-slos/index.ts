import { DynamoSloStore } from '../../lib/adapters/aws/dynamo-slo-store';
import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { SloMetrics } from '../../lib/adapters/aws/slo-metrics';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SsmSloDefinitions } from '../../lib/adapters/aws/ssm-slo-definitions';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { SLO_ENV, sloPath } from '../../lib/core/conventions';
import { evaluateSlos } from '../../lib/workflow/evaluate-slos';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
const evaluation = required(SLO_ENV.evaluation);
/** A run has four minutes, and the next one makes up for what it could not read or write. */
const maxTries = 4;

export const handler = instrument(
  evaluateSlos({
    evaluation,
    definitions: new SsmSloDefinitions({ path: sloPath(evaluation), log }),
    series: new MetricDataSloSeries({ maxTries }),
    store: new DynamoSloStore({
      tableName: required(SLO_ENV.table),
      evaluation,
      retentionDays: Number(required(SLO_ENV.retentionDays)),
      maxTries,
      log,
    }),
    metrics: new SloMetrics({ maxTries, log }),
    bus: new EventBridgeBus({ busName: required(SLO_ENV.bus) }),
    clock: systemClock,
    log,
  }),
);
