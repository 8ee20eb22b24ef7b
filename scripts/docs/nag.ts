/** What cdk-nag's AwsSolutions pack says of an app, and what was answered. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type IApplyRule, NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { unwatchedApp, watchedApp } from './every-construct';
import { ROOT } from './example';
import { table } from './table';

/** A rule that a resource does not follow. */
export interface NagFinding {
  /** As an acknowledgement names it: `AwsSolutions-IAM5[Resource::*]`. */
  readonly rule: string;
  readonly level: 'error' | 'warning';
  /** Construct path of the resource. */
  readonly resource: string;
  /** The finding in cdk-nag's words. */
  readonly info: string;
  /** Why the rule is not followed; `undefined` if nobody said. */
  readonly reason?: string;
}

/** All findings in a synthesized app, the acknowledged ones too. */
export function nagFindings(app: IConstruct): NagFinding[] {
  const checks = new RecordingChecks();
  checks.validateScope(app);
  return checks.findings;
}

/** What is found in what Sightline makes: not in the same app without Sightline. */
export function constructFindings(): NagFinding[] {
  const [{ app }, { app: plain }] = [watchedApp(), unwatchedApp()];
  app.synth();
  plain.synth();
  const keyOf = ({ rule, resource }: NagFinding) => `${rule} ${resource}`;
  const users = new Set(nagFindings(plain).map(keyOf));
  return nagFindings(app).filter((finding) => !users.has(keyOf(finding)));
}

/** `bin/app.ts` in this process, with the context of cdk.json, without bundling the functions' code. */
export function exampleApp(): App {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { readonly context: object };
  const before = process.env.CDK_CONTEXT_JSON;
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] });
  try {
    const { app } = require('../../bin/app') as typeof import('../../bin/app');
    app.synth();
    return app;
  } finally {
    if (before === undefined) delete process.env.CDK_CONTEXT_JSON;
    else process.env.CDK_CONTEXT_JSON = before;
  }
}

/** One line for each rule and answer. */
export function nagTable(findings: readonly NagFinding[]): string {
  const groups = new Map<string, NagFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.reason]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const rows = [...groups.values()].map((group) => {
    const { rule, level, info, reason } = group[0] as NagFinding;
    const resources = group.map(({ resource }) => `\`${resource.replace(/\/Resource$/, '')}\``);
    return [`\`${rule}\``, level, shortened(info), resources.join(', '), reason ?? '**open**'];
  });
  return table(['rule', 'level', 'finding', 'resource', 'suppressed because'], rows);
}

/** Without what it says of cdk-nag itself. */
function shortened(text: string): string {
  return `${text.split(/\. | and does not have a cdk-nag/)[0]?.replace(/\.$/, '')}.`;
}

/** The pack leaves acknowledged findings out of its report; a reviewer wants to see them with their reasons. */
class RecordingChecks extends AwsSolutionsChecks {
  readonly findings: NagFinding[] = [];

  override applyRule({ node, rule, ruleSuffixOverride, level, info }: IApplyRule): void {
    const id = `${this.readPackName}-${ruleSuffixOverride ?? rule.name}`;
    for (const found of idsOf(id, () => rule(node))) {
      this.findings.push({
        rule: found,
        level: level === NagMessageLevel.ERROR ? 'error' : 'warning',
        resource: node.node.path,
        info,
        reason: reasonFor(node, found),
      });
    }
  }
}

/** Some rules answer with a list. Where one cannot be checked, the pack counts it as not followed. */
function idsOf(id: string, check: () => ReturnType<IApplyRule['rule']>): readonly string[] {
  try {
    const result = check();
    if (Array.isArray(result)) return result.map((finding) => `${id}[${finding}]`);
    return result === NagRuleCompliance.NON_COMPLIANT ? [id] : [];
  } catch {
    return [id];
  }
}

/** All that is said at the resource, or at the nearest construct around it where something is. */
function reasonFor(node: IConstruct, rule: string): string | undefined {
  const reasons = node.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    .filter(([id]) => id.replace(/^annotation::/i, '') === rule)
    .map(([, reason]) => reason);
  if (reasons.length > 0) return [...new Set(reasons)].join(' ');
  return node.node.scope && reasonFor(node.node.scope, rule);
}
