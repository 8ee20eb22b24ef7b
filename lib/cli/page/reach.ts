/** Whether the routes of a hub lead a test page to whom it is meant for. */
import { responsesOf } from '../../core/incident/responses';
import type { Assembly } from '../../rehearsal/assembly';
import { Templates } from '../../rehearsal/templates';
import { duration } from '../../view/format';
import { explainRoute } from '../../view/incidents/route-explanation';
import { chosenHub } from '../route/hub-config';
import { TEST_SERVICE, type TestPage } from './signals';

export interface PageTarget {
  readonly kind: 'channel' | 'person';
  readonly name: string;
}

/**
 * @param waitMs how long it stays open: who is told later than that is not told
 * @returns channels of stakeholders that hear of it all the same, as of every incident that is as severe
 * @throws where it does not tell them, or tells others as well, with the route to add
 */
export function checkReach(
  target: PageTarget,
  { signal }: TestPage,
  waitMs: number,
  hub: string,
  assembly: Assembly,
): readonly string[] {
  const { kind, name } = target;
  const { config } = chosenHub(new Templates(assembly), hub);
  const { toldNow, heldBack, levels } = explainRoute(config, signal, signal.timestampMs);
  if (heldBack) throw new Error(`nobody would be told now: it is held back by ${heldBack.by}`);
  const recipient = kind === 'person' ? `@${name}` : name;
  if (!toldNow.includes(recipient)) {
    const known = (kind === 'person' ? config.people : config.hub.channels).map((one) => one.name);
    if (!known.includes(name)) {
      throw new Error(`the hub has no ${kind} '${name}'; it has: ${known.join(', ') || 'none'}`);
    }
    throw new Error(`${wouldTell(target, `would tell ${toldNow.join(', ')} now`)}${quietHint(kind)}`);
  }
  const others = toldNow.filter((one) => one !== recipient);
  if (others.length > 0) throw new Error(wouldTell(target, `would also tell ${others.join(', ')} now`));
  const next = levels.slice(1).find(({ afterMs }) => afterMs < waitMs);
  if (next) {
    throw new Error(
      `a test page that waits for ${duration(waitMs)} would also tell ` +
        `${next.targets.flatMap(({ told }) => told).join(', ')} after ${duration(next.afterMs)}; give a shorter --wait`,
    );
  }
  return responsesOf(config).audience('stakeholders', signal.severity);
}

function wouldTell({ kind, name }: PageTarget, what: string): string {
  return (
    `a test page for ${kind} '${name}' ${what}. Add a route before the others that matches ` +
    `{ service: '${TEST_SERVICE}', environment: '${kind}:${name}' } and tells that ${kind} alone`
  );
}

function quietHint(kind: PageTarget['kind']): string {
  return kind === 'person' ? ', and look at their quiet hours' : '';
}
