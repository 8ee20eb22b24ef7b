/** Backtest: the alarms of an assembly over the history of their metrics, from CloudWatch or from recorded files. */
import { DEFAULT_EXTRA_DATAPOINTS } from '../core/alarm/evaluation';
import { describeMetric, type MetricId, metricKey } from '../core/signal/metric';
import type { AlarmWithoutHistory, BacktestAlarm, BacktestRecording, BacktestReport } from '../view/backtest/model';
import type { Assembly } from './assembly';
import { sortAlarms } from './backtest/candidates';
import { type CloudWatchHistory, cloudWatchHistory } from './backtest/cloudwatch-history';
import { definitionsOf } from './backtest/definitions';
import { evaluateCandidate } from './backtest/evaluate';
import { metricQueries, type SeriesNeed, seriesNeeds } from './backtest/needs';
import { deployedMetric, madeUpDimensions, type PhysicalNames } from './backtest/physical-names';
import { type RecordedSeries, recordedHistory } from './backtest/recorded-history';
import { sweepRecording } from './backtest/unwatched';
import { labelOf, readAlarms, type TemplateAlarm } from './platform/alarms/definition';
import type { MetricAlarm } from './platform/alarms/metric-alarm';
import { readMutes } from './platform/alarms/mutes';
import type { Recording } from './recording';
import { Templates } from './templates';

export interface BacktestOptions {
  /** Datapoints that an evaluation looks at beyond the evaluation periods. @default 2 */
  readonly extraDatapoints?: number;
}

/** Called as the work goes on, with the share that is done (0 to 1). */
type OnProgress = (share: number) => void;

export class Backtest {
  readonly templates: Templates;
  private readonly alarms: readonly TemplateAlarm[];
  private readonly notRehearsed = new Map<string, string>();
  private readonly extraDatapoints: number;

  /** @throws where the assembly has no alarm */
  constructor(
    private readonly assembly: Assembly,
    { extraDatapoints = DEFAULT_EXTRA_DATAPOINTS }: BacktestOptions = {},
  ) {
    this.extraDatapoints = extraDatapoints;
    this.templates = new Templates(assembly);
    this.alarms = readAlarms({ templates: this.templates, notRehearsed: this.notRehearsed });
    if (this.alarms.length === 0 && this.notRehearsed.size === 0)
      throw new Error(
        `the cloud assembly '${assembly.directory}' has no CloudWatch alarms, so there is nothing to test`,
      );
  }

  /** Every metric that the alarms read, as the templates name it. */
  metrics(): MetricId[] {
    const metrics = this.metricAlarms().flatMap((alarm) => metricQueries(alarm).map(({ metric }) => metric));
    return [...new Map(metrics.map((metric) => [metricKey(metric), metric])).values()];
  }

  /** What has to be read of CloudWatch. */
  needs(names: PhysicalNames): SeriesNeed[] {
    const readable = this.metricAlarms().filter(({ settings }) => settings.periodSeconds >= 60);
    return seriesNeeds(readable, (metric) => deployedMetric(metric, names), this.extraDatapoints);
  }

  /** @param told where the history is from, in words */
  async overCloudWatch(
    history: Omit<CloudWatchHistory, 'deployed'>,
    names: PhysicalNames,
    told: string,
    onProgress?: OnProgress,
  ): Promise<BacktestReport> {
    const whole = { ...history, deployed: (metric: MetricId) => deployedMetric(metric, names) };
    const sorted = sortAlarms(this.alarms, (alarm) => cloudWatchHistory(alarm, whole));
    return this.report(sorted, { told, names, onProgress });
  }

