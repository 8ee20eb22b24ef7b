/** The dashboard of an incident hub: how incidents went in the last two weeks, and how the workflow itself does. */
import { cloudWatchConsole } from '../console';
import { DEFAULT_NAMESPACE, DIMENSION, PAGER_HEARTBEAT, WORKFLOW_METRIC } from '../conventions';
import { bodyOf, type DashboardBody, type Row, rowOf, type Tile, textRow } from './body';
import { GRAPH_HEIGHT } from './graph';
import { DASHBOARD_LIMIT, GRID_COLUMNS } from './model';

export interface HubDashboardContent {
  readonly hub: string;
  readonly region: string;
  /** Names of the queues, by what they are called on the dashboard. */
  readonly queues: Readonly<Record<string, string>>;
  /** The same of those for what could not be handled. */
  readonly deadLetters: Readonly<Record<string, string>>;
  /** Channels that get heartbeats. */
  readonly pagers: readonly string[];
  /** ARNs of the alarms on the workflow. */
  readonly alarms: readonly string[];
  /** Rows of custom widgets. @default - none */
  readonly widgets?: readonly Row[];
}

type MetricRow = readonly unknown[];

const DAY = 86_400;
const HOUR = 3_600;
const M = WORKFLOW_METRIC;

/** About twenty widgets, whatever the hub has: pagers and queues are lines. */
export function hubDashboard(content: HubDashboardContent): DashboardBody {
  const { hub, alarms, pagers } = content;
  const shown = alarms.slice(0, DASHBOARD_LIMIT.alarmsPerWidget);
  const rows = [
    textRow(header(content), 4),
    ...(shown.length > 0 ? [alarmRow(shown)] : []),
    ...(content.widgets ?? []),
    textRow('## A day'),
    ...threeOf(content, [
      ['Incidents', DAY, 'Sum', [line(hub, M.incidentsOpened, 'Opened'), line(hub, M.incidentsResolved, 'Resolved')]],
      ['Signals', DAY, 'Sum', [line(hub, M.signalsRaised, 'Raised'), line(hub, M.signalsCleared, 'Cleared')]],
      ['Pages sent', DAY, 'Sum', [line(hub, M.pagesSent, 'Pages')]],
      ['Time to acknowledge', DAY, 'p50', percentiles(hub, M.timeToAcknowledge)],
      ['Time to resolve', DAY, 'p50', percentiles(hub, M.timeToResolve)],
      ['Notify latency', HOUR, 'p99', [line(hub, M.notifyLatency, '99 %')]],
    ]),
    textRow('## The last seven days, counted once a day'),
    ...threeOf(content, [
      [
        ...(['Medians, and 9 in 10', DAY, 'Maximum'] as const),
        [
          line(hub, M.medianTimeToAcknowledge, 'Acknowledged, median'),
          line(hub, M.p90TimeToAcknowledge, 'Acknowledged, 9 in 10'),
          line(hub, M.medianTimeToResolve, 'Resolved, median'),
          line(hub, M.p90TimeToResolve, 'Resolved, 9 in 10'),
        ],
      ],
      [
        ...(['Noise, percent', DAY, 'Maximum'] as const),
        [
          line(hub, M.noiseRatio, 'Ended and nobody had looked'),
          line(hub, M.reopenRate, 'Came back'),
          line(hub, M.falsePositiveRate, 'Rang for nothing'),
        ],
      ],
      ['Most pages to one person', DAY, 'Maximum', [line(hub, M.mostPagesPerPerson, 'Pages')]],
    ]),
    textRow('## The workflow itself'),
    ...threeOf(content, [
      [
        ...(['What should be 0', HOUR, 'Sum'] as const),
        [
          line(hub, M.notificationDead, 'Messages given up'),
          line(hub, M.escalationOverdue, 'Escalations overdue'),
          line(hub, M.escalationsUnproven, 'Escalations unproven'),
          line(hub, M.postmortemOverdue, 'Post-mortems overdue'),
        ],
      ],
      ['Queues, waiting', 300, 'Maximum', queueLines(content.queues)],
      ['Dead letters', 300, 'Maximum', queueLines(content.deadLetters)],
      ...(pagers.length > 0
        ? [['Pager heartbeats: 1 taken, 0 refused', 300, 'Minimum', pagerLines(hub, pagers)] as const]
        : []),
    ]),
  ];
  return { ...bodyOf(hubDashboardName(hub), rows, []), start: '-P2W' };
}

/** `Sightline-<hub>-incidents`, in the letters that dashboard names may have. */
export function hubDashboardName(hub: string): string {
  return `Sightline-${hub}-incidents`.replace(/[^A-Za-z0-9_-]/g, '-');
}

/** Which hub a dashboard of that name is of, in the letters of the name; `undefined` of others. */
export function hubOfDashboard(name: string): string | undefined {
  return /^Sightline-(.+)-incidents$/.exec(name)?.[1];
}

function header({ hub, region }: HubDashboardContent): string {
  const console = cloudWatchConsole(region);
  const links = [
    // Parentheses would end a Markdown link early: the console reads them percent-encoded, too.
    `[alarms of the workflow](${console}#alarmsV2:?~%28search~'${hub}-watchdog%29)`,
    `[all alarms](${console}#alarmsV2:)`,
    `[traces](${console}#xray:service-map/map)`,
  ];
  return `# Incidents of the hub ${hub}\n\n\`sightline incidents list\` shows what is open, \`sightline incidents report\` the numbers and the proof that escalations ran.\n\n${links.join(' · ')}`;
}

type GraphOf = readonly [title: string, periodSeconds: number, stat: string, metrics: readonly MetricRow[]];

/** Three a row. */
function threeOf({ region }: HubDashboardContent, graphs: readonly GraphOf[]): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < graphs.length; from += 3) {
    const some = graphs.slice(from, from + 3);
    rows.push(rowOf(some.map((graph) => tileOf(graph, region, GRID_COLUMNS / 3))));
  }
  return rows;
}

function tileOf([title, period, stat, metrics]: GraphOf, region: string, width: number): Tile {
  const look = { view: 'timeSeries', stacked: false, yAxis: { left: { min: 0 } } };
  return {
    type: 'metric',
    width,
    height: GRAPH_HEIGHT,
    properties: { title, metrics, stat, period, region, ...look },
  };
}

function line(hub: string, name: string, label: string): MetricRow {
  return [DEFAULT_NAMESPACE, name, DIMENSION.hub, hub, { label }];
}

function percentiles(hub: string, name: string): MetricRow[] {
  return ['p50', 'p90'].map((stat) => [DEFAULT_NAMESPACE, name, DIMENSION.hub, hub, { stat, label: stat }]);
}

function queueLines(queues: Readonly<Record<string, string>>): MetricRow[] {
  return Object.entries(queues).map(([label, name]) => {
    return ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', name, { label }];
  });
}

function pagerLines(hub: string, pagers: readonly string[]): MetricRow[] {
  return pagers.map((channel) => {
    return [DEFAULT_NAMESPACE, PAGER_HEARTBEAT, DIMENSION.hub, hub, DIMENSION.channel, channel, { label: channel }];
  });
}

function alarmRow(alarms: readonly string[]): Row {
  const height = 1 + Math.ceil(alarms.length / 6);
  return rowOf([{ type: 'alarm', width: GRID_COLUMNS, height, properties: { title: 'Alarms', alarms } }]);
}
