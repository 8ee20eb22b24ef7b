import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../scripts/emulators';
import { ACCOUNT, REGION } from './account';
import { leaveOut } from './leave-out';
import { NOT_ON_MINISTACK, type NotOnMiniStack } from './not-on-ministack';
import { runNode } from './run-command';

const ROOT = join(__dirname, '..', '..');
const CDK = require.resolve('aws-cdk/bin/cdk');
const STEP_TIMEOUT_MS = 120_000;

/** The example app on MiniStack: synthesized into a folder of its own, relieved of what MiniStack lacks, deployed. */
export class Deployment {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sightline-deployment-'));
  private readonly assembly = join(this.folder, 'cdk.out');

  constructor(private readonly emulator: Emulator) {}

  /** Answers how much each entry of the list left out. */
  async synth(): Promise<Map<NotOnMiniStack, number>> {
    await this.cdk('synth', '--quiet', '--output', this.assembly);
    return leaveOut(this.assembly, NOT_ON_MINISTACK);
  }

  async bootstrap(): Promise<void> {
    await this.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', this.assembly);
  }

  async deploy(): Promise<void> {
    await this.cdk('deploy', '--all', '--require-approval', 'never', '--app', this.assembly);
  }

  async destroy(): Promise<void> {
    await this.cdk('destroy', '--all', '--force', '--app', this.assembly);
  }

  removeFiles(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Names of the stacks that exist. */
  async stacks(): Promise<string[]> {
    const answer = await this.cloudFormation({ Action: 'DescribeStacks' });
    return [...answer.matchAll(/<StackName>([^<]+)<\/StackName>/g)].map(([, name]) => name as string).sort();
  }

  /** The physical id of the resource at a construct path such as `SightlineIncidents/Incidents/Table/Resource`. */
  async physicalId(path: string): Promise<string> {
    const [StackName = ''] = path.split('/');
    const { Resources } = JSON.parse(readFileSync(join(this.assembly, `${StackName}.template.json`), 'utf8'));
    const LogicalResourceId = Object.keys(Resources).find((id) => Resources[id].Metadata?.['aws:cdk:path'] === path);
    if (!LogicalResourceId) throw new Error(`the template of ${StackName} has no resource '${path}'`);
    const answer = await this.cloudFormation({ Action: 'DescribeStackResource', StackName, LogicalResourceId });
    const id = /<PhysicalResourceId>([^<]+)<\/PhysicalResourceId>/.exec(answer)?.[1];
    if (!id) throw new Error(`MiniStack has no resource '${path}'; it said: ${answer.slice(0, 500)}`);
    return id;
  }

  private async cdk(...args: string[]): Promise<void> {
    const { exitCode, output } = await runNode([CDK, ...args, '--no-notices', '--ci'], {
      cwd: ROOT,
      env: this.environment(),
      timeoutMs: STEP_TIMEOUT_MS,
    });
    if (exitCode === 0) return;
    const end = exitCode === undefined ? `was stopped after ${STEP_TIMEOUT_MS / 1_000} s` : `ended with ${exitCode}`;
    const hint = /Unrecognized resource type|Unsupported/.test(output)
      ? ' If MiniStack lacks what it complains about, name it in test/emulated/not-on-ministack.ts.'
      : '';
    const cdkSaid = output.trimEnd().split('\n').slice(-30).join('\n');
    throw new Error(
      `cdk ${args[0]} ${end}.${hint}\n--- cdk said\n${cdkSaid}\n--- MiniStack said\n${this.emulator.logTail(30)}`,
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

  /** By hand: these two questions are no reason for another SDK client. */
  private async cloudFormation(parameters: Readonly<Record<string, string>>): Promise<string> {
    const answer = await fetch(this.emulator.endpoint, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/cloudformation/aws4_request` },
      body: new URLSearchParams({ Version: '2010-05-15', ...parameters }),
      signal: AbortSignal.timeout(10_000),
    });
    return answer.text();
  }
}
