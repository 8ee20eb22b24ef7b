/** The draft of a post-mortem as Markdown: what is known is filled in, what only people know is asked. */
import type { PostmortemContents } from '../core/incident/postmortem-contents';
import { plainBlock } from './escape';
import { evidenceSection, linksSection, relatedSection } from './postmortem/evidence';
import { keptSection } from './postmortem/kept';
import { paragraph, table, text } from './postmortem/markdown';
import { deploysSection, timelineSection, toldSection } from './postmortem/story';
import { impactSection, summarySection } from './postmortem/summary';
import { isoSecond } from './postmortem/time';

/** Of a root cause or a resolution, code points. */
const MAX_SAID = 2_000;

/** Below 300 KB whatever the incident holds; ends in a line break. */
export function postmortem(contents: PostmortemContents): string {
  const { incident, writtenMs } = contents;
  const sections = [
    `# Post-mortem: ${text(incident.title)}`,
    `Drafted from what was recorded, ${isoSecond(writtenMs)} UTC. Once somebody has edited it, it is not drafted again.`,
    summarySection(contents),
    impactSection(contents),
    timelineSection(contents),
    toldSection(contents),
    deploysSection(contents),
    evidenceSection(contents),
    keptSection(contents),
    relatedSection(contents),
    prompts('What went well', ['What helped to notice it, to find its cause, to end it?', 'Where were we lucky?']),
    prompts('What went badly', ['What cost time?', 'What was missing: an alarm, a runbook, a right, a person?']),
    said('Root cause', incident.rootCause, 'Why did it happen, and why was it possible? Ask until it is no person.'),
    said('Resolution', incident.resolution, 'What ended it, and is that for good?'),
    `## Action items\n\n${table(['What', 'Prevents, detects or shortens', 'Owner', 'Due', 'Ticket'], [['', '', '', '', '']])}`,
    linksSection(contents),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

function prompts(title: string, questions: readonly string[]): string {
  return `## ${title}\n\n${questions.map((question) => `- _${question}_`).join('\n')}`;
}

/** What people wrote at the resolve may have several lines; each is a paragraph. */
function said(title: string, given: string | undefined, question: string): string {
  const paragraphs = plainBlock(given ?? '', MAX_SAID)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `> ${paragraph(line, MAX_SAID)}`);
  return `## ${title}\n\n${paragraphs.length === 0 ? `_${question}_` : paragraphs.join('\n>\n')}`;
}
