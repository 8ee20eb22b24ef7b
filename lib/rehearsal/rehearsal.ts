/** `rehearse(...)`: plays scenarios and recordings against the alarms and workflows of an app, in virtual time. */
import { MemoryMetricStore } from '../adapters/memory/metric-store';
import { DEFAULT_EXTRA_DATAPOINTS } from '../core/alarm/evaluation';
import { describeSeconds } from '../core/alarm/threshold';
import { describeMetric, metricKey } from '../core/signal/metric';
import type { RehearsalReport } from '../view/report/model';
import { alarmsToPlay } from './alarms-to-play';
import { type Assembly, joinAssemblies } from './assembly';
import type { RehearsalBindings } from './bindings';
import { checkedBindings } from './checked-bindings';
import { chooseStacks } from './chosen-stacks';
import { type Coverage, CoverageRecord } from './coverage';
import { WidgetArtist } from './custom-widgets';
import { definedStack } from './definitions';
import { hubsOf } from './hubs';
import { parseMetricReference } from './metric-reference';
import { readAlarms, type TemplateAlarm } from './platform/alarms/definition';
import { type Mute, readMutes } from './platform/alarms/mutes';
import { guardNetwork } from './platform/network-guard';
import { OutputCapture } from './platform/output-capture';
import { Platform } from './platform/platform';
import { Recorder } from './recorder';
import { parseRecording } from './recording';
import { writeReport } from './report';
import { parseScenario, type Scenario } from './scenario';
import { assemblyOf, type RehearsalSource } from './source';
import { checkDefinitions, checkScenario, loadSeries, scenarioMutes, schedule } from './stage';
import type { Story as WrittenStory } from './story';
import { type Resource, Templates } from './templates';
import { readTextFile } from './text-file';
import { VirtualClock } from './virtual-clock';
import type { World } from './world';

/** The code that runs in a rehearsal, and what it may leave out. */
export interface RehearsalOptions {
  /** The code of the user's functions. Without it only Sightline's own functions run. */
  readonly bindings?: RehearsalBindings;
  /**
   * How many datapoints an evaluation looks at beyond the evaluation periods. AWS publishes one example only.
   * @default 2
   */
  readonly extraDatapoints?: number;
  /**
   * Bindings may name functions and queues that this app does not have, as an older version of it may not.
   * @default - such a name is an error
   */
  readonly skipUnknownBindings?: boolean;
  /**
   * Plays only stacks whose name or path fits one of these, such as `Prod/*`, with their nested stacks; `*` stands for any
   * characters. For apps that have a hub for each environment.
   * @default - all stacks
   */
  readonly stacks?: readonly string[];
  /**
   * Patterns of `stacks` may fit no stack of this app, as they may not in an older version of it.
   * @default - such a pattern is an error
   */
  readonly skipUnknownStacks?: boolean;
}

/** What a play tells and draws while it runs. */
export interface PlayOptions {
  /** Called as virtual time goes on, with the share that is done (0 to 1). */
  readonly onProgress?: (share: number) => void;
  /**
   * When to draw the custom widgets of the dashboards, such as `15m` from the start; `widgetsOf` has them.
   * @default - they are not drawn
   */
  readonly widgetsAt?: readonly string[];
}

/** Which metric a recording is played as. */
export interface ReplayOptions extends PlayOptions {
  /** The metric that the recording stands for, such as `AWS/Lambda/Duration:FunctionName=@PlaceOrder`. */
  readonly metric: string;
  /** Every value is multiplied by this. @default 1 */
  readonly scale?: number;
}

/**
 * Prepares a rehearsal.
 * @param source an app, synthesized or not; several where its hub is in an app of its own; left out: only the alarms that
 * scenarios define themselves
 * @throws where it is no assembly or template
 */
export function rehearse(
  source?: RehearsalSource | readonly RehearsalSource[],
  options: RehearsalOptions = {},
): Rehearsal {
  const sources = [source ?? []].flat() as readonly RehearsalSource[];
  const assembly = joinAssemblies(sources.map(assemblyOf));
  const chosen = chooseStacks(assembly, options.stacks, { skipUnknown: options.skipUnknownStacks });
  return new Rehearsal(chosen, options);
}

