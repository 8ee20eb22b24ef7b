import type { PostmortemDraft } from '../../../core/incident/postmortem-draft';
import { type RawAnswer, strange, successOf } from './answer';

export function readPostmortemAnswer(answer: RawAnswer): PostmortemDraft {
  const { postmortem } = successOf(answer);
  if (isDraft(postmortem)) return postmortem;
  throw strange(answer);
}

/** The version that is stored now; 0 where there is none. */
export function readAskedAnswer(answer: RawAnswer): number {
  const { result, version } = successOf(answer);
  if (result === 'asked' && isNumber(version)) return version;
  throw strange(answer);
}

function isDraft(value: unknown): value is PostmortemDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { incidentId, text, version, writtenMs, editedBy } = value as Record<string, unknown>;
  const texts = typeof incidentId === 'string' && typeof text === 'string';
  return texts && isNumber(version) && isNumber(writtenMs) && (editedBy === undefined || typeof editedBy === 'string');
}

/** No more than a date can hold. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
