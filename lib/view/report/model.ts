import type { AlarmState } from '../../core/incident/incident';
import type { NotificationKind } from '../../core/incident/notification';
import type { Severity } from '../../core/incident/severity';

/** Everything one rehearsal has to show: what the terminal prints and the HTML page draws. Times are epoch milliseconds. */
export interface RehearsalReport {
  readonly title: string;
  /** Where the story came from: a scenario file or a replayed recording. */
  readonly source: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly verdict: 'passed' | 'failed' | 'observed';
  readonly expectations: readonly ReportExpectation[];
  readonly alarms: readonly ReportAlarm[];
  readonly story: readonly StoryEntry[];
  readonly incidents: readonly ReportIncident[];
  readonly notifications: readonly ReportNotification[];
  readonly dashboards: readonly ReportDashboard[];
  /** What the templates hold and this rehearsal does not play, by name and reason. */
  readonly notRehearsed: readonly { readonly name: string; readonly reason: string }[];
  /** How the platform was simulated: rules and latencies with their source. */
  readonly assumptions: readonly { readonly what: string; readonly value: string; readonly source: string }[];
  readonly counts: Readonly<Record<string, number>>;
  /** Windows in which mute rules held back the actions of alarms. */
  readonly mutes?: readonly ReportMute[];
  /** Advice about alarms that work and could be better; `name` is what it is about. */
  readonly lints?: readonly { readonly name: string; readonly text: string }[];
  /** Names of the alarms that were in ALARM, and of those that never were. Without it: not told. */
  readonly coverage?: { readonly driven: readonly string[]; readonly neverDriven: readonly string[] };
  /** Where messages can go: the hub's channels, and the topics that alarms act on. Without it: not told. */
  readonly channels?: { readonly hub: readonly string[]; readonly topics: readonly string[] };
}

export interface ReportMute {
  /** The mute rule's name; one rule has as many entries as windows. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Names of the alarms it mutes. */
  readonly alarms: readonly string[];
}

export interface ReportExpectation {
  /** 1-based line in the scenario file. */
  readonly line: number;
  readonly text: string;
  readonly passed: boolean;
  /** What happened instead, where it did not pass; where that are several things, a line each. */
  readonly actual?: string;
}

export interface ReportAlarm {
  readonly name: string;
  /** Short name for labels, such as `ChargePayment Errors`. */
  readonly label: string;
  readonly service: string;
  readonly severity?: Severity;
  readonly role?: string;
  /** `Errors Average >= 0.05 in 3 of 5 x 1 min` */
  readonly condition: string;
  /** One sentence: what it means when this fires. */
  readonly summary: string;
  readonly metricKey: string;
  readonly statistic: string;
  readonly threshold: number;
  /** States in order; the first begins at `startMs`. Each lasts until the next. */
  readonly states: readonly ReportState[];
  /** @default 'metric' */
  readonly kind?: 'metric' | 'math' | 'band' | 'composite';
  /** What the alarm judged. Without it: a dashboard's series of the same metric and statistic, where there is one. */
  readonly chart?: ReportAlarmChart;
  /** The actions the alarm carried out. */
  readonly actionsRun?: readonly { readonly atMs: number; readonly state: AlarmState; readonly target: string }[];
  /** For composite alarms: the rule expression. */
  readonly rule?: string;
  /** Of one window of a burn-rate rule: the objective whose page or ticket reads it. Such alarms tell nobody themselves. */
  readonly windowOf?: string;
}

export interface ReportState {
  readonly atMs: number;
  readonly state: AlarmState;
  readonly reason: string;
  /** Why the actions of this state did not run: `muted by NAME until 10:00`, `suppressed: WaitPeriod`. */
  readonly heldBack?: string;
  /** The datapoints the state was judged by: time and value. */
  readonly evidence?: readonly (readonly [number, number])[];
}

export interface ReportAlarmChart {
  /**
   * The evaluated datapoints: start of the period and value; null where it was missing. Where one datapoint decides that is
   * longer than the time between evaluations: time of the evaluation and its value.
   */
  readonly points: readonly (readonly [number, number | null])[];
  readonly band?: ReportBand;
}

/** For anomaly bands: time, lower and upper bound; null where the model had none. */
export type ReportBand = readonly (readonly [number, number | null, number | null])[];

