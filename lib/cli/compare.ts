/** `sightline rehearse --against`: the other assembly plays what the own one played, and both are compared. */
import { compareAlarms } from '../rehearsal/compare';
import type { PlayedStory } from '../rehearsal/compare/behaviour';
import { describeAlarm } from '../rehearsal/compare/described-alarm';
import { describeMuteRule } from '../rehearsal/compare/mute-rules';
import type { PlayOptions, Rehearsal } from '../rehearsal/rehearsal';
import { parseScenario } from '../rehearsal/scenario';
import { readTextFile } from '../rehearsal/text-file';
import { tellComparison } from '../view/comparison';
import { renderComparison } from '../view/comparison/markdown';
import type { RehearsalReport } from '../view/report/model';
import { writeOutputFile } from './output-file';
import { painter } from './painter';
import { withProgress } from './show';

export interface ComparedRehearsals {
  readonly own: Rehearsal;
  /** The one compared against. */
  readonly other: Rehearsal;
  /** What the own side played. */
  readonly played: readonly { readonly file: string; readonly report: RehearsalReport }[];
  /** Where it is a recording: what it is of. Without it: scenarios. */
  readonly recording?: { readonly metric: string; readonly scale: number };
}

export interface ComparisonOutput {
  /** The other assembly as given on the command line. */
  readonly against?: string;
  /** File for the comment on a pull request. Without it: none is written. */
  readonly markdown?: string;
}

/** Plays the other side, prints the comparison and writes its Markdown. */
export async function compareRehearsals(compared: ComparedRehearsals, output: ComparisonOutput): Promise<void> {
  const { own, other, played } = compared;
  const stories: PlayedStory[] = [];
  for (const { file } of played) stories.push(await playOther(file, compared));
  const comparison = compareAlarms({ ...sideOf(other), stories }, { ...sideOf(own), stories: played });
  const { against = '', markdown } = output;
  process.stdout.write(`\n${tellComparison(comparison, { paint: painter(process.stdout), against })}`);
  if (markdown === undefined) return;
  writeOutputFile(markdown, renderComparison(comparison), '--markdown');
  process.stdout.write(`Markdown: ${markdown}\n`);
}

function sideOf(rehearsal: Rehearsal) {
  const { alarms, muteRules, notRehearsed } = rehearsal.alarms();
  return { alarms: alarms.map(describeAlarm), muteRules: muteRules.map(describeMuteRule), notRehearsed };
}

/** What a story speaks of may not be there on the other side: that is told, and the rest goes on. */
async function playOther(file: string, { other, recording }: ComparedRehearsals): Promise<PlayedStory> {
  try {
    const report = await withProgress('Comparing', (onProgress) =>
      recording ? other.replay(file, { ...recording, onProgress }) : playUnjudged(other, file, { onProgress }),
    );
    return { file, report };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { file, problem: error.message };
  }
}

/** What is expected of the own app is not expected of the other one. */
async function playUnjudged(other: Rehearsal, file: string, options: PlayOptions): Promise<RehearsalReport> {
  const scenario = parseScenario(readTextFile(file, 'scenario'), file);
  return other.playScenario({ ...scenario, expectations: [] }, options);
}
