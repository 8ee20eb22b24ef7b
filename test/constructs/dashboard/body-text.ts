import { resolveValue } from '../../../lib/rehearsal/intrinsics';

/** The body of a dashboard as CloudFormation makes it; what only CloudFormation knows has its name in the template. */
export function bodyText(body: unknown): string {
  const scope = {
    region: 'AWS::Region',
    ref: (id: string) => id,
    getAtt: (id: string, attribute: string) => `${id}.${attribute}`,
    importValue: (name: unknown) => String(name),
    isTrue: () => true,
    mapping: () => undefined,
  };
  return String(resolveValue(scope, body, 'DashboardBody'));
}