/** The templates of an app, ready to play stories in virtual time. `rehearse` makes one. */
export class Rehearsal {
  private readonly templates: Templates;
  private readonly covered = new CoverageRecord();

  constructor(
    private readonly assembly: Assembly,
    private readonly options: RehearsalOptions,
  ) {
    this.templates = new Templates(assembly);
  }

  /**
   * Plays a scenario file, or a story built in code, and judges its expectations. The process's clock is virtual until
   * the answer is there.
   * @throws where it cannot be read or played, naming file and line
   */
  async play(source: string | WrittenStory, options: PlayOptions = {}): Promise<RehearsalReport> {
    if (typeof source !== 'string' && typeof source?.toString !== 'function')
      throw new Error(`play() takes the name of a scenario file or a story, got ${String(source)}`);
    if (typeof source !== 'string') return this.playText(source.toString(), options, 'story');
    if (source.includes('\n')) throw new Error('play() takes the name of a file; give the text to playText()');
    return this.playText(readTextFile(source, 'scenario'), options, source);
  }

  /** Plays the text of a scenario; `file` is what errors call it, and recordings are looked for beside it. */
  async playText(text: string, options: PlayOptions = {}, file = 'scenario'): Promise<RehearsalReport> {
    return this.playScenario(parseScenario(text, file), options);
  }

  /** Plays a scenario that is parsed already. */
  async playScenario(scenario: Scenario, options: PlayOptions = {}): Promise<RehearsalReport> {
    const templates = this.withDefinitions(scenario);
    return this.run(templates, scenario, options, {
      mutes: (alarms) => scenarioMutes(scenario, alarms),
      prepare: (platform, world, alarms) => {
        checkDefinitions(scenario, alarms, world);
        checkScenario(scenario, platform, world);
        loadSeries(scenario, alarms, world);
        schedule(scenario, platform, world);
      },
      told: { title: scenario.title, source: scenario.file, scenario },
    });
  }

  /** Plays a recorded series into the alarms that watch one metric. */
  async replay(file: string, options: ReplayOptions): Promise<RehearsalReport> {
    const recording = parseRecording(readTextFile(file, 'recording'), file);
    const metric = parseMetricReference(options.metric, this.templates);
    const scale = options.scale ?? 1;
    const startMs = Math.floor((recording.points[0]?.atMs as number) / 60_000) * 60_000;
    const durationMs = (recording.points.at(-1)?.atMs as number) + 3_600_000 - startMs;
    return this.run(this.templates, { startMs, durationMs }, options, {
      only: metricKey(metric),
      prepare: (_platform, world, alarms) => {
        const told = (text: string) => world.recorder.tell(startMs, 'warning', text);
        for (const remark of recording.remarks) told(remark);
        for (const alarm of alarms) warnOfSpacing(alarm, recording.spacingMs, told);
        const times = scale === 1 ? '' : `, times ${scale}`;
        const scene = `${recording.points.length} recorded points of ${describeMetric(metric)}${times}`;
        world.recorder.tell(startMs, 'scene', scene);
        const writer = world.metrics.writer(metric);
        for (const { atMs, value } of recording.points) writer.sample(value * scale, atMs);
      },
      told: { title: `Replay of ${file.split('/').at(-1)}`, source: file },
    });
  }

  /**
   * The alarms that can be rehearsed, and those that cannot, by the path of their construct with the reason; and the
   * mute rules as the templates have them.
   * @internal
   */
  alarms(): {
    readonly alarms: readonly TemplateAlarm[];
    readonly muteRules: readonly Resource[];
    readonly notRehearsed: ReadonlyMap<string, string>;
  } {
    const world = { templates: this.templates, notRehearsed: new Map<string, string>() };
    const muteRules = this.templates.ofType('AWS::CloudWatch::AlarmMuteRule');
    return { alarms: readAlarms(world), muteRules, notRehearsed: world.notRehearsed };
  }

