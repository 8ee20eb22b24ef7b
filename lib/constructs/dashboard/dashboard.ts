import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { buildDashboardBody, type DashboardContent } from '../../core/dashboard/body';

/** A dashboard whose content is asked for at synth, when everything is monitored. */
export function addDashboard(
  scope: Construct,
  id: string,
  dashboardName: string,
  content: (region: string) => DashboardContent,
): void {
  const stack = Stack.of(scope);
  const body = Lazy.any({ produce: () => buildDashboardBody(content(stack.region)) });
  new CfnDashboard(scope, id, { dashboardName, dashboardBody: stack.toJsonString(body) });
}
