import { DescribedFiringAlarms } from '../../lib/adapters/aws/firing-alarms';
import { SloMetrics } from '../../lib/adapters/aws/slo-metrics';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SsmDocuments } from '../../lib/adapters/aws/ssm-documents';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HEALTH_SCORING_ENV, healthPath } from '../../lib/core/conventions';
import { parseHealthDefinitions } from '../../lib/core/health/definition';
import { scoreHealth } from '../../lib/workflow/score-health';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
const scoring = required(HEALTH_SCORING_ENV);
/** The next run is due in minutes. */
const maxTries = 3;

export const handler = instrument(
  scoreHealth({
    scoring,
    definitions: new SsmDocuments({ path: healthPath(scoring), log }, parseHealthDefinitions),
    series: new MetricDataSloSeries({ maxTries }),
    alarms: new DescribedFiringAlarms(),
    metrics: new SloMetrics({ maxTries, log }),
    clock: systemClock,
    log,
  }),
);
