import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkNumber, checkSeconds, demand, shown } from '../check';
import type { IIncidentResponse } from '../incident/incident-response';
import { checkName, deployPlace, knowsPlace } from '../names';

/** In the names of alarms and parameters, as that of a hub. */
export const MAX_JUDGE_NAME = 32;
const DAY_SECONDS = 86_400;

export function checkJudgeName(name: string | undefined): void {
  if (name !== undefined) checkName('name', name, MAX_JUDGE_NAME);
}

/** Refuses the name of a hub where the hub is meant: signals would go to the account's default bus, where nobody listens. */
export function checkHub(where: string, incidents: IIncidentResponse | undefined): void {
  const todo = "one that is deployed elsewhere is IncidentResponse.fromHubName('its name')";
  const isHub = incidents === undefined || typeof incidents?.hub === 'string';
  demand(where, isHub, `'incidents' must be an IncidentResponse, got ${shown(incidents)}; ${todo}`);
}

/** Whole days. */
export function retentionDays(where: string, retention: Duration, max: number): number {
  const days = checkSeconds(where, 'retention', retention) / DAY_SECONDS;
  return checkNumber(where, 'days of retention', days, { min: 1, max, integer: true });
}

/** The first of the app that has the name of this one in its account and Region, where that is another. */
export function namesakeOf<T extends IConstruct>(
  one: T,
  isSuch: (other: IConstruct) => other is T,
  nameOf: (such: T) => string,
): T | undefined {
  const [first] = one.node.root.node
    .findAll()
    .filter(isSuch)
    .filter((other) => nameOf(other) === nameOf(one))
    .filter((other) => deployPlace(other) === deployPlace(one));
  return first === one ? undefined : first;
}

/** The message about two of one name. @param todo what to change */
export function namesakeProblem(kind: string, name: string, first: IConstruct, one: IConstruct, todo: string): string {
  const places = knowsPlace(one) ? '' : "; where they go to different places, give the stack of each its 'env'";
  return (
    `two ${kind} have the name '${name}' in one account and Region, '${first.node.path}' and '${one.node.path}'; ` +
    `${todo}${places}`
  );
}

/**
 * Refuses a second one of a name when the app is synthesized: at deployment it would be a parameter that exists.
 * @param todo for the message
 */
export function refuseNamesake<T extends IConstruct>(
  one: T,
  isSuch: (other: IConstruct) => other is T,
  nameOf: (such: T) => string,
  kind: string,
  todo = "share one, or give one of them another 'name'",
): void {
  const validate = () => {
    const first = namesakeOf(one, isSuch, nameOf);
    return first ? [namesakeProblem(kind, nameOf(one), first, one, todo)] : [];
  };
  one.node.addValidation({ validate });
}
