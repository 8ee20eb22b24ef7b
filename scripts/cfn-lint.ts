/** cfn-lint, AWS's own linter of CloudFormation templates, over the templates of a cloud assembly. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installPythonTool, type PythonTool, pythonOf } from './python-environment';

/** It knows all resource types and properties that we use; a newer one must know them, too. */
const CFN_LINT: PythonTool = { name: 'cfn-lint', requirement: 'cfn-lint==1.58.0' };

export interface LintFinding {
  /** `E` for errors, `W` for warnings, `I` for information, and a number. */
  readonly rule: string;
  /** File name. */
  readonly template: string;
  /** Such as `Resources/Queue/Properties/QueueName`. */
  readonly path: string;
  readonly message: string;
}

/** Why it cannot run here, in one line; `undefined` where it can. Throws instead if REQUIRE_ENGINES is 1. */
export function installCfnLint(): string | undefined {
  return installPythonTool(CFN_LINT);
}

/** What it finds in the templates of a folder, those of nested stacks included. */
export function lintAssembly(directory: string): { readonly templates: number; readonly findings: LintFinding[] } {
  const templates = readdirSync(directory).filter((file) => file.endsWith('.template.json'));
  const args = ['-c', RUN, '--format', 'json', '--', ...templates];
  const { stdout, stderr, error } = spawnSync(pythonOf(CFN_LINT), args, {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1e8,
    env: { PATH: process.env.PATH, AWS_DEFAULT_REGION: 'us-east-1', PYTHONUTF8: '1' },
  });
  if (error) throw error;
  return { templates: templates.length, findings: parse(stdout, stderr).map(findingOf) };
}

/** Its own command, which needs no folder of scripts that differs by platform. */
const RUN = 'import sys; from cfnlint.runner import main; sys.exit(main())';

/** As cfn-lint prints it. */
interface Match {
  readonly Rule: { readonly Id: string };
  readonly Filename: string;
  readonly Location: { readonly Path: readonly (string | number)[] | null };
  readonly Message: string;
}

function parse(stdout: string, stderr: string): readonly Match[] {
  try {
    return JSON.parse(stdout) as Match[];
  } catch {
    throw new Error(`cfn-lint did not answer; it said:\n${stderr || stdout}`);
  }
}

function findingOf({ Rule, Filename, Location, Message }: Match): LintFinding {
  return { rule: Rule.Id, template: Filename, path: (Location.Path ?? []).join('/'), message: Message };
}

/** One line for people. */
export function tellFinding({ rule, template, path, message }: LintFinding): string {
  return `${rule} ${join(template, path)}: ${message}`;
}
