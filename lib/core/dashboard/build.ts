import { bodyOf, type DashboardBody } from './body';
import { checkContent } from './check';
import type { DashboardContent, DashboardTemplate } from './content';
import { groupResources, type ResourceGroup } from './groups';
import { healthRows } from './health';
import { headerRow } from './links';
import { objectiveResource } from './objective';
import { alarmRows, environmentSwitch } from './overview';
import { type Page, paginate } from './pages';
import { type Part, partsOf, userPart } from './parts';

export interface NamedDashboard {
  readonly name: string;
  readonly template: DashboardTemplate;
  /** From 1; more than one where the quotas ask for it. */
  readonly part: number;
  readonly body: DashboardBody;
}

/**
 * The dashboards of a service: one for each template that there is something for, and more only where CloudWatch's
 * quotas ask for it, linked with each other. Their size grows with the number of resource types; of the resources
 * themselves, only by a line or so for each alarm.
 *
 * Throws where names or quotas do not fit. AWS states no limit on the size of a body
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html), so none is checked.
 */
export function buildDashboards(content: DashboardContent): NamedDashboard[] {
  checkContent(content);
  const drafts = draftsOf(content);
  return drafts.map(({ name, template, part, page }, index) => {
    const header = headerRow(content, drafts, index);
    return { name, template, part, body: bodyOf(name, [header, ...page.rows], page.variables) };
  });
}

interface Draft extends Omit<NamedDashboard, 'body'> {
  readonly page: Page;
}

/**
 * The first dashboard has the plain name, alarm states, and is there even if empty; the switch of environments is on
 * every one that it can change.
 */
function draftsOf(content: DashboardContent): Draft[] {
  const templates = content.templates ?? ['overview'];
  const parts = partsByTemplate(content, templates);
  const needed = templates.filter((template, place) => place === 0 || (parts.get(template)?.length ?? 0) > 0);
  return needed.flatMap((template, place) => {
    const { widgets = [] } = content;
    const first = place === 0 ? [...healthRows(content), ...alarmRows(content.alarms), ...widgets] : [];
    return paginate(first, parts.get(template) ?? []).map((page, index) => ({
      name: [content.name, ...(place === 0 ? [] : [template]), ...(index === 0 ? [] : [index + 1])].join('-'),
      template,
      part: index + 1,
      page: { ...page, variables: [...environmentSwitch(content, page.rows), ...page.variables] },
    }));
  });
}

/** A family without a dashboard of its own is on the overview, if there is one, and else nowhere. */
function partsByTemplate(
  content: DashboardContent,
  templates: readonly DashboardTemplate[],
): Map<DashboardTemplate, Part[]> {
  const setting = { region: content.region, moments: newest(content.annotations ?? []) };
  const placed = new Map<DashboardTemplate, Part[]>(templates.map((template) => [template, []]));
  const place = (template: DashboardTemplate, parts: readonly Part[]) =>
    (placed.get(template) ?? placed.get('overview'))?.push(...parts);
  const ids = new Ids();
  const show = (group: ResourceGroup) => {
    const template = group.family === 'service' ? 'overview' : group.family;
    place(template, partsOf(group, ids.of(group.title), setting));
  };
  const groups = groupResources(content.resources, content.environment);
  const objectives = groupResources((content.objectives ?? []).map(objectiveResource), content.environment);
  for (const group of groups.filter(({ family }) => family === 'service')) show(group);
  for (const group of objectives) place('slo', partsOf(group, ids.of(group.title), setting));
  for (const row of content.rows ?? []) place(row.dashboard ?? 'overview', [userPart(row, setting)]);
  for (const group of groups.filter(({ family }) => family !== 'service')) show(group);
  return placed;
}

/** Ids of variables: `lambda-function`, `lambda-function-2`. */
class Ids {
  private readonly used = new Set<string>();

  of(title: string): string {
    const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    let id = plain;
    for (let number = 2; this.used.has(id); number += 1) id = `${plain}-${number}`;
    this.used.add(id);
    return id;
  }
}

const MOMENTS_SHOWN = 10;

function newest(annotations: NonNullable<DashboardContent['annotations']>) {
  return [...annotations].sort((a, b) => Date.parse(a.time) - Date.parse(b.time)).slice(-MOMENTS_SHOWN);
}
