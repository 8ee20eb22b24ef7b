/** cfn-lint over the templates that Sightline writes. Its errors are those of a deployment; warnings are printed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Channel, IncidentResponse, Observability } from 'sightline';
import { buildService } from '../../bench/synth/service';
import {
  cfnLintSkipped,
  type LintedAssembly,
  type LintFinding,
  lintAssemblies,
  tellFinding,
} from '../../scripts/cfn-lint';
import { watchedApp } from '../../scripts/docs/every-construct';
import { exampleApp } from '../../scripts/docs/nag';

const APPS: Readonly<Record<string, () => App>> = {
  'the example': exampleApp,
  'every construct': () => watchedApp().app,
  '80 functions with their tables, queues and APIs': bigApp,
};

(cfnLintSkipped() ? describe.skip : describe)('cfn-lint', () => {
  const linted = new Map<string, LintedAssembly>();
  let bad: string;

  beforeAll(async () => {
    bad = mkdtempSync(join(tmpdir(), 'sightline-lint-'));
    writeFileSync(join(bad, 'Bad.template.json'), JSON.stringify(BAD));
    const directories = Object.values(APPS).map((appOf) => appOf().synth().directory);
    const answers = await lintAssemblies([...directories, bad]);
    for (const [index, name] of [...Object.keys(APPS), 'bad'].entries()) {
      linted.set(name, answers[index] as LintedAssembly);
    }
  });

  afterAll(() => rmSync(bad, { recursive: true, force: true }));

  const lintOf = (name: string): LintedAssembly => linted.get(name) ?? { templates: 0, findings: [] };

  test.each(Object.keys(APPS))('finds no error in %s', (name) => {
    const { templates, findings } = lintOf(name);
    expect(templates).toBeGreaterThanOrEqual(2);
    report(name, findings.filter(isWarning));
    expect(findings.filter((finding) => !isWarning(finding)).map(tellFinding)).toEqual([]);
  });

  test('finds a property that there is not, a wrong type and a reference to nothing', () => {
    const { templates, findings } = lintOf('bad');
    expect(templates).toBe(1);
    const errors = findings.filter((finding) => !isWarning(finding)).map(({ rule, path }) => `${rule} ${path}`);
    expect(errors.sort()).toEqual([
      'E1010 Resources/Alarm/Properties/AlarmName/Fn::GetAtt/0',
      'E3002 Resources/Alarm/Properties/Treshold',
      'E3012 Resources/Alarm/Properties/EvaluationPeriods',
    ]);
  });
});

const BAD = {
  Resources: {
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: { 'Fn::GetAtt': ['Nothing', 'Arn'] },
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 'three',
        Namespace: 'Shop',
        MetricName: 'Orders',
        Statistic: 'Sum',
        Period: 60,
        Treshold: 3,
      },
    },
  },
};

/** Two stacks, each monitored in one go. */
function bigApp(): App {
  const app = new App({ analyticsReporting: false });
  const [first, ...others] = buildService(app, 80);
  if (!first) throw new Error('the app has no stack');
  const channels = [Channel.email('oncall@example.com')];
  const incidents = new IncidentResponse(first.stack, 'Incidents', { channels });
  for (const { stack } of [first, ...others]) {
    const identity = { service: stack.stackName, environment: 'prod', incidents };
    new Observability(stack, 'Observability', identity).monitorScope(stack);
  }
  return app;
}

function isWarning({ rule }: LintFinding): boolean {
  return !rule.startsWith('E');
}

/** By rule: the CDK itself writes many a dependency that CloudFormation sees anyway. */
function report(name: string, warnings: readonly LintFinding[]): void {
  const rules = [...new Set(warnings.map(({ rule }) => rule))].sort();
  for (const rule of rules) {
    const ofRule = warnings.filter((warning) => warning.rule === rule);
    process.stdout.write(`${name}: ${ofRule.length} x ${tellFinding(ofRule[0] as LintFinding)}\n`);
  }
}