  /** Which alarms some story of this rehearsal drove to ALARM, and which none did. */
  coverage(): Coverage {
    const { alarms, notRehearsed } = this.alarms();
    return this.covered.of(alarms, notRehearsed);
  }

  private withDefinitions({ definitions, file }: Scenario): Templates {
    if (definitions.length === 0) return this.templates;
    // Where a hub hears them, if there is one.
    const environment = hubsOf(this.templates)[0]?.place ??
      this.assembly.stacks[0]?.environment ?? { account: '000000000000', region: 'us-east-1' };
    const stack = definedStack(definitions, environment, (reference, line) => {
      try {
        return parseMetricReference(reference, this.templates);
      } catch (error) {
        throw new Error(`${file}:${line}: ${(error as Error).message}`);
      }
    });
    return new Templates({ ...this.assembly, stacks: [...this.assembly.stacks, stack] });
  }

  private async run(
    templates: Templates,
    { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
    { onProgress, widgetsAt }: PlayOptions,
    story: Story,
  ): Promise<RehearsalReport> {
    const {
      bindings = { functions: () => ({}) },
      extraDatapoints = DEFAULT_EXTRA_DATAPOINTS,
      skipUnknownBindings,
    } = this.options;
    const clock = VirtualClock.install(startMs);
    const output = new OutputCapture();
    let failure: unknown;
    const fail = (error: unknown) => {
      failure ??= error;
    };
    const unguard = guardNetwork(fail);
    output.install();
    try {
      const recorder = new Recorder(startMs, startMs + durationMs);
      const world: World = {
        templates,
        clock,
        metrics: new MemoryMetricStore(),
        recorder,
        notRehearsed: new Map(),
        fail,
      };
      const alarms = alarmsToPlay(world, story.only);
      const mutes = [
        ...readMutes(world, story.only === undefined ? alarms : undefined),
        ...(story.mutes?.(alarms) ?? []),
      ];
      const platform = new Platform(world, output, alarms, checkedBindings(bindings, fail), {
        extraDatapoints,
        mutes,
        skipUnknownBindings,
      });
      story.prepare(platform, world, alarms);
      const artist = new WidgetArtist(world, platform.functions, widgetsAt, { startMs, durationMs });
      platform.start(startMs);
      if (onProgress) reportProgress(clock, startMs, durationMs, onProgress);
      await clock.runUntil(startMs + durationMs);
      if (failure !== undefined) throw failure;
      this.covered.add(recorder.alarmStates);
      const drawings = artist.atEnd();
      const report = await writeReport({ world, alarms, mutes, platform, extraDatapoints, drawings, ...story.told });
      artist.keep(report);
      return report;
    } finally {
      output.uninstall();
      unguard();
      clock.uninstall();
    }
  }
}

interface Story {
  /** Key of a metric: only the alarms that watch it are played. */
  readonly only?: string;
  /** Mute rules that the story itself sets up. */
  readonly mutes?: (alarms: readonly TemplateAlarm[]) => readonly Mute[];
  readonly prepare: (platform: Platform, world: World, alarms: readonly TemplateAlarm[]) => void;
  readonly told: { readonly title: string; readonly source: string; readonly scenario?: Scenario };
}

function warnOfSpacing(alarm: TemplateAlarm, spacingMs: number, told: (text: string) => void): void {
  if (alarm.kind === 'composite' || spacingMs <= alarm.settings.periodSeconds * 1_000) return;
  const { periodSeconds, treatMissingData } = alarm.settings;
  told(
    `${alarm.resource.name} has a period of ${describeSeconds(periodSeconds)}, the recording a point every ` +
      `${describeSeconds(spacingMs / 1_000)}: the periods between count as missing data (${treatMissingData})`,
  );
}

/** A hundred steps are enough for a bar. */
function reportProgress(clock: VirtualClock, startMs: number, durationMs: number, told: (share: number) => void): void {
  for (let step = 1; step <= 100; step += 1)
    clock.at(startMs + Math.floor((durationMs * step) / 100), () => told(step / 100));
}
