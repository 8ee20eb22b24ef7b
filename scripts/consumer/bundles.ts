/** README's handler, bundled as a user without our build would: plain esbuild, then one run in plain Node. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailure, type Steps } from './steps';

export type Format = 'cjs' | 'esm';

/** What a Lambda of a user must never carry because it imports the middleware. */
const FORBIDDEN = /node_modules\/(aws-cdk-lib|constructs|@aws-sdk|@smithy|aws-sdk|@aws-lambda-powertools|@sinonjs)\//;

export function bundleHandler(steps: Steps, format: Format): void {
  const outfile = `bundle/handler.${format === 'esm' ? 'mjs' : 'cjs'}`;
  const metafile = `bundle/${format}.json`;
  const name = `esbuild: README's handler as ${format.toUpperCase()}`;
  const target = ['--bundle', '--platform=node', '--target=node20', `--format=${format}`];
  const outputs = [`--outfile=${outfile}`, `--metafile=${metafile}`];
  steps.run(name, 'npx', ['esbuild', 'readme/handler.ts', ...target, ...outputs, '--log-level=warning']);
  const { inputs } = JSON.parse(readFileSync(join(steps.folder, metafile), 'utf8')) as { inputs: object };
  const files = Object.keys(inputs);
  const forbidden = files.filter((file) => FORBIDDEN.test(file));
  if (forbidden.length > 0) throw new StepFailure(name, 'the bundle carries', forbidden.join('\n'));
  if (!files.some((file) => file.includes('node_modules/sightline/dist/'))) {
    throw new StepFailure(name, 'the bundle carries nothing of sightline', files.join('\n'));
  }
  runBundle(steps, format, outfile);
}

/** It must answer, and its metrics must come out on standard output as one line of the embedded metric format. */
function runBundle(steps: Steps, format: Format, outfile: string): void {
  const event = { version: '2.0', routeKey: 'POST /orders', rawPath: '/orders', requestContext: {}, headers: {} };
  const context = { awsRequestId: '00000000-0000-4000-8000-000000000000', functionName: 'PlaceOrder' };
  const lines = [
    `import { handler } from './${outfile}';`,
    `const context = { ...${JSON.stringify(context)}, getRemainingTimeInMillis: () => 3000 };`,
    `console.log('answer ' + JSON.stringify(await handler(${JSON.stringify(event)}, context)));`,
  ];
  const script = `run-${format}.mjs`;
  writeFileSync(join(steps.folder, script), `${lines.join('\n')}\n`);
  const name = `node: that bundle, one request`;
  const output = steps.run(name, 'node', [script], steps.folder, /^answer .*"statusCode":201.*placed at \/orders/m);
  if (!/^\{.*"CloudWatchMetrics":.*"Requests"/m.test(output)) {
    throw new StepFailure(name, 'no line in the embedded metric format has the metric Requests', output);
  }
}
