import { DynamoErrorStore } from '../../lib/adapters/aws/dynamo-error-store';
import { EmfCounts } from '../../lib/adapters/aws/emf-counts';
import { EventBridgeBus } from '../../lib/adapters/aws/event-bridge-bus';
import { gzipLogPayload } from '../../lib/adapters/aws/log-payload';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { DIMENSION, ERROR_ENV } from '../../lib/core/conventions';
import { readSettings } from '../../lib/core/error/signals';
import { ALARM_ROLES } from '../../lib/core/incident/severity';
import { trackErrors } from '../../lib/workflow/track-errors';
import { instrument, required } from '../instrument';

const log = new StdoutLog();

export const handler = instrument(
  trackErrors({
    store: new DynamoErrorStore({
      tableName: required(ERROR_ENV.table),
      retentionDays: Number(required(ERROR_ENV.retentionDays)),
      log,
    }),
    payloads: gzipLogPayload,
    bus: new EventBridgeBus({ busName: required(ERROR_ENV.bus) }),
    metrics: new EmfCounts({ dimensions: { [DIMENSION.tracking]: required(ERROR_ENV.tracking) } }),
    clock: systemClock,
    log,
    settings: readSettings(required(ERROR_ENV.roles), ALARM_ROLES),
  }),
);
