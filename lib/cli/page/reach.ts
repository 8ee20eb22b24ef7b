/** Whether the routes of a hub lead a test page to whom it is meant for. */
import { Templates } from '../../rehearsal/templates';
import { explainRoute } from '../../view/incidents/route-explanation';
import { chosenAssembly } from '../chosen-assembly';
import { hubConfigOf } from '../route/hub-config';
import { TEST_SERVICE, type TestPage } from './signals';

export interface PageTarget {
  readonly kind: 'channel' | 'person';
  readonly name: string;
}

/** @throws where it tells others only, with the route to add */
export function checkReach({ kind, name }: PageTarget, { signal }: TestPage, hub: string, app?: string): void {
  const config = hubConfigOf(new Templates(chosenAssembly(app === undefined ? [] : [app])), hub);
  const { toldNow, heldBack } = explainRoute(config, signal, signal.timestampMs);
  if (heldBack) throw new Error(`nobody would be told now: it is held back by ${heldBack.by}`);
  const recipient = kind === 'person' ? `@${name}` : name;
  if (toldNow.includes(recipient)) return;
  const known = (kind === 'person' ? config.people : config.hub.channels).map((one) => one.name);
  if (!known.includes(name)) {
    throw new Error(`the hub has no ${kind} '${name}'; it has: ${known.join(', ') || 'none'}`);
  }
  throw new Error(
    `a test page for ${kind} '${name}' would tell ${toldNow.join(', ')} now. Add a route before the others that matches ` +
      `{ service: '${TEST_SERVICE}', environment: '${kind}:${name}' } and tells that ${kind}` +
      `${kind === 'person' ? ', and look at their quiet hours' : ''}`,
  );
}
