/** What people do in a story: the command that each of their scenes gives, and how the story tells it. */
import type { CommandAction } from '../core/incident/command';
import type { PersonScene } from './scene';

export function commandOf(scene: PersonScene): { readonly command: CommandAction; readonly told: string } {
  const { by } = scene;
  switch (scene.action) {
    case 'acknowledge':
      return { command: { action: 'acknowledge' }, told: `${by} acknowledges` };
    case 'resolve': {
      const { force } = scene;
      return { command: { action: 'resolve', force }, told: `${by} resolves${force ? ' by force' : ''}` };
    }
    case 'note':
      return { command: { action: 'note', text: scene.note }, told: `${by} notes: ${scene.note}` };
    case 'update': {
      const { audience, update } = scene;
      return { command: { action: 'update', text: update, audience }, told: `${by} tells the ${audience}: ${update}` };
    }
    case 'approve':
      return { command: { action: 'approve', runbook: scene.runbook }, told: `${by} approves ${scene.runbook}` };
    case 'run':
      return { command: { action: 'run', runbook: scene.runbook }, told: `${by} asks for ${scene.runbook}` };
  }
}
