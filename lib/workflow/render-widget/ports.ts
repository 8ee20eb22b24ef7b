import type {
  Clock,
  ConfigPort,
  HealthDefinitionPort,
  IncidentStore,
  LogPort,
  SloDefinitionPort,
  SloSeriesPort,
  SloStore,
} from '../ports';
import type { TraceStore } from '../ports/traces';

/** What widgets read. One that is missing leaves its widgets empty, and they say how to get it. */
export interface RenderWidgetPorts {
  /** @default - incidents are not known */
  readonly incidents?: Pick<IncidentStore, 'listOpen'>;
  /** Of the hub. @default - nobody knows who is on call, and services have no links to their dashboards */
  readonly config?: ConfigPort;
  /** @default - objectives are not known */
  readonly objectives?: SloDefinitionPort & Pick<SloStore, 'readLatest'>;
  /** @default - there is no map */
  readonly traces?: Pick<TraceStore, 'readLatest'>;
  /** Whose health is scored. @default - scores are not known */
  readonly health?: HealthDefinitionPort;
  /** Metrics about objectives and health. @default - there are no charts and no scores */
  readonly series?: SloSeriesPort;
  readonly clock: Pick<Clock, 'now' | 'within'>;
  readonly log: LogPort;
  /** Of links into the console. */
  readonly region: string;
}
