import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Says why a role's policy names a resource with `*`: in the cloud assembly, where cdk-nag (3 or later) reads it. It
 * answers for that one resource, not for other wildcards of the same role.
 * @see https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
 */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  const id = `AwsSolutions-IAM5[Resource::${flat(Stack.of(role).resolve(resource))}]`;
  Validations.of(role).acknowledge({ id, reason });
}

/** As cdk-nag writes ARNs that only the deployment knows: `<Table.Arn>/stream/*`. */
function flat(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, ...call } = resource as Readonly<Record<string, unknown>>;
  if (Ref !== undefined) return `<${Ref}>`;
  if (Array.isArray(call['Fn::GetAtt'])) return `<${call['Fn::GetAtt'].join('.')}>`;
  const [delimiter, parts] = (call['Fn::Join'] ?? ['', [JSON.stringify(resource)]]) as [string, unknown[]];
  return parts.map(flat).join(delimiter);
}
