/** Makes the report of a finished rehearsal: what the terminal prints and the page draws. */
import { readAlarmDescription } from '../core/alarm/description';
import { isBand } from '../core/alarm/threshold';
import { ALARM_TAG } from '../core/conventions';
import type { Incident, TimelineEntry } from '../core/incident/incident';
import { incidentFromItem } from '../core/incident/item/incident-item';
import { readReceived } from '../core/incident/received';
import { parseSeverity } from '../core/incident/severity';
import { metricKey } from '../core/signal/metric';
import type {
  RehearsalReport,
  ReportAlarm,
  ReportIncident,
  ReportMute,
  StoryEntry,
  StoryKind,
} from '../view/report/model';
import { chartOf } from './alarm-chart';
import type { EndDrawings } from './custom-widgets';
import { dashboardsOf } from './dashboards';
import { evaluationMs, withRequests } from './incident-requests';
import { judge } from './judge';
import { burnRateWindows } from './platform/alarms/burn-rate-windows';
import { serviceOf } from './platform/alarms/common';
import { conditionOf, labelOf, ruleOf, type TemplateAlarm } from './platform/alarms/definition';
import { type Mute, windowsWithin } from './platform/alarms/mutes';
import { assumptions, type Platform } from './platform/platform';
import type { Recorder } from './recorder';
import { keepTelemetry } from './request-of';
import type { Scenario } from './scenario';
import { keepSlos } from './slo-of';
import type { World } from './world';

export interface FinishedRehearsal {
  readonly world: World;
  readonly alarms: readonly TemplateAlarm[];
  readonly mutes: readonly Mute[];
  /** Datapoints of an evaluation range beyond the evaluation periods. */
  readonly extraDatapoints: number;
  readonly platform: Platform;
  /** Of the custom widgets of dashboards. */
  readonly drawings: EndDrawings;
  readonly title: string;
  readonly source: string;
  /** Absent for replays: nothing is expected of them. */
  readonly scenario?: Scenario;
}

export async function writeReport(finished: FinishedRehearsal): Promise<RehearsalReport> {
  const { world, platform, scenario } = finished;
  const { recorder } = world;
  const windows = burnRateWindows(finished.alarms);
  const alarms = finished.alarms.map((alarm) => reportAlarm(alarm, world, windows));
  const told = await incidentsOf(platform, finished.alarms);
  const incidents = withRequests(
    told.map(({ report }) => report),
    recorder,
  );
  const expectations = scenario ? judge(scenario, { alarms, incidents, notifications: recorder.notifications }) : [];
  const passed = expectations.every((expectation) => expectation.passed);
  const dashboards = dashboardsOf(world, finished.drawings);
  const report: RehearsalReport = {
    title: finished.title,
    source: finished.source,
    startMs: recorder.startMs,
    endMs: recorder.endMs,
    verdict: expectations.length === 0 ? 'observed' : passed ? 'passed' : 'failed',
    expectations,
    alarms,
    story: [...recorder.story, ...told.flatMap(({ story }) => story)].sort((a, b) => a.atMs - b.atMs),
    incidents,
    notifications: recorder.notifications,
    dashboards,
    notRehearsed: [...world.notRehearsed].map(([name, reason]) => ({ name, reason })),
    assumptions: assumptions(finished.extraDatapoints),
    counts: Object.fromEntries(recorder.counts),
    mutes: finished.mutes.flatMap((mute) => reportMute(mute, recorder)),
    lints: finished.alarms.flatMap((alarm) =>
      alarm.kind === 'composite' ? [] : alarm.lints.map((text) => ({ name: labelOf(alarm), text })),
    ),
    coverage: coverageOf(alarms),
    channels: channelsOf(platform),
  };
  keepTelemetry(report, recorder.telemetry);
  await keepSlos(report, platform.hub.evaluations.all());
  return report;
}

function reportMute(mute: Mute, { startMs, endMs }: Recorder): ReportMute[] {
  const { name, alarms } = mute;
  return windowsWithin(mute, startMs, endMs).map((window) => ({ name, alarms, ...window }));
}

/** Where the hub's configuration cannot be read, that is an error of the functions that read it, not of the report. */
function channelsOf({ hub, alarms }: Platform): RehearsalReport['channels'] {
  try {
    return { hub: hub.channelNames(), topics: alarms.topicNames() };
  } catch {
    return undefined;
  }
}

