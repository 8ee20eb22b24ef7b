/** One candidate in a process of its own: builds, monitors and synthesizes the app, and prints what came out as JSON. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type CandidateName, MONITOR } from './monitored';
import { buildService } from './service';

export interface Outcome {
  readonly ms: number;
  readonly alarms: number;
  readonly bytes: number;
  readonly widgets: number;
  /** The largest of all templates and dashboards. */
  readonly max: Readonly<Record<'resources' | 'bytes' | 'parameters' | 'widgets' | 'dashboardMetrics', number>>;
}

const [candidate, functions] = process.argv.slice(2);
process.stdout.write(JSON.stringify(run(candidate as CandidateName, Number(functions))));

function run(name: CandidateName, count: number): Outcome {
  const outdir = mkdtempSync(join(tmpdir(), 'sightline-synth-'));
  try {
    const start = process.hrtime.bigint();
    // No limit: the peer is measured beyond the point where CDK stops it.
    const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
    for (const service of buildService(app, count)) MONITOR[name](service);
    app.synth();
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    return { ms, ...measure(outdir) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function measure(directory: string): Omit<Outcome, 'ms'> {
  const templates = readdirSync(directory)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => readFileSync(join(directory, file), 'utf8'))
    .map((text) => ({ bytes: Buffer.byteLength(text), template: JSON.parse(text) as Template }));
  const resources = templates.flatMap(({ template }) => Object.values(template.Resources));
  const dashboards = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard').map(widgetsOf);
  const largest = (numbers: readonly number[]) => Math.max(0, ...numbers);
  return {
    alarms: resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length,
    bytes: templates.reduce((sum, { bytes }) => sum + bytes, 0),
    widgets: dashboards.reduce((sum, widgets) => sum + widgets.length, 0),
    max: {
      resources: largest(templates.map(({ template }) => Object.keys(template.Resources).length)),
      bytes: largest(templates.map(({ bytes }) => bytes)),
      parameters: largest(templates.map(({ template }) => Object.keys(template.Parameters ?? {}).length)),
      widgets: largest(dashboards.map((widgets) => widgets.length)),
      dashboardMetrics: largest(
        dashboards.map((widgets) => widgets.reduce((sum, widget) => sum + metricsOf(widget), 0)),
      ),
    },
  };
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Parameters?: Readonly<Record<string, unknown>>;
}

interface Widget {
  readonly properties?: { readonly metrics?: readonly unknown[] };
}

function widgetsOf({ Properties }: Template['Resources'][string]): readonly Widget[] {
  return (JSON.parse(textOf(Properties?.DashboardBody)) as { readonly widgets: readonly Widget[] }).widgets;
}

/** A text as CloudFormation puts it together, with `x` for what only CloudFormation knows. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value as Readonly<Record<string, readonly [string, unknown] | string>>;
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(textOf).join(join[0]);
  if (sub === undefined) return 'x';
  const [text, variables] =
    typeof sub === 'string' ? [sub, {}] : (sub as readonly [string, Readonly<Record<string, unknown>>]);
  return text.replace(/\$\{(\w+)[^}]*\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? textOf(variables[name]) : 'x',
  );
}

function metricsOf(widget: Widget): number {
  return widget.properties?.metrics?.length ?? 0;
}
