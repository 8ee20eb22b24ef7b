/**
 * What runbooks automate, on the simulated platform. Each target is a dependency by its name, which scenarios fail and
 * slow; a function that the rehearsal has code for runs for real.
 */
import type { AutomationConfig, SightlineConfig } from '../../core/config';
import type { AutomationPort, AutomationStatus } from '../../workflow/ports/automation';
import type { World } from '../world';
import { DependencyFailure } from './dependencies';
import { destinationsOf } from './destinations';
import type { HubParts } from './hub';
import { LATENCY } from './latency';

/** So that scenarios can name them. */
export function declareAutomations({ dependencies }: Pick<HubParts, 'dependencies'>, config: SightlineConfig): void {
  for (const { automation } of config.runbooks ?? []) {
    if (!automation) continue;
    const latency = automation.kind === 'lambda' ? LATENCY.provider : LATENCY.automation;
    dependencies.declare(dependencyOf(automation), latency.ms);
  }
}

export function rehearsedAutomations(world: World, parts: HubParts): AutomationPort {
  const executions = new Map<string, AutomationStatus>();
  const { clock, recorder } = world;
  return {
    start: async ({ automation, runId, about }) => {
      const name = dependencyOf(automation);
      const dependency = parts.dependencies.port(name);
      recorder.tell(clock.now(), 'remark', `Runbook ${about.runbook} starts ${name}`);
      if (automation.kind === 'lambda') {
        const payload = { ...automation.parameters, sightline: { ...about, runId } };
        return dependency
          .call(() => destinationsOf(world).deliver(automation.target, JSON.stringify(payload)))
          .then(() => ({ status: 'started', executionId: runId }) as const, refused);
      }
      // A second start of one run is the first one.
      if (executions.has(runId)) return { status: 'started', executionId: runId };
      executions.set(runId, { status: 'running' });
      dependency
        .call(() => undefined)
        .then(
          () => end(executions, runId, { status: 'succeeded' }),
          (error: unknown) => end(executions, runId, { status: 'failed', reason: String(error) }),
        )
        .catch(world.fail);
      return { status: 'started', executionId: runId };
    },
    status: async (_automation, executionId) =>
      executions.get(executionId) ?? { status: 'failed', reason: 'there is no such execution' },
    stop: async (_automation, executionId) => end(executions, executionId, { status: 'failed', reason: 'stopped' }),
  };
}

/** Once it has ended it stays so. */
function end(executions: Map<string, AutomationStatus>, id: string, status: AutomationStatus): void {
  if (executions.get(id)?.status === 'running') executions.set(id, status);
}

function refused(error: unknown) {
  if (error instanceof DependencyFailure) return { status: 'refused', reason: error.message } as const;
  throw error;
}

/** The name of the document, the state machine or the function. */
function dependencyOf({ target }: AutomationConfig): string {
  return target.split(':').at(-1) ?? target;
}