function coverageOf(alarms: readonly ReportAlarm[]): RehearsalReport['coverage'] {
  const fired = ({ states }: ReportAlarm) => states.some(({ state }) => state === 'ALARM');
  const names = (listed: readonly ReportAlarm[]) => listed.map(({ name }) => name);
  return {
    driven: names(alarms.filter(fired)),
    neverDriven: names(alarms.filter((alarm) => !fired(alarm))),
  };
}

function reportAlarm(alarm: TemplateAlarm, world: World, windows: ReadonlyMap<string, string>): ReportAlarm {
  const described = readAlarmDescription(alarm.description);
  const { name } = alarm.resource;
  const windowOf = windows.get(name);
  return {
    kind: alarm.kind,
    ...watchedOf(alarm, world),
    actionsRun: world.recorder.actionsRun.get(name) ?? [],
    name,
    label: labelOf(alarm),
    service: serviceOf(alarm),
    severity: parseSeverity(alarm.tags[ALARM_TAG.severity]),
    role: alarm.tags[ALARM_TAG.role],
    condition: conditionOf(alarm),
    summary: described.summary,
    states: world.recorder.alarmStates.get(name) ?? [],
    ...(windowOf !== undefined && { windowOf }),
  };
}

function watchedOf(
  alarm: TemplateAlarm,
  world: World,
): Pick<ReportAlarm, 'metricKey' | 'statistic' | 'threshold' | 'chart' | 'rule'> {
  if (alarm.kind === 'composite') return { metricKey: '', statistic: '', threshold: Number.NaN, rule: ruleOf(alarm) };
  return {
    metricKey: alarm.metric ? metricKey(alarm.metric) : '',
    statistic: alarm.statistic ?? '',
    threshold: isBand(alarm.settings) ? Number.NaN : alarm.settings.threshold,
    chart: chartOf(alarm, world),
  };
}

/** Timeline entries that are a turn of the story; the others are told by their alarms already. */
const STORY_KINDS: Partial<Record<TimelineEntry['kind'], StoryKind>> = {
  opened: 'incident',
  reopened: 'incident',
  escalated: 'incident',
  acknowledged: 'incident',
  resolved: 'recovery',
};

interface ToldIncident {
  readonly report: ReportIncident;
  readonly story: readonly StoryEntry[];
}

async function incidentsOf(platform: Platform, alarms: readonly TemplateAlarm[]): Promise<ToldIncident[]> {
  const told: ToldIncident[] = [];
  for (const store of platform.hub.incidentStores()) {
    for (const item of store.items().filter(({ sk }) => sk === 'META')) {
      const incident = incidentFromItem(item);
      const fromMs = incident.openedMs - evaluationMs(incident.alarms, alarms);
      const worstSeverity = platform.hub.worstSeverities.above(incident);
      told.push(tell(incident, await store.readTimeline(incident.id), { fromMs, worstSeverity }));
    }
  }
  return told.sort((a, b) => a.report.openedMs - b.report.openedMs);
}

function tell(
  incident: Incident,
  timeline: readonly TimelineEntry[],
  { fromMs, worstSeverity }: Pick<ReportIncident, 'fromMs' | 'worstSeverity'>,
): ToldIncident {
  const name = `Incident ${incident.service} ${incident.environment}`.trim();
  return {
    report: {
      id: incident.id,
      title: incident.title,
      service: incident.service,
      environment: incident.environment,
      severity: incident.severity,
      ...(worstSeverity !== undefined && { worstSeverity }),
      status: incident.status,
      openedMs: incident.openedMs,
      fromMs,
      resolvedMs: incident.resolvedMs,
      generation: incident.generation,
      timeline: timeline.map(({ atMs, kind, text }) => ({ atMs, kind, text })),
    },
    story: timeline.flatMap(({ atMs, kind, text }) => {
      const storyKind = STORY_KINDS[kind];
      const received = readReceived(text);
      const detail =
        received === undefined ? incident.id : `${incident.id}, by data of this time, received ${received}`;
      return storyKind ? [{ atMs, kind: storyKind, text: `${name} ${kind}`, detail }] : [];
    }),
  };
}
