/** The switch that stops all automation of a hub: a parameter of its own, so that nobody has to deploy to throw it. */
import { configPath } from '../conventions';
import type { ConfigDocument } from './types';

const SWITCH = 'switch/runbooks';

export function runbookSwitchPath(hub: string): string {
  return `${configPath(hub)}/${SWITCH}`;
}

export function isRunbookSwitch({ name }: ConfigDocument): boolean {
  return name.endsWith(`/${SWITCH}`);
}

/** True for `on`, however it is written. Whoever writes anything else is about to stop something. */
export function isSwitchedOn({ text }: ConfigDocument): boolean {
  return /^\W*(on|true)\W*$/i.test(text);
}
