import { DynamoSloStore } from '../../lib/adapters/aws/dynamo-slo-store';
import { DynamoTraceStore } from '../../lib/adapters/aws/dynamo-trace-store';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { MetricDataSloSeries } from '../../lib/adapters/aws/slo-series';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { SsmDocuments } from '../../lib/adapters/aws/ssm-documents';
import { SsmSloDefinitions } from '../../lib/adapters/aws/ssm-slo-definitions';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { HEALTH_SCORING_ENV, HUB_ENV, healthPath, SLO_ENV, sloPath, TRACE_ENV } from '../../lib/core/conventions';
import { parseHealthDefinitions } from '../../lib/core/health/definition';
import { renderWidget } from '../../lib/workflow/render-widget';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
/** Somebody looks at it, and the next refresh is another try. */
const maxTries = 2;
/** Each is there where the construct was given it. */
const incidentTable = process.env[HUB_ENV.table];
const evaluation = process.env[SLO_ENV.evaluation];
const analysis = process.env[TRACE_ENV.analysis];
const scoring = process.env[HEALTH_SCORING_ENV];

export const handler = instrument(
  renderWidget({
    ...(incidentTable && {
      incidents: new DynamoIncidentStore({ tableName: incidentTable }),
      config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    }),
    ...(evaluation && { objectives: objectivesOf(evaluation) }),
    ...(analysis && { traces: new DynamoTraceStore({ tableName: required(TRACE_ENV.table), analysis, log }) }),
    ...(scoring && { health: new SsmDocuments({ path: healthPath(scoring), log }, parseHealthDefinitions) }),
    ...((evaluation || scoring) && { series: new MetricDataSloSeries({ maxTries }) }),
    clock: systemClock,
    log,
    region: required('AWS_REGION'),
  }),
);

function objectivesOf(name: string) {
  const definitions = new SsmSloDefinitions({ path: sloPath(name), log });
  const store = new DynamoSloStore({ tableName: required(SLO_ENV.table), evaluation: name, log });
  return { load: () => definitions.load(), readLatest: (slos: readonly string[]) => store.readLatest(slos) };
}
