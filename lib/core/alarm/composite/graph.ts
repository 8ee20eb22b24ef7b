/** What the functions here need to know of a rule. */
export interface Children {
  readonly children: readonly string[];
}

const ALARM_ARN = /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s;

/** The name of an alarm referred to by its name or ARN. */
export function alarmNameOf(nameOrArn: string): string {
  return ALARM_ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}

/**
 * The names of composite alarms, children before parents, otherwise in the order of the map. Left out are those on a
 * cycle and those above one: CloudWatch stops evaluating where it finds a cycle in the path.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function evaluationOrder(rules: ReadonlyMap<string, Children>): string[] {
  const edges = edgesOf(rules);
  const missing = new Map([...edges].map(([name, children]) => [name, children.length]));
  const parents = parentsOf(edges);
  const order = [...rules.keys()].filter((name) => missing.get(name) === 0);
  // The list grows while it is read: an alarm joins it when the last of its children has.
  for (const name of order) {
    for (const parent of parents.get(name) ?? []) {
      const left = (missing.get(parent) as number) - 1;
      missing.set(parent, left);
      if (left === 0) order.push(parent);
    }
  }
  return order;
}

/**
 * The cycles of composite alarms, `['a', 'b']` for `a -> b -> a`: for each alarm on a cycle that no cycle before has
 * shown, the shortest through it. Breaking one may leave another; look again then. Suppressors are not rules and not
 * looked at.
 */
export function findAlarmRuleCycles(rules: ReadonlyMap<string, Children>): string[][] {
  const ordered = new Set(evaluationOrder(rules));
  const edges = edgesOf(new Map([...rules].filter(([name]) => !ordered.has(name))));
  const shown = new Set<string>();
  const cycles: string[][] = [];
  for (const name of edges.keys()) {
    const cycle = shown.has(name) ? undefined : shortestCycle(name, edges);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const member of cycle) shown.add(member);
  }
  return cycles;
}

/** Breadth first from `start` until it comes up again. */
function shortestCycle(start: string, edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const child of edges.get(name) ?? []) {
      if (child === start) return pathTo(name, start, cameFrom);
      if (cameFrom.has(child)) continue;
      cameFrom.set(child, name);
      queue.push(child);
    }
  }
  return undefined;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [end];
  while (path[0] !== start) path.unshift(cameFrom.get(path[0] as string) as string);
  return path;
}

/** Of each composite alarm, the children that are composite alarms of the map too. */
function edgesOf(rules: ReadonlyMap<string, Children>): Map<string, string[]> {
  const among = (children: readonly string[]) =>
    [...new Set(children.map(alarmNameOf))].filter((child) => rules.has(child));
  return new Map([...rules].map(([name, rule]) => [name, among(rule.children)]));
}

function parentsOf(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const parents = new Map<string, string[]>();
  for (const [name, children] of edges) {
    for (const child of children) {
      const list = parents.get(child);
      if (list) list.push(name);
      else parents.set(child, [name]);
    }
  }
  return parents;
}
