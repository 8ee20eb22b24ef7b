import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, logTail } from '../../scripts/emulators';
import { ACCOUNT, REGION } from './account';
import { CloudFormation, type StackResource } from './cloud-formation';
import { leaveOut } from './leave-out';
import { NOT_ON_MINISTACK, type NotOnMiniStack } from './not-on-ministack';
import { runNode } from './run-command';

const ROOT = join(__dirname, '..', '..');
const CDK = require.resolve('aws-cdk/bin/cdk');
const APP = `"${process.execPath}" "${join(ROOT, 'node_modules/tsx/dist/cli.mjs')}" test/emulated/shop/app.ts`;
const STEP_TIMEOUT_MS = 300_000;

interface TemplateResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** A release of the app: a cloud assembly, relieved of what MiniStack lacks. */
export interface Release {
  readonly assembly: string;
  readonly stacks: readonly string[];
  /** How much each entry of the list left out. */
  readonly leftOut: ReadonlyMap<NotOnMiniStack, number>;
}

/** The app on MiniStack: synthesized into a folder of its own and deployed by the real CDK. */
export class Deployment {
  readonly cloudFormation: CloudFormation;
  private readonly folder = mkdtempSync(join(tmpdir(), 'sightline-deployment-'));

  constructor(private readonly emulator: Emulator) {
    this.cloudFormation = new CloudFormation(emulator);
  }

  async synth(release: string, context: Readonly<Record<string, string>>): Promise<Release> {
    const assembly = join(this.folder, release);
    const flags = Object.entries({ ...context, release }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    await this.cdk('synth', '--quiet', '--app', APP, '--output', assembly, ...flags);
    const { artifacts } = JSON.parse(readFileSync(join(assembly, 'manifest.json'), 'utf8'));
    const stacks = Object.keys(artifacts).filter((name) => artifacts[name].type === 'aws:cloudformation:stack');
    return { assembly, stacks: stacks.sort(), leftOut: leaveOut(assembly, NOT_ON_MINISTACK) };
  }

  async bootstrap({ assembly }: Release): Promise<void> {
    await this.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', assembly);
  }

  async deploy({ assembly }: Release): Promise<void> {
    await this.cdk('deploy', '--all', '--require-approval', 'never', '--app', assembly);
  }

  /** Makes change sets of this name, and does not execute them. */
  async prepare({ assembly }: Release, changeSet: string): Promise<void> {
    const how = ['--method', 'prepare-change-set', '--change-set-name', changeSet];
    await this.cdk('deploy', '--all', '--require-approval', 'never', ...how, '--app', assembly);
  }

  /** What the release changes in what is deployed, in the CDK's words: it knows of each property whether AWS replaces. */
  async diff({ assembly }: Release): Promise<string> {
    return this.cdk('diff', '--method', 'template', '--app', assembly);
  }

  async destroy({ assembly }: Release): Promise<void> {
    await this.cdk('destroy', '--all', '--force', '--app', assembly);
  }

  removeFiles(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The physical id of the resource at a construct path such as `SightlineIncidents/Incidents/Table/Resource`. */
  async physicalId(release: Release, path: string): Promise<string> {
    const [stack = ''] = path.split('/');
    const resources = resourcesOf(release, stack);
    const logicalId = Object.keys(resources).find((id) => resources[id]?.Metadata?.['aws:cdk:path'] === path);
    if (!logicalId) throw new Error(`the template of ${stack} has no resource '${path}'`);
    const found = (await this.cloudFormation.resources(stack)).find((resource) => resource.logicalId === logicalId);
    if (found) return found.physicalId;
    throw new Error(`MiniStack deployed no '${path}'; it said:\n${logTail(this.emulator, 30)}`);
  }

  /** By stack and logical id. */
  async physicalIds({ stacks }: Release): Promise<Map<string, string>> {
    const found = stacks.map(async (stack) =>
      (await this.cloudFormation.resources(stack)).map(
        ({ logicalId, physicalId }) => [`${stack} ${logicalId}`, physicalId] as const,
      ),
    );
    return new Map((await Promise.all(found)).flat());
  }

  /** Deployed resources that stay when their stacks go. */
  async retained(release: Release): Promise<StackResource[]> {
    const found = release.stacks.map(async (stack) => {
      const templates = resourcesOf(release, stack);
      const deployed = await this.cloudFormation.resources(stack);
      return deployed.filter(({ logicalId }) => templates[logicalId]?.DeletionPolicy === 'Retain');
    });
    return (await Promise.all(found)).flat();
  }

  private async cdk(...args: string[]): Promise<string> {
    const { exitCode, output } = await runNode([CDK, ...args, '--no-notices', '--ci'], {
      cwd: ROOT,
      env: this.environment(),
      timeoutMs: STEP_TIMEOUT_MS,
    });
    if (exitCode === 0) return output;
    const end = exitCode === undefined ? `was stopped after ${STEP_TIMEOUT_MS / 1_000} s` : `ended with ${exitCode}`;
    const hint = /Unrecognized resource type|not supported|Unsupported/.test(output)
      ? ' If MiniStack lacks what it complains about, name it in test/emulated/not-on-ministack.ts.'
      : '';
    const cdkSaid = output.trimEnd().split('\n').slice(-30).join('\n');
    throw new Error(
      `cdk ${args[0]} ${end}.${hint}\n--- cdk said\n${cdkSaid}\n--- MiniStack said\n${logTail(this.emulator, 30)}`,
    );
  }

  /** No account, profile or endpoint of the caller's gets in: nothing here can reach the real AWS. */
  private environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
    return {
      ...Object.fromEntries(own),
      AWS_ENDPOINT_URL: this.emulator.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_CONFIG_FILE: join(this.folder, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(this.folder, 'no-credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }
}

/** Lines of a diff that announce that a resource is replaced, or may be. */
export function replacementsIn(diff: string): string[] {
  const announces = /^\[~\] .* (replace|may be replaced)$|\((requires|may cause) replacement\)$/;
  return diff.split('\n').filter((line) => announces.test(line.trimEnd()));
}

/** By logical id. */
export function resourcesOf({ assembly }: Release, stack: string): Readonly<Record<string, TemplateResource>> {
  return JSON.parse(readFileSync(join(assembly, `${stack}.template.json`), 'utf8')).Resources;
}
