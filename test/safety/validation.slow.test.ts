/** CDK's own validation of templates, over every construct; elsewhere the tests synthesize without (`jest.config.js`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { watchedApp } from '../../scripts/docs/every-construct';
import { ensureBundles } from '../constructs/template';

beforeAll(ensureBundles);
beforeEach(() => jest.replaceProperty(process, 'env', { ...process.env, CDK_VALIDATION: 'true' }));
afterEach(() => jest.restoreAllMocks());

/** What is printed at synth, by rule. */
function findings(app: App): unknown {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const { directory } = app.synth({ force: true });
  return JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')).pluginReports;
}

test('finds nothing wrong with what Sightline makes', () => {
  expect(findings(watchedApp().app)).toEqual([]);
});

test('would find something', () => {
  const stack = new Stack(new App(), 'Bad');
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { DelaySeconds: 'soon' } });
  expect(JSON.stringify(findings(stack.node.root as App))).toContain('DelaySeconds');
});
