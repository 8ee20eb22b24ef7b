/** `rehearse(...)`: plays scenarios and recordings against the templates of an assembly, in virtual time. */
import { readFileSync } from 'node:fs';
import { MemoryMetricStore } from '../adapters/memory/metric-store';
import { describeSeconds } from '../core/alarm/threshold';
import { describeMetric, metricKey } from '../core/signal/metric';
import type { RehearsalReport } from '../view/report/model';
import { type Assembly, readAssembly } from './assembly';
import type { RehearsalBindings } from './bindings';
import { parseMetricReference } from './metric-reference';
import { labelOf, readAlarms, type TemplateAlarm } from './platform/alarms';
import { guardNetwork } from './platform/network-guard';
import { OutputCapture } from './platform/output-capture';
import { Platform } from './platform/platform';
import { Recorder } from './recorder';
import { parseRecording } from './recording';
import { writeReport } from './report';
import { parseScenario, type Scenario } from './scenario';
import { checkScenario, schedule } from './stage';
import { Templates } from './templates';
import { VirtualClock } from './virtual-clock';
import type { World } from './world';

/** A CDK stack, app or any construct: something whose root can be synthesized. */
export interface Synthesizable {
  readonly node: { readonly root: unknown };
}

export interface RehearsalOptions {
  /** The code of the user's functions. Without it only Sightline's own functions run. */
  readonly bindings?: RehearsalBindings;
}

export interface PlayOptions {
  /** Called as virtual time goes on, with the share that is done (0 to 1). */
  readonly onProgress?: (share: number) => void;
}

export interface ReplayOptions extends PlayOptions {
  /** The metric that the recording stands for, such as `AWS/Lambda/Duration:FunctionName=@PlaceOrder`. */
  readonly metric: string;
  /** Every value is multiplied by this. @default 1 */
  readonly scale?: number;
}

/**
 * Prepares a rehearsal of a synthesized app.
 * @param source directory of a cloud assembly (`cdk.out`), or a construct of an app, which is synthesized
 * @throws where it is no assembly, or one without a single alarm to rehearse
 */
export function rehearse(source: string | Synthesizable, options: RehearsalOptions = {}): Rehearsal {
  return new Rehearsal(readAssembly(typeof source === 'string' ? source : synthesize(source)), options);
}

export class Rehearsal {
  private readonly templates: Templates;

  constructor(
    assembly: Assembly,
    private readonly options: RehearsalOptions,
  ) {
    this.templates = new Templates(assembly);
    if (this.templates.ofType('AWS::CloudWatch::Alarm').length === 0) {
      throw new Error(
        `the cloud assembly '${assembly.directory}' has no CloudWatch alarms, so there is nothing to rehearse; ` +
          'monitor something with Observability.monitor(...) and synthesize again',
      );
    }
  }

  /** Plays a scenario file and judges its expectations. The process's clock is virtual until the answer is there. */
  async play(file: string, options: PlayOptions = {}): Promise<RehearsalReport> {
    return this.playScenario(parseScenario(readText(file, 'scenario'), file), options);
  }

  /** Plays a scenario that is parsed already. */
  async playScenario(scenario: Scenario, options: PlayOptions = {}): Promise<RehearsalReport> {
    return this.run(scenario.startMs, scenario.durationMs, options, undefined, {
      prepare: (platform, world) => {
        checkScenario(scenario, platform, world);
        schedule(scenario, platform, world);
      },
      report: (world, alarms, platform) =>
        writeReport({ world, alarms, platform, scenario, title: scenario.title, source: scenario.file }),
    });
  }

  /** Plays a recorded series into the alarms that watch one metric. */
  async replay(file: string, options: ReplayOptions): Promise<RehearsalReport> {
    const recording = parseRecording(readText(file, 'recording'), file);
    const metric = parseMetricReference(options.metric, this.templates);
    const scale = options.scale ?? 1;
    const startMs = Math.floor((recording.points[0]?.atMs as number) / 60_000) * 60_000;
    const endMs = (recording.points.at(-1)?.atMs as number) + 3_600_000;
    return this.run(startMs, endMs - startMs, options, metricKey(metric), {
      prepare: (_platform, world, alarms) => {
        for (const { atMs, value } of recording.points) world.metrics.put(metric, value * scale, atMs);
        const told = (text: string) => world.recorder.tell(startMs, 'warning', text);
        for (const remark of recording.remarks) told(remark);
        for (const { resource, settings } of alarms) {
          if (recording.spacingMs <= settings.periodSeconds * 1000) continue;
          told(
            `${resource.name} has a period of ${describeSeconds(settings.periodSeconds)}, the recording a point every ` +
              `${describeSeconds(recording.spacingMs / 1000)}: the periods between count as missing data (${settings.treatMissingData})`,
          );
        }
        world.recorder.tell(
          startMs,
          'scene',
          `${recording.points.length} recorded points of ${describeMetric(metric)}${scale === 1 ? '' : `, times ${scale}`}`,
        );
      },
      report: (world, alarms, platform) =>
        writeReport({ world, alarms, platform, title: `Replay of ${file.split('/').at(-1)}`, source: file }),
    });
  }

  private async run(
    startMs: number,
    durationMs: number,
    { onProgress }: PlayOptions,
    onlyMetricKey: string | undefined,
    story: Story,
  ): Promise<RehearsalReport> {
    const clock = VirtualClock.install(startMs);
    const output = new OutputCapture();
    let failure: unknown;
    const fail = (error: unknown) => {
      failure ??= error;
    };
    const unguard = guardNetwork(fail);
    output.install();
    try {
      const world: World = {
        templates: this.templates,
        clock,
        metrics: new MemoryMetricStore(),
        recorder: new Recorder(startMs, startMs + durationMs),
        notRehearsed: new Map(),
        fail,
      };
      const alarms = this.alarmsToPlay(world, onlyMetricKey);
      const platform = new Platform(world, output, alarms, this.options.bindings ?? { functions: () => ({}) });
      story.prepare(platform, world, alarms);
      platform.start(startMs, () => onProgress?.(Math.min(1, (clock.now() - startMs) / durationMs)));
      await clock.runUntil(startMs + durationMs);
      if (failure !== undefined) throw failure;
      return await story.report(world, alarms, platform);
    } finally {
      output.uninstall();
      unguard();
      clock.uninstall();
    }
  }

  private alarmsToPlay(world: World, onlyMetricKey: string | undefined): TemplateAlarm[] {
    const all = readAlarms(world);
    if (onlyMetricKey === undefined) return all;
    const watching = all.filter(({ metric }) => metricKey(metric) === onlyMetricKey);
    if (watching.length > 0) return watching;
    const [namespace, name] = JSON.parse(onlyMetricKey) as [string, string];
    const listed = all.map((alarm) => `${labelOf(alarm)}: ${describeMetric(alarm.metric)}`).join('\n  ');
    throw new Error(`no alarm watches ${namespace}/${name} with these dimensions; the alarms watch:\n  ${listed}`);
  }
}

interface Story {
  readonly prepare: (platform: Platform, world: World, alarms: readonly TemplateAlarm[]) => void;
  readonly report: (world: World, alarms: readonly TemplateAlarm[], platform: Platform) => Promise<RehearsalReport>;
}

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read the ${what} '${file}': ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    );
  }
}

function synthesize({ node }: Synthesizable): string {
  const root = node.root as { synth?: () => { directory: string } };
  if (typeof root.synth !== 'function')
    throw new Error('rehearse(construct) needs a construct inside a CDK App or Stage');
  return root.synth().directory;
}
