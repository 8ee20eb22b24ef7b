import { DynamoErrorStore } from '../../lib/adapters/aws/dynamo-error-store';
import { DynamoSloStore } from '../../lib/adapters/aws/dynamo-slo-store';
import { DynamoIncidentStore } from '../../lib/adapters/aws/incident-store';
import { SsmConfig } from '../../lib/adapters/aws/ssm-config';
import { SsmSloDefinitions } from '../../lib/adapters/aws/ssm-slo-definitions';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { XrayEvidence } from '../../lib/adapters/aws/xray-evidence';
import { ERROR_ENV, HUB_ENV, SLO_ENV, sloPath } from '../../lib/core/conventions';
import { errorEvidence } from '../../lib/workflow/error-evidence';
import { writePostmortem } from '../../lib/workflow/write-postmortem';
import { instrument, required } from '../instrument';

const log = new StdoutLog();
/** Only a hub that is told of an evaluation of objectives can say what an incident ate of their budgets. */
const evaluation = process.env[SLO_ENV.evaluation];
const region = required('AWS_REGION');
const traces = new XrayEvidence({ region });

export const handler = instrument(
  writePostmortem({
    store: new DynamoIncidentStore({ tableName: required(HUB_ENV.table) }),
    config: new SsmConfig({ path: required(HUB_ENV.configPath), log }),
    objectives: evaluation === undefined ? undefined : objectivesOf(evaluation),
    traces,
    errors: errorsOf(process.env[ERROR_ENV.table]),
    clock: systemClock,
    log,
    region,
    reportUrl: process.env[HUB_ENV.reportUrl],
  }),
);

/** Without a tracking: the middleware writes its fingerprints into traces, too, so no log is searched. */
function errorsOf(tableName: string | undefined) {
  return tableName === undefined ? traces : errorEvidence(new DynamoErrorStore({ tableName, log }), systemClock);
}

function objectivesOf(name: string) {
  const definitions = new SsmSloDefinitions({ path: sloPath(name), log });
  const store = new DynamoSloStore({
    tableName: required(SLO_ENV.table),
    evaluation: name,
    log,
  });
  return {
    load: () => definitions.load(),
    readMeasurements: (...given: Parameters<DynamoSloStore['readMeasurements']>) => store.readMeasurements(...given),
  };
}
