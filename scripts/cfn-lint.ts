/** cfn-lint, AWS's own linter of CloudFormation templates, over the templates of cloud assemblies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type PythonTool, pythonOf, pythonToolSkipped } from './python-environment';

/** It knows all resource types and properties that we use; a newer one must know them, too. */
export const CFN_LINT: PythonTool = { name: 'cfn-lint', requirement: 'cfn-lint==1.58.0' };

export interface LintFinding {
  /** `E` for errors, `W` for warnings, `I` for information, and a number. */
  readonly rule: string;
  /** File name. */
  readonly template: string;
  /** Such as `Resources/Queue/Properties/QueueName`. */
  readonly path: string;
  readonly message: string;
}

export interface LintedAssembly {
  readonly templates: number;
  readonly findings: readonly LintFinding[];
}

/** Why it cannot run here, in one line; `undefined` where it can. Throws instead if REQUIRE_ENGINES is 1. */
export function cfnLintSkipped(): string | undefined {
  return pythonToolSkipped(CFN_LINT);
}

/**
 * What it finds in the templates of each folder, those of nested stacks included. One process for all of them: it reads
 * its rules and the schemas of AWS once.
 */
export async function lintAssemblies(directories: readonly string[]): Promise<LintedAssembly[]> {
  const files = directories.map((directory) =>
    readdirSync(directory)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => join(directory, file)),
  );
  const matches = await run(files.flat());
  return files.map((own) => ({
    templates: own.length,
    findings: matches.filter(({ Filename }) => own.includes(Filename)).map(findingOf),
  }));
}

/** Exits with what it found, so a code says nothing of whether it ran: its answer does. */
async function run(templates: readonly string[]): Promise<readonly Match[]> {
  const child = spawn(pythonOf(CFN_LINT), ['-c', RUN, '--format', 'json', '--', ...templates], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, AWS_DEFAULT_REGION: 'us-east-1', PYTHONUTF8: '1' },
  });
  await once(child, 'spawn');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return parse(stdout, stderr);
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
  return { rule: Rule.Id, template: basename(Filename), path: (Location.Path ?? []).join('/'), message: Message };
}

/** One line for people. */
export function tellFinding({ rule, template, path, message }: LintFinding): string {
  return `${rule} ${join(template, path)}: ${message}`;
}
