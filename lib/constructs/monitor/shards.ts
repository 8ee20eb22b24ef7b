import { CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { fnv1a } from '../../core/fnv';

/**
 * Where the alarms of an Observability lie: in its own stack, or in nested stacks by a hash of what they watch. The
 * number of nested stacks never depends on the number of alarms, so that adding a resource moves none: CloudFormation
 * would create a named alarm in its new stack before it deletes the old one, and refuse the name.
 */
export class AlarmShards {
  private readonly shards = new Map<number, Construct>();

  /** @param count nested stacks; 0 for the stack of `scope` itself */
  constructor(
    private readonly scope: Construct,
    readonly count: number,
  ) {}

  /** The scope for the alarms of one resource, all of them in one place. */
  scopeFor(path: string): Construct {
    if (this.count === 0) return this.scope;
    const index = (fnv1a(path) >>> 0) % this.count;
    const known = this.shards.get(index);
    if (known) return known;
    const shard = new NestedStack(this.compact(), `Shard${index}`, {
      description: `Alarms of Sightline, part ${index + 1} of ${this.count}`,
    });
    // CDK adds the parameters when it resolves references between stacks, just before validation.
    shard.node.addValidation({ validate: () => this.parameterProblems(shard, index) });
    this.shards.set(index, shard);
    return shard;
  }

  /** @throws with numbers where a nested stack would be larger than CloudFormation takes */
  check(): void {
    for (const [index, shard] of this.shards) {
      const alarms = resourcesOf(shard as NestedStack);
      if (alarms <= MAX_RESOURCES) continue;
      throw new Error(
        `Nested stack ${index} of '${this.scope.node.path}' would have ${alarms} alarms, CloudFormation takes ` +
          `${MAX_RESOURCES} resources a template; pass 'shards: ${this.count * 2}' (the alarms get new names once)`,
      );
    }
  }

  private parameterProblems(shard: NestedStack, index: number): string[] {
    const parameters = shard.node.findAll().filter((node) => node instanceof CfnParameter).length;
    if (parameters <= MAX_PARAMETERS) return [];
    return [
      `Nested stack ${index} of '${this.scope.node.path}' would have ${parameters} parameters, one for each resource that ` +
        `its alarms watch, and CloudFormation takes ${MAX_PARAMETERS}; pass 'shards: ${this.count * 2}' (the alarms get ` +
        'new names once)',
    ];
  }

  /**
   * Templates that nobody reads need no indentation: a fifth fewer bytes. And where they lie stands in the parent, as
   * with the CDK's command line, so that rehearsal finds them in tests, too.
   */
  private compact(): Construct {
    const found = this.scope.node.tryFindChild('Shards');
    if (found) return found as Construct;
    const parent = new Construct(this.scope, 'Shards');
    parent.node.setContext('@aws-cdk/core:suppressTemplateIndentation', true);
    parent.node.setContext('aws:cdk:enable-asset-metadata', true);
    return parent;
  }
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_RESOURCES = 500;
const MAX_PARAMETERS = 200;
/** Room for what is added after the alarms: dashboards, outputs' helpers, CDK's own metadata. */
const RESERVE = 50;
/** Enough for 6,000 alarms with room for an uneven hash. */
const DEFAULT_SHARDS = 16;

/** How many nested stacks an Observability gets that does not say: none while its stack has room for all alarms. */
export function shardsFor(stack: Stack, alarms: number): number {
  return resourcesOf(stack) + alarms <= MAX_RESOURCES - RESERVE ? 0 : DEFAULT_SHARDS;
}

/** Resources in the template of one stack, without its nested stacks' own. */
function resourcesOf(stack: Stack): number {
  return stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && Stack.of(node) === stack).length;
}
