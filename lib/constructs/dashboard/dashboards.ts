import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { buildDashboards, type NamedDashboard } from '../../core/dashboard/build';
import type { DashboardContent } from '../../core/dashboard/content';
import { contentRow, type DashboardRow } from './row';
import { substitutedJson } from './substituted-json';

/** What the dashboards show; names, dimensions and ARNs may be tokens. */
export interface DashboardsContent extends Omit<DashboardContent, 'region' | 'rows'> {
  /** Where metrics are, unless their resource says otherwise. @default - the Region of the stack */
  readonly region?: string;
  /** The user's own. @default - none */
  readonly rows?: readonly DashboardRow[];
}

/**
 * Makes the dashboards of a service right away: call it when everything is known. The first one has the id `Dashboard`,
 * the others add to it what their names add: `Dashboard-database`, `Dashboard-2`.
 */
export function renderDashboards(scope: Construct, content: DashboardsContent): CfnDashboard[] {
  const stack = Stack.of(scope);
  const rows = (content.rows ?? []).map((row) => contentRow(scope, row));
  const dashboards = buildDashboards(own({ ...content, region: content.region ?? stack.region, rows }, stack));
  warnOfGaps(scope, content, dashboards);
  return dashboards.map(({ name, body }) => {
    const id = `Dashboard${name.slice(content.name.length)}`;
    return new CfnDashboard(scope, id, { dashboardName: name, dashboardBody: substitutedJson(scope, body) });
  });
}

/** Where a resource is said to be is dropped where it is the stack's own place, so that it is not shown apart. */
function own(content: DashboardContent, { account }: Stack): DashboardContent {
  const same = (value: string | undefined, ours: string) => value !== undefined && sameText(value, ours);
  const resources = content.resources.map(({ region, accountId, ...resource }) => ({
    ...resource,
    ...(region !== undefined && !same(region, content.region) && { region }),
    ...(accountId !== undefined && !same(accountId, account) && { accountId }),
  }));
  return { ...content, resources };
}

/** Tokens of two stacks that mean "here" are different texts: an unknown place counts as the dashboard's. */
function sameText(value: string, ours: string): boolean {
  return value === ours || (Token.isUnresolved(value) && Token.isUnresolved(ours));
}

function warnOfGaps(scope: Construct, content: DashboardsContent, dashboards: readonly NamedDashboard[]): void {
  const templates = content.templates ?? ['overview'];
  const empty = templates.filter((template) => !dashboards.some((dashboard) => dashboard.template === template));
  if (empty.length > 0) {
    Annotations.of(scope).addWarningV2(
      'sightline:emptyDashboard',
      `'${content.service}' has nothing to show on the dashboards ${empty.join(', ')}, which are left out`,
    );
  }
  const families = new Set<string>(templates);
  const left = content.resources.filter(({ family }) => !families.has('overview') && !families.has(family));
  if (left.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'sightline:resourcesOnNoDashboard',
    `${left.length} resources of '${content.service}' are on no dashboard, '${left[0]?.label}' for one; add ` +
      "'overview' to 'dashboards'",
  );
}
