import { Annotations, type CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type ScopeReport, WATCHED_BY_ITSELF } from './scope';

/** Longer lists are cut: `sightline coverage` has all. */
const MOST_LISTED = 20;

/** Says at synth what `monitorScope` covers, and warns of what it does not. Sightline's own resources do not count. */
export function announce(scope: IConstruct, { monitored, notCovered, excluded, withoutMetrics }: ScopeReport): void {
  const leftOut = excluded.filter(({ reason }) => reason !== WATCHED_BY_ITSELF);
  const all = monitored.length + notCovered.length + leftOut.length;
  Annotations.of(scope).addInfoV2(
    'sightline:coverage',
    `monitorScope of '${scope.node.path}' covers ${monitored.length} of ${counted(all)}` +
      `${leftOut.length > 0 ? `, ${leftOut.length} left out (see 'excluded' of the report that it returns)` : ''}` +
      `; ${withoutMetrics} more ${withoutMetrics === 1 ? 'has' : 'have'} nothing to watch`,
  );
  if (notCovered.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'sightline:notCovered',
    `monitorScope of '${scope.node.path}' leaves ${counted(notCovered.length)} without alarms:\n${list(notCovered)}\n` +
      "Name them in 'exclude' if that is meant, or add an entry (docs/how-to/add-a-resource-type.md)",
  );
}

/** Says what an Aspect added after the alarms were in the template. */
export function warnOfLate(scope: IConstruct, late: readonly CfnResource[]): void {
  if (late.length === 0) return;
  const missed = late.map(({ node, cfnResourceType }) => ({
    path: node.path,
    type: cfnResourceType,
    reason: 'added late',
  }));
  Annotations.of(scope).addWarningV2(
    'sightline:addedTooLate',
    `monitorScope of '${scope.node.path}' came too early for ${counted(late.length)} that an Aspect added:\n` +
      `${list(missed)}\nGive that Aspect a priority before AspectPriority.MUTATING`,
  );
}

function counted(count: number): string {
  return count === 1 ? '1 resource' : `${count} resources`;
}

function list(resources: ScopeReport['notCovered']): string {
  const lines = resources.slice(0, MOST_LISTED).map(({ path, type, reason }) => `  ${path} (${type}): ${reason}`);
  return resources.length > MOST_LISTED
    ? [...lines, `  and ${resources.length - MOST_LISTED} more`].join('\n')
    : lines.join('\n');
}
