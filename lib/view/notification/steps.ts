/** What to do, first things first: what the message asks for; else what the alarm says, then what its runbooks say. */
import { approvalLevel, isApprovalNotice } from '../../core/runbook/run';
import type { NotificationContents } from './contents';
import { line } from './standing';

const MAX_STEP = 300;
const MAX_PROPOSAL = 600;

export function stepsOf(contents: NotificationContents): string[] {
  const { item, incident, steps = [] } = contents;
  if (isApprovalNotice(item)) {
    const proposal = proposalOf(contents);
    return proposal ? textsOf([proposal.text], MAX_PROPOSAL) : [];
  }
  const asks = item.kind === 'page' || item.kind === 'notice';
  return textsOf([incident.firstStep, ...(asks ? steps : [])], MAX_STEP);
}

/** What a notice that asks for an approval is about. */
export function proposalOf({ item, timeline }: Pick<NotificationContents, 'item' | 'timeline'>) {
  return timeline.findLast(({ run }) => run !== undefined && approvalLevel(run.runbook) === item.level);
}

function textsOf(texts: readonly (string | undefined)[], maxCodePoints: number): string[] {
  return texts.flatMap((text) => (text === undefined ? [] : (line(text, maxCodePoints) ?? [])));
}
