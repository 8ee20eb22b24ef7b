/** The runbooks that the package ships: one page for each entry of the catalog, one section for each alarm. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeSeconds } from '../../lib/core/alarm/threshold';
import { CATALOG } from '../../lib/core/catalog/catalog';
import { type CatalogAlarm, type CatalogEntry, timeToDetectSeconds } from '../../lib/core/catalog/entry';
import { runbookFile } from '../../lib/core/catalog/runbook';
import { thresholdText } from '../../lib/core/catalog/threshold-text';
import { conditionOf } from './catalog';
import { ROOT } from './example';

/** What people wrote in runbooks/; everything else there is generated. */
const WRITTEN_BY_HAND = ['incident-response-plan.md', 'operations', 'playbooks'];

/** Files and folders below runbooks/ that come from the catalog, or once did. */
export function generatedEntries(): string[] {
  return readdirSync(join(ROOT, 'runbooks')).filter((name) => !WRITTEN_BY_HAND.includes(name));
}

/** File below the root to its text. */
export function runbooks(): Map<string, string> {
  const entries = CATALOG.filter(({ alarms }) => alarms.length > 0);
  return new Map(entries.map((entry) => [`runbooks/${runbookFile(entry.title)}`, page(entry)]));
}

function page(entry: CatalogEntry): string {
  const matter = ['---', `title: ${entry.title}`, `type: ${entry.type}`, 'alarms:'];
  const alarms = entry.alarms.map(
    ({ id, severity, role }) => `  - { id: ${id}, severity: ${severity}, role: ${role} }`,
  );
  const sections = entry.alarms.map((alarm) => section(entry, alarm));
  return [...matter, ...alarms, '---', '', `# ${entry.title}`, '', sections.join('\n\n'), ''].join('\n');
}

function section(entry: CatalogEntry, alarm: CatalogAlarm): string {
  const steps = alarm.runbook.map((step, index) => `${index + 1}. ${step}`);
  const detect = describeSeconds(timeToDetectSeconds(alarm));
  return [
    `## ${alarm.id}`,
    '',
    meaning(entry, alarm),
    '',
    ...steps,
    '',
    `Fires on ${conditionOf(entry, alarm)}, ${detect} after the trouble began at best. ${alarm.reason}`,
  ].join('\n');
}

/** The summary of all such alarms, not of one: derived thresholds have no number yet. */
function meaning(entry: CatalogEntry, { summary, threshold, metric, statistic }: CatalogAlarm): string {
  const value =
    typeof threshold === 'number' ? thresholdText(threshold, entry.metrics[metric], statistic) : 'the threshold';
  const text = summary.replaceAll('{resource}', 'the resource').replaceAll('{threshold}', value);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
