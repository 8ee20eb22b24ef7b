import { createDependencyWindow, type DependencyState, type DependencyWindow } from '../../core/health/dependency';
import { OVERFLOW } from '../runtime';

/** One for the whole process, also where a bundle holds this module twice: health is asked for elsewhere. */
const WINDOWS = Symbol.for('sightline.dependencies');
const MAX_WINDOWS = 200;

function windows(): Map<string, DependencyWindow> {
  const holder = globalThis as { [WINDOWS]?: Map<string, DependencyWindow> };
  holder[WINDOWS] ??= new Map();
  return holder[WINDOWS];
}

export function windowOf(name: string): DependencyWindow {
  const all = windows();
  const key = all.has(name) || all.size < MAX_WINDOWS ? name : OVERFLOW;
  const window = all.get(key) ?? createDependencyWindow();
  all.set(key, window);
  return window;
}

/** How a dependency did in the last five minutes in this process; `unknown` where it was hardly called. */
export function dependencyState(name: string): DependencyState {
  return (windows().get(name) ?? createDependencyWindow()).state(Date.now());
}
