import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { checkEntry } from '../core/catalog/check-entry';
import type { CatalogEntry } from '../core/catalog/entry';
import type { DashboardAnnotation, DashboardTemplate } from '../core/dashboard/content';
import type { ActionsBySeverity } from './alarm/action';
import type { AlarmNaming } from './alarm/naming';
import { checkKeys, checkNumber, demand, shown } from './check';
import { checkAnnotations, checkRows, type DashboardRow } from './dashboard/row';
import type { IIncidentResponse } from './incident/incident-response';
import type { MonitoredAlarm } from './monitor/alarm-set';
import { checkName, checkNamespace } from './names';
import type { ISloEvaluation } from './slo/slo-evaluation';

/** A service that others depend on. */
export interface IMonitoredService {
  /** Name of the service, such as `checkout`. */
  readonly service: string;
}

/** Whose metrics, alarms and dashboards these are, and who hears of alarms. */
export interface ObservabilityProps {
  /** Name of the service, such as `checkout`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly service: string;
  /** Where it runs, such as `prod`: 1 to 64 letters, digits, `.`, `_`, `-`. */
  readonly environment: string;
  /**
   * The hub that turns alarms into incidents and tells people. Not together with `notify`.
   * @default - no incidents
   */
  readonly incidents?: IIncidentResponse;
  /**
   * Services of the same environment that this one calls, each by name or as their `Observability`: incidents of both at
   * the same time are linked, and the page says so. Needs `incidents`.
   * @default - none are known
   */
  readonly dependsOn?: readonly (string | IMonitoredService)[];
  /**
   * Topic that each alarm tells of ALARM and of OK itself. Not together with `incidents` or `actions`. A key of this app
   * is told to admit CloudWatch; the AWS-managed one never does and is refused.
   * @default - without `incidents` and `actions`, too: alarms change state and tell nobody, with a warning at synth
   */
  readonly notify?: ITopic;
  /**
   * What alarms do by severity, in place of `notify`: topics, functions, OpsItems. Not together with `incidents`.
   * @default - none
   */
  readonly actions?: ActionsBySeverity;
  /**
   * What evaluates the objectives of `slo` every five minutes. `false`: nothing does, and they are burn-rate alarms alone,
   * without budgets, reports and dashboard.
   * @default - one for the stack, made with its first objective
   */
  readonly slos?: ISloEvaluation | false;
  /** CloudWatch namespace of the service's own metrics. @default 'Sightline' */
  readonly namespace?: string;
  /** Version of the code, for metrics and logs; may be a token. @default - none */
  readonly release?: string;
  /**
   * Entries of your own. One with the title and type of a built-in entry replaces it.
   * @default - the built-in catalog alone
   */
  readonly catalog?: readonly CatalogEntry[];
  /**
   * Nested stacks that the alarms are spread over, 0 for none. A change gives all alarms new names.
   * @default - none while the stack has room for all alarms, else 16
   */
  readonly shards?: number;
  /** Last changes to an alarm before it is written to the template; its name is for `alarmNames`. @default - none */
  readonly customizeAlarm?: (alarm: CfnAlarm, about: MonitoredAlarm) => void;
  /** How alarms are named. @default - `<service>-<environment>-<resource>-<alarm>-<hash>` */
  readonly alarmNames?: AlarmNaming;
  /**
   * Address that the runbooks of the package (its folder `runbooks`) are served at, such as `https://wiki.example.com/sre`:
   * descriptions of alarms then link to `<address>/lambda-function.md#throttles`, beside the first step in words.
   * @default - the first step alone
   */
  readonly runbooks?: string;
  /** Dashboards to make; resources of families that none of them shows are on none. @default ['overview'] */
  readonly dashboards?: readonly DashboardTemplate[];
  /** Rows of your own, below the service's. @default - none */
  readonly dashboardRows?: readonly DashboardRow[];
  /** Moments to draw into all graphs, such as deploys. @default - none */
  readonly dashboardAnnotations?: readonly DashboardAnnotation[];
  /** Environments that people can switch the service's own graphs between. @default - no switch */
  readonly dashboardEnvironments?: readonly string[];
}

const KNOWN_PROPS: Readonly<Record<keyof ObservabilityProps, true>> = {
  service: true,
  environment: true,
  incidents: true,
  dependsOn: true,
  notify: true,
  actions: true,
  slos: true,
  namespace: true,
  release: true,
  catalog: true,
  shards: true,
  customizeAlarm: true,
  alarmNames: true,
  runbooks: true,
  dashboards: true,
  dashboardRows: true,
  dashboardAnnotations: true,
  dashboardEnvironments: true,
};

/** @throws for what is unknown, contradicts itself or is out of range */
export function checkObservabilityProps(where: string, props: ObservabilityProps): void {
  checkKeys(where, props, KNOWN_PROPS);
  checkName('service', props.service);
  checkName('environment', props.environment);
  if (props.namespace !== undefined) checkNamespace(props.namespace);
  if (props.shards !== undefined) checkNumber(where, 'shards', props.shards, { min: 0, max: 200, integer: true });
  if (props.runbooks !== undefined && !/^https?:\/\/\S+$/.test(props.runbooks)) {
    throw new Error(
      `${where}: 'runbooks' must be an address such as https://wiki.example.com/sre, got '${props.runbooks}'`,
    );
  }
  checkCatalog(where, props.catalog ?? []);
  checkFunctions(where, props);
  checkEvaluation(where, props.slos);
  dependencyNames(where, props);
  checkRows(where, props.dashboardRows ?? []);
  checkAnnotations(where, props.dashboardAnnotations ?? []);
  if (props.incidents && (props.notify || props.actions)) {
    const other = props.notify ? 'notify' : 'actions';
    throw new Error(`${where} got both 'incidents' and '${other}', and people would be told twice; pass one`);
  }
  if (props.notify && props.actions) {
    throw new Error(`${where} got both 'notify' and 'actions'; pass AlarmAction.topic(topic) among the actions`);
  }
}

function checkCatalog(where: string, catalog: readonly CatalogEntry[]): void {
  const isList = Array.isArray(catalog);
  demand(where, isList, `'catalog' must be a list of entries such as [MY_ENTRY], got ${shown(catalog)}`);
  for (const entry of catalog) checkEntry(entry);
}

function checkEvaluation(where: string, slos: ISloEvaluation | false | undefined): void {
  const fits = slos === undefined || slos === false || typeof slos?.evaluationName === 'string';
  demand(where, fits, `'slos' must be a SloEvaluation, or false for none, got ${shown(slos)}`);
}

function checkFunctions(where: string, { customizeAlarm, alarmNames }: ObservabilityProps): void {
  for (const [name, value] of Object.entries({ customizeAlarm, alarmNames })) {
    const fits = value === undefined || typeof value === 'function';
    demand(where, fits, `'${name}' must be a function, got ${shown(value)}`);
  }
}

/** Names of the services that this one depends on, each once. @throws where one is no service, or is this one */
export function dependencyNames(where: string, { service, incidents, dependsOn = [] }: ObservabilityProps): string[] {
  demand(where, Array.isArray(dependsOn), `'dependsOn' must be a list, got ${shown(dependsOn)}`);
  if (dependsOn.length > 0)
    demand(where, incidents !== undefined, "'dependsOn' links incidents; pass 'incidents' as well");
  const names = dependsOn.map((one) => (typeof one === 'string' ? one : one?.service));
  for (const name of names) checkName('dependsOn', name);
  demand(
    where,
    !names.includes(service),
    `'dependsOn' must name other services, got '${service}' itself; leave it out`,
  );
  return [...new Set(names)];
}
