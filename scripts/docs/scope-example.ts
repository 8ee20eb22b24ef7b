/** What `monitorScope` says at synth of the app in its how-to. */
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { loaded, writeDocumentFiles } from './document-files';
import { ROOT } from './example';

const HOW_TO = 'docs/how-to/check-coverage.md';
const DIRECTORY = join(ROOT, 'out', 'docs', 'check-coverage');

export async function scopeReport(): Promise<string> {
  writeDocumentFiles(HOW_TO, DIRECTORY);
  const { stack } = await loaded<{ readonly stack: Stack }>(join(DIRECTORY, 'app.ts'));
  (stack.node.root as App).synth();
  return stack.node.metadata
    .filter(({ type }) => type === 'aws:cdk:info' || type === 'aws:cdk:warning')
    .map(({ type, data }) => `[${type === 'aws:cdk:info' ? 'Info' : 'Warning'} at /${stack.node.path}] ${data}`)
    .join('\n\n');
}
