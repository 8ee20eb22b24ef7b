import { type Row, textRow } from './body';
import type { DashboardContent, DashboardTemplate } from './content';

/** What links say of a dashboard. */
export interface LinkTarget {
  readonly name: string;
  readonly template: DashboardTemplate;
  readonly part: number;
  readonly page: { readonly names: readonly string[] };
}

/**
 * The content's own words on the first dashboard, what it is about on the others, and links to all others on each.
 * `#dashboards:name=` is the console's own relative link, which keeps people in their partition and Region; dashboards
 * are global in an account.
 */
export function headerRow(
  { header, service, environment }: Pick<DashboardContent, 'header' | 'service' | 'environment'>,
  targets: readonly LinkTarget[],
  index: number,
): Row {
  const here = targets[index];
  const words = index === 0 || !here ? header : `# ${service} · ${environment}: ${wordsOf(here)}`;
  const links = targets
    .filter((target) => target !== here)
    .map((target) => `[${wordsOf(target)}](#dashboards:name=${target.name})`);
  const markdown = links.length > 0 ? `${words}\n\n${links.join(' · ')}` : words;
  return textRow(markdown, Math.max(2, words.split('\n').length + (links.length > 0 ? 1 : 0)));
}

const TEMPLATE_WORDS: Readonly<Record<DashboardTemplate, string>> = {
  overview: 'Overview',
  api: 'APIs',
  compute: 'Compute',
  database: 'Databases',
  messaging: 'Queues and streams',
  infrastructure: 'Infrastructure',
  slo: 'Objectives',
};
const NAMES_IN_A_LINK = 3;

/** Such as `Overview`, `Databases`, `Compute (2)`; the overview's further parts by what is on them. */
function wordsOf({ template, part, page: { names } }: LinkTarget): string {
  if (part === 1) return TEMPLATE_WORDS[template];
  if (template !== 'overview') return `${TEMPLATE_WORDS[template]} (${part})`;
  const more = names.length > NAMES_IN_A_LINK ? ', …' : '';
  return `${names.slice(0, NAMES_IN_A_LINK).join(', ')}${more} (${part})`;
}
