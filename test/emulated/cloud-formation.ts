/** Questions to an emulator's CloudFormation, by hand: they are no reason for another SDK client. */
import type { Emulator } from '../../scripts/emulators';
import { REGION } from './account';

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export interface ResourceChange {
  readonly logicalId: string;
  readonly action: string;
  /** Of a modification: `True`, `False` or `Conditional`. */
  readonly replacement?: string;
}

export class CloudFormation {
  constructor(private readonly emulator: Emulator) {}

  /** Names of the stacks that exist. */
  async stacks(): Promise<string[]> {
    return texts(await this.ask({ Action: 'DescribeStacks' }), 'StackName').sort();
  }

  /** @param key its part that a person knows: constructs put their path before it, and a hash after it */
  async output(StackName: string, key: string): Promise<string> {
    const answer = await this.ask({ Action: 'DescribeStacks', StackName });
    const output = texts(answer, 'member').find((member) => first(member, 'OutputKey')?.includes(key));
    return present(output && first(output, 'OutputValue'), `output '${key}' of ${StackName}`, answer);
  }

  async resources(StackName: string): Promise<StackResource[]> {
    const answer = await this.ask({ Action: 'DescribeStackResources', StackName });
    return texts(answer, 'member').map((member) => ({
      logicalId: first(member, 'LogicalResourceId') ?? '',
      physicalId: first(member, 'PhysicalResourceId') ?? '',
      type: first(member, 'ResourceType') ?? '',
    }));
  }

  /** What a change set would do. Throws where there is no such change set. */
  async changes(StackName: string, ChangeSetName: string): Promise<ResourceChange[]> {
    const answer = await this.ask({ Action: 'DescribeChangeSet', StackName, ChangeSetName });
    present(first(answer, 'ChangeSetName'), `change set '${ChangeSetName}' of ${StackName}`, answer);
    return texts(answer, 'ResourceChange').map((change) => ({
      logicalId: first(change, 'LogicalResourceId') ?? '',
      action: first(change, 'Action') ?? '',
      replacement: first(change, 'Replacement'),
    }));
  }

  private async ask(parameters: Readonly<Record<string, string>>): Promise<string> {
    const answer = await fetch(this.emulator.endpoint, {
      method: 'POST',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/cloudformation/aws4_request` },
      body: new URLSearchParams({ Version: '2010-05-15', ...parameters }),
      signal: AbortSignal.timeout(30_000),
    });
    return answer.text();
  }
}

/** Of the innermost elements with this name. */
export function texts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>((?:(?!<${name}>).)*?)</${name}>`, 'gs'))].map(([, text = '']) => text);
}

function first(xml: string, name: string): string | undefined {
  return texts(xml, name)[0];
}

function present<Value>(value: Value | undefined, what: string, answer: string): Value {
  if (value !== undefined) return value;
  throw new Error(`MiniStack has no ${what}; it said: ${answer.slice(0, 500)}`);
}
