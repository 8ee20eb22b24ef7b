/** A post-mortem as a file: its text, below a line that says what it was made of. */
import type { PostmortemDraft } from '../../core/incident/postmortem-draft';
import { plainBlock } from '../escape';

/** Markdown does not show it. */
const MARK = /^<!-- sightline post-mortem ([0-9A-Za-z]{1,64}) version (\d{1,9}):[^\n]*-->\n*/;

export interface PostmortemFile {
  readonly incidentId: string;
  /** That of the text before it was edited. */
  readonly version: number;
  readonly text: string;
}

export function postmortemFile({ incidentId, version, text }: PostmortemFile): string {
  const mark = `<!-- sightline post-mortem ${incidentId} version ${version}: leave this line to '--edit', it says what you edited -->`;
  return `${mark}\n\n${plainBlock(text).trimEnd()}\n`;
}

/** `undefined` where the first line does not say what the file was made of. */
export function readPostmortemFile(file: string): PostmortemFile | undefined {
  // Editors of Windows begin a file with a mark of their own, and end lines with two characters.
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  const [line, incidentId, version] = MARK.exec(text) ?? [];
  if (line === undefined || incidentId === undefined) return undefined;
  return { incidentId, version: Number(version), text: text.slice(line.length) };
}

/** Who has it, in one line. */
export function tellStored({ version, editedBy }: PostmortemDraft): string {
  return editedBy === undefined
    ? `Drafted, version ${version}.`
    : `Stored as version ${version}: from now on it is yours, and the hub drafts it no more.`;
}