  /**
   * @param recorded recordings of metrics that the alarms read
   * @param unwatched recordings of others, by what the report calls them
   */
  async overRecordings(
    recorded: readonly RecordedSeries[],
    unwatched: ReadonlyMap<string, Recording>,
    { told, remarks = [], onProgress }: { told: string; remarks?: readonly string[]; onProgress?: OnProgress },
  ): Promise<BacktestReport> {
    const byKey = new Map(recorded.map((one) => [metricKey(one.match.metric), one]));
    const sorted = sortAlarms(this.alarms, (alarm) => recordedHistory(alarm, byKey));
    const recordings = [...unwatched].map(([file, one]) => sweepRecording(file, one, this.extraDatapoints));
    return this.report(sorted, { told, recordings, remarks, onProgress });
  }

  private async report(sorted: ReturnType<typeof sortAlarms>, given: Given): Promise<BacktestReport> {
    const { told, names, recordings = [], remarks = [], onProgress } = given;
    const world = { templates: this.templates, notRehearsed: new Map(this.notRehearsed) };
    const stage = { templates: this.templates, mutes: readMutes(world), extraDatapoints: this.extraDatapoints };
    const alarms: BacktestAlarm[] = [];
    for (const candidate of sorted.candidates) {
      alarms.push(await evaluateCandidate(candidate, stage));
      onProgress?.(alarms.length / sorted.candidates.length);
    }
    const refused = [...world.notRehearsed].map(([name, reason]) => ({ name, reason }));
    return {
      schemaVersion: 1,
      source: this.assembly.directory,
      history: told,
      recorded: names === undefined,
      ...(alarms.length > 0 && { period: periodOf(alarms) }),
      alarms: alarms.sort(byPages),
      totals: totalsOf(alarms),
      withoutHistory: sorted.withoutHistory.map((one) => this.wordWithout(one, names)),
      notBacktested: [...sorted.notBacktested, ...refused],
      recordings,
      remarks,
      definitions: definitionsOf(this.extraDatapoints),
    };
  }

  private wordWithout(
    { alarm, failure }: ReturnType<typeof sortAlarms>['withoutHistory'][number],
    names: PhysicalNames | undefined,
  ): AlarmWithoutHistory {
    const metrics = metricQueries(alarm).map(({ metric }) => metric);
    return {
      name: alarm.resource.name,
      label: labelOf(alarm),
      metrics: metrics.map((metric) => describeMetric(names ? deployedMetric(metric, names) : metric)),
      madeUp: names ? metrics.flatMap((metric) => madeUpDimensions(metric, names, this.templates)) : [],
      ...(failure !== undefined && { reason: failure }),
    };
  }

  private metricAlarms(): MetricAlarm[] {
    return this.alarms.filter((alarm): alarm is MetricAlarm => alarm.kind !== 'composite');
  }
}

interface Given {
  readonly told: string;
  /** Absent where names do not matter: recordings are told by the names of the templates. */
  readonly names?: PhysicalNames;
  readonly recordings?: readonly BacktestRecording[];
  readonly remarks?: readonly string[];
  readonly onProgress?: OnProgress;
}

function byPages(a: BacktestAlarm, b: BacktestAlarm): number {
  return (
    b.pagesPerWeek - a.pagesPerWeek ||
    b.alarmCount - a.alarmCount ||
    b.alarmMs - a.alarmMs ||
    a.name.localeCompare(b.name, 'en')
  );
}

function periodOf(alarms: readonly BacktestAlarm[]) {
  return {
    startMs: Math.min(...alarms.map(({ startMs }) => startMs)),
    endMs: Math.max(...alarms.map(({ endMs }) => endMs)),
  };
}

function totalsOf(alarms: readonly BacktestAlarm[]): BacktestReport['totals'] {
  const sum = (of: (alarm: BacktestAlarm) => number) => alarms.reduce((total, alarm) => total + of(alarm), 0);
  return {
    pages: sum(({ pageCount }) => pageCount),
    pagesPerWeek: sum(({ pagesPerWeek }) => pagesPerWeek),
    alarms: sum(({ alarmCount }) => alarmCount),
    alarmMs: sum(({ alarmMs }) => alarmMs),
    flaps: sum(({ flaps }) => flaps),
    saved: sum(({ saved }) => saved.reduce((total, { pages }) => total + pages, 0)),
  };
}
