/** Where the health of services is measured: metrics, alarms and the Parameter Store of an account. */
import type * as AlarmsModule from '../../adapters/aws/firing-alarms';
import type * as SeriesModule from '../../adapters/aws/slo-series';
import type * as DocumentsModule from '../../adapters/aws/ssm-documents';
import { healthPath } from '../../core/conventions';
import { type HealthDefinitions, parseHealthDefinitions } from '../../core/health/definition';
import type { MeasurePorts } from '../../workflow/score-health/measure';
import { loadAdapter } from '../load-adapter';

const PURPOSE = 'measuring health';

export interface HealthSources extends MeasurePorts {
  /** What a scoring finds in the account. */
  definitions(scoring: string): Promise<HealthDefinitions>;
}

/** With region and credentials as every AWS tool finds them. */
export function awsHealthSources(): HealthSources {
  return {
    definitions: async (scoring) => {
      const { SsmDocuments } = loadAdapter<typeof DocumentsModule>('ssm-documents', PURPOSE);
      return new SsmDocuments({ path: healthPath(scoring) }, parseHealthDefinitions).load();
    },
    series: {
      read: (requests) =>
        new (loadAdapter<typeof SeriesModule>('slo-series', PURPOSE).MetricDataSloSeries)().read(requests),
    },
    alarms: {
      firing: () => new (loadAdapter<typeof AlarmsModule>('firing-alarms', PURPOSE).DescribedFiringAlarms)().firing(),
    },
  };
}
