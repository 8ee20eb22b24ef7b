import { MAX_STEPS, type SightlineConfig } from '../../core/config';
import type { Incident } from '../../core/incident/incident';
import { runbooksFor } from '../../core/runbook/matching';
import type { NotificationContents } from '../../view/notification';

/** What the runbooks of an incident add to its messages: the first steps of them together, and one link. */
export function runbookWords(
  config: SightlineConfig,
  incident: Incident,
): Pick<NotificationContents, 'steps' | 'runbookUrl'> {
  const runbooks = runbooksFor(config, incident);
  const steps = runbooks.flatMap((runbook) => runbook.steps).slice(0, MAX_STEPS);
  const runbookUrl = runbooks.find(({ url }) => url !== undefined)?.url;
  return { ...(steps.length > 0 && { steps }), ...(runbookUrl !== undefined && { runbookUrl }) };
}