export type StoryKind =
  | 'traffic'
  | 'scene'
  | 'remark'
  | 'alarm'
  | 'recovery'
  | 'state'
  | 'incident'
  | 'page'
  | 'notice'
  | 'resolved'
  | 'warning';

/** One line of the story. */
export interface StoryEntry {
  readonly atMs: number;
  readonly kind: StoryKind;
  readonly text: string;
  /** Smaller print behind it. */
  readonly detail?: string;
  /** Of a scene that breaks something: reaction times count from the first one. Without it: it breaks nothing. */
  readonly breaks?: true;
  /** Name of the alarm whose change of state it tells. Without it: it tells something else. */
  readonly alarm?: string;
}

export interface ReportIncident {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly environment: string;
  /** At the end of the story. */
  readonly severity: Severity;
  /** The worst it had in the story, where it was lowered since. Without it: it never was worse than `severity`. */
  readonly worstSeverity?: Severity;
  readonly status: string;
  readonly openedMs: number;
  readonly resolvedMs?: number;
  readonly generation: number;
  readonly timeline: readonly { readonly atMs: number; readonly kind: string; readonly text: string }[];
  /** When what its alarms looked at began: before `openedMs`. Without it: not told. */
  readonly fromMs?: number;
  /** The first ten requests of the service that failed from `fromMs` until it was resolved. Without it: not told. */
  readonly requests?: readonly ReportRequest[];
  /** True where log lines of that time are no longer known, so that there may have been earlier requests. */
  readonly requestsIncomplete?: boolean;
}

/** A request that failed, with the ids by which its log lines, its metrics and its trace are found. */
export interface ReportRequest {
  /** Of its first line that tells of a failure. */
  readonly atMs: number;
  readonly requestId: string;
  readonly correlationId?: string;
  readonly traceId?: string;
  readonly operation?: string;
  /** Of its first error, with `fingerprint`. Without them: no line of it tells an error. */
  readonly category?: string;
  readonly fingerprint?: string;
  /** At most its last ten, at most 2,000 characters each. */
  readonly lines: readonly { readonly atMs: number; readonly logGroup: string; readonly text: string }[];
}

export interface ReportNotification {
  readonly atMs: number;
  readonly channel: string;
  readonly kind: NotificationKind | 'maintenance' | 'fallback' | 'alarm-action';
  /** Who gets it: the topic's subscriptions. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly body: string;
}

export interface ReportDashboard {
  readonly name: string;
  /** The incident hub that it is about. @default - it is of a service, or of whatever its owner put there */
  readonly hub?: string;
  readonly widgets: readonly ReportWidget[];
}

/** A widget of a CloudWatch dashboard body, with its data filled in. Positions are CloudWatch's 24-column grid. */
export interface ReportWidget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly type: 'metric' | 'text' | 'alarm' | 'custom';
  readonly title: string;
  /** For `text` widgets: Markdown as in the body. */
  readonly markdown?: string;
  /** For `alarm` widgets: names of the alarms. For `metric` widgets: alarms whose time in ALARM is shaded. */
  readonly alarms?: readonly string[];
  /** For `metric` widgets. */
  readonly series?: readonly ReportSeries[];
  /** For `metric` widgets: further metrics whose alarms shade the chart, such as those an expression chooses from. */
  readonly metricKeys?: readonly string[];
  /** Horizontal lines: thresholds. */
  readonly annotations?: readonly {
    readonly label: string;
    readonly value: number;
    /** @default 'left' */
    readonly axis?: 'left' | 'right';
  }[];
  /** For `custom` widgets: what their function drew. */
  readonly drawing?: ReportDrawing;
  /** For `custom` widgets without a `drawing`: why, as the end of a sentence. */
  readonly notDrawn?: string;
}

/** A custom widget at the end of the rehearsal: HTML as its function answered it, of whoever wrote that. */
export interface ReportDrawing {
  /** When it was asked for. */
  readonly atMs: number;
  /** Pixels that it was drawn for. */
  readonly height: number;
  readonly light: string;
  readonly dark: string;
}

export interface ReportSeries {
  readonly label: string;
  readonly unit?: string;
  /** The metric's identity; alarms on the same metric shade the chart. Without it: only the widget's `alarms` do. */
  readonly metricKey?: string;
  readonly statistic: string;
  readonly axis: 'left' | 'right';
  readonly color?: string;
  /** Bucket start in epoch ms and value; null where there was no data. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly band?: ReportBand;
}
