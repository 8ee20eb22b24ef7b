import type { Properties } from './properties';

/**
 * Whether a property refers to a Lambda function by its bare name. CloudFormation takes an ARN and a qualified name as
 * well, but the dimension `FunctionName` is the bare name: with anything else an alarm would see no data for ever.
 * Ref of a function, of a parameter or an import is taken for a name; GetAtt, Join and Sub make ARNs and `name:alias`.
 */
export function isBareFunctionName(properties: Properties, path: string): boolean {
  const name = properties.text(path);
  if (name !== undefined) return !name.includes(':');
  return !['Fn::GetAtt', 'Fn::Join', 'Fn::Sub'].some((intrinsic) => properties.has(`${path}.${intrinsic}`));
}
