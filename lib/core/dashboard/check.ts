import { DASHBOARD_TEMPLATES, type DashboardAnnotation, type DashboardContent } from './content';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html (DashboardName) */
const NAME = /^[A-Za-z0-9_-]+$/;
/** 255 less the longest ending, `-infrastructure-99`. */
const MAX_NAME_LENGTH = 237;

/** Refuses what would make no dashboard, or one without something that was asked for. */
export function checkContent(content: DashboardContent): void {
  const { name, rows = [], annotations = [] } = content;
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new Error(
      `A dashboard's name must be 1 to ${MAX_NAME_LENGTH} letters, digits, '-' or '_', got ${JSON.stringify(name)}`,
    );
  }
  checkTemplates(content);
  for (const { dashboard = 'overview' } of rows) checkShown(content, dashboard);
  for (const annotation of annotations) checkAnnotation(name, annotation);
  checkEnvironments(content);
}

function checkTemplates(content: DashboardContent): void {
  const { name, templates = ['overview'] } = content;
  const wrong = templates.find((template) => !DASHBOARD_TEMPLATES.includes(template));
  const twice = templates.find((template, index) => templates.indexOf(template) !== index);
  if (templates.length > 0 && wrong === undefined && twice === undefined) return;
  const got = wrong ?? (twice === undefined ? 'none' : `'${twice}' twice`);
  throw new Error(
    `'dashboards' of '${name}' must be a list of one or more of ${DASHBOARD_TEMPLATES.join(', ')}, each once, got ${got}`,
  );
}

function checkShown({ name, templates = ['overview'] }: DashboardContent, dashboard: string): void {
  if (templates.some((template) => template === dashboard)) return;
  throw new Error(
    `'dashboardRows' has a row for the dashboard '${dashboard}', and '${name}' has only ${templates.join(', ')}; add ` +
      `'${dashboard}' to 'dashboards', or put the row on another one`,
  );
}

function checkAnnotation(name: string, { label, time, until }: DashboardAnnotation): void {
  const wrong = [time, ...(until === undefined ? [] : [until])].find((text) => !Number.isFinite(Date.parse(text)));
  if (wrong !== undefined) {
    throw new Error(
      `Annotation '${label}' of dashboard '${name}' needs ISO 8601 times such as '2026-03-01T09:30:00Z', got '${wrong}'`,
    );
  }
  if (until !== undefined && Date.parse(until) <= Date.parse(time)) {
    throw new Error(`Annotation '${label}' of dashboard '${name}' must end after it begins (${time}), got ${until}`);
  }
}

/** A property variable changes every environment on the dashboard, those of other resources too. */
function checkEnvironments({ name, environment, environments = [], resources }: DashboardContent): void {
  if (environments.length === 0) return;
  if (!environments.includes(environment)) {
    throw new Error(
      `The environments of dashboard '${name}' must include its own, '${environment}', got ${environments.join(', ')}`,
    );
  }
  const other = resources.find((resource) => (resource.environment ?? environment) !== environment);
  if (!other) return;
  throw new Error(
    `Dashboard '${name}' can switch environments or show the resources of several, not both: '${other.label}' is of ` +
      `'${other.environment}'; take 'environments' away, or that resource`,
  );
}
