/** Small assemblies and worlds for the tests of rehearsal. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MemoryMetricStore } from '../../lib/adapters/memory/metric-store';
import { type MetricId, metricKey } from '../../lib/core/signal/metric';
import {
  type Assembly,
  REHEARSAL_ACCOUNT,
  REHEARSAL_REGION,
  type StackTemplate,
  type TemplateResource,
} from '../../lib/rehearsal/assembly';
import type { HandlerFactory, RehearsalBindings } from '../../lib/rehearsal/bindings';
import { readAlarms } from '../../lib/rehearsal/platform/alarms/definition';
import { OutputCapture } from '../../lib/rehearsal/platform/output-capture';
import { Platform } from '../../lib/rehearsal/platform/platform';
import { Recorder } from '../../lib/rehearsal/recorder';
import { Templates } from '../../lib/rehearsal/templates';
import { VirtualClock } from '../../lib/rehearsal/virtual-clock';
import type { World } from '../../lib/rehearsal/world';

export const START_MS = Date.parse('2026-01-05T09:00:00Z');
export const MINUTE_MS = 60_000;

/** A resource as a template writes it. */
export interface GivenResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
}
export type GivenResources = Readonly<Record<string, GivenResource>>;

export function stackOf(resources: GivenResources, more: Partial<StackTemplate> = {}): StackTemplate {
  const stackName = more.stackName ?? 'Shop';
  return {
    stackName,
    environment: { account: REHEARSAL_ACCOUNT, region: REHEARSAL_REGION },
    resources: Object.entries(resources).map(
      ([logicalId, { Type, Properties = {}, Metadata = {}, Condition }]): TemplateResource => ({
        logicalId,
        type: Type,
        properties: Properties,
        metadata: Metadata,
        condition: Condition,
        path: String(Metadata['aws:cdk:path'] ?? `${stackName}/${logicalId}`),
      }),
    ),
    parameters: {},
    conditions: {},
    mappings: {},
    outputs: {},
    ...more,
  };
}

export function assemblyOf(...stacks: readonly StackTemplate[]): Assembly {
  return { directory: 'cdk.out', stacks };
}

export function templatesOf(resources: GivenResources, more: Partial<StackTemplate> = {}): Templates {
  return new Templates(assemblyOf(stackOf(resources, more)));
}

export interface TestWorld extends World {
  readonly clock: VirtualClock;
  readonly failures: unknown[];
  /** The `Sum` of a metric; of the first day where no times are given. */
  sum(metric: MetricId, fromMs?: number, toMs?: number): number | undefined;
  stories(kind?: string): string[];
}

const installed: (() => void)[] = [];

/** A world whose clock is the process's until `closeWorlds()`. */
export function openWorld(templates: Templates): TestWorld {
  const clock = VirtualClock.install(START_MS);
  installed.push(() => clock.uninstall());
  const failures: unknown[] = [];
  const metrics = new MemoryMetricStore();
  const recorder = new Recorder(START_MS, START_MS + 31 * 86_400_000);
  return {
    templates,
    clock,
    metrics,
    recorder,
    notRehearsed: new Map(),
    fail: (error) => failures.push(error),
    failures,
    sum: (metric, fromMs = START_MS, toMs = START_MS + 86_400_000) =>
      metrics.statistic(metricKey(metric), 'Sum', fromMs, toMs),
    stories: (kind) =>
      recorder.story.filter((entry) => kind === undefined || entry.kind === kind).map(({ text }) => text),
  };
}

export function closeWorlds(): void {
  for (const close of installed.splice(0)) close();
}

export interface TestPlatform {
  readonly world: TestWorld;
  readonly platform: Platform;
  readonly output: OutputCapture;
}

/** The whole platform of some templates. What functions write is captured until `closeWorlds()`. */
export function openPlatform(
  templates: Templates | GivenResources,
  functions: Readonly<Record<string, HandlerFactory>> | RehearsalBindings['functions'] = {},
  dependencies: RehearsalBindings['dependencies'] = {},
): TestPlatform {
  const world = openWorld(templates instanceof Templates ? templates : templatesOf(templates));
  const output = new OutputCapture();
  output.install();
  installed.push(() => output.uninstall());
  const factories = typeof functions === 'function' ? functions : () => functions;
  const platform = new Platform(world, output, readAlarms(world), { dependencies, functions: factories });
  return { world, platform, output };
}

export function lambda(properties: Readonly<Record<string, unknown>> = {}): GivenResource {
  return { Type: 'AWS::Lambda::Function', Properties: properties };
}

export function queue(properties: Readonly<Record<string, unknown>> = {}): GivenResource {
  return { Type: 'AWS::SQS::Queue', Properties: properties };
}

export function arn(logicalId: string): Readonly<Record<string, unknown>> {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

export function ref(logicalId: string): Readonly<Record<string, unknown>> {
  return { Ref: logicalId };
}

export function alarm(properties: Readonly<Record<string, unknown>> = {}): GivenResource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Shop',
      MetricName: 'Failures',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...properties,
    },
  };
}

/** The message of what `work` throws; fails the test where nothing is thrown. */
export function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, but none was thrown');
}

/** A directory of its own for one test file; removed with everything in it by `remove()`. */
export function temporaryDirectory(): {
  readonly path: string;
  write(file: string, content: unknown): string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'sightline-'));
  return {
    path,
    write: (file, content) => {
      const full = join(path, file);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content));
      return full;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
