import { EmfHealth } from '../../lib/adapters/aws/emf-health';
import { StdoutLog } from '../../lib/adapters/aws/stdout-log';
import { systemClock } from '../../lib/adapters/aws/system-clock';
import { NetworkProbe } from '../../lib/adapters/http/probe';
import { ENV, HEALTH_CONFIG_ENV } from '../../lib/core/conventions';
import { parseHealthConfig } from '../../lib/core/health/config';
import { checkHealth } from '../../lib/workflow/check-health';
import { instrument, required } from '../instrument';

const config = parseHealthConfig(required(HEALTH_CONFIG_ENV));
const { service, environment } = config;

export const handler = instrument(
  checkHealth({
    config,
    probes: new NetworkProbe(),
    metrics: new EmfHealth({ service, environment, namespace: process.env[ENV.namespace] }),
    clock: systemClock,
    log: new StdoutLog(),
  }),
);
