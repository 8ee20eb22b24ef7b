import type { Branch } from './branches';
import type { Element, FieldValue } from './fields';

/** Array number to element index: the elements that the fields matched so far have settled on. */
type Choice = ReadonlyMap<number, number>;

/** The elements of one field's values as a tree, from the outermost array inwards. */
interface Tree {
  here: boolean;
  readonly arrays: Map<number, Map<number, Tree>>;
}

/**
 * Whether all rules of a branch hold with array consistency: fields below one array must come from the same element.
 * Rules are tried in the order of their paths, as aws/event-ruler does, so an absent field is judged by the elements
 * that earlier fields have settled on. Choices that later fields cannot tell apart are followed once, which keeps long
 * arrays cheap.
 */
export function matchesConsistently(branch: Branch, fields: ReadonlyMap<string, readonly FieldValue[]>): boolean {
  const lastUse = lastUses(branch, fields);
  let choices: readonly Choice[] = [new Map()];
  for (const [order, { path, test }] of branch.entries()) {
    const values = fields.get(path) ?? [];
    const accepted = tree(values.filter(({ value }) => test.accepts(value)));
    const present = test.whenAbsent ? tree(values) : undefined;
    const next = new Map<string, Choice>();
    const keep = (choice: Choice): boolean => {
      const relevant = [...choice].filter(([array]) => (lastUse.get(array) ?? -1) > order).sort(([a], [b]) => a - b);
      next.set(relevant.join(';'), new Map(relevant));
      return false;
    };
    for (const choice of choices) {
      visitConsistent(accepted, choice, keep);
      if (present && !visitConsistent(present, choice, () => true)) keep(choice);
    }
    if (next.size === 0) return false;
    choices = [...next.values()];
  }
  return true;
}

/** For each array, the last rule that has values below it. */
function lastUses(branch: Branch, fields: ReadonlyMap<string, readonly FieldValue[]>): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  for (const [order, { path }] of branch.entries()) {
    for (const { element } of fields.get(path) ?? []) {
      for (let at = element; at && last.get(at.array) !== order; at = at.outer) last.set(at.array, order);
    }
  }
  return last;
}

function tree(values: readonly FieldValue[]): Tree {
  const root: Tree = { here: false, arrays: new Map() };
  for (const { element } of values) {
    let node = root;
    for (const { array, index } of outermostFirst(element)) node = child(node, array, index);
    node.here = true;
  }
  return root;
}

function outermostFirst(element: Element | undefined): Element[] {
  const chain: Element[] = [];
  for (let at = element; at; at = at.outer) chain.push(at);
  return chain.reverse();
}

function child(node: Tree, array: number, index: number): Tree {
  const elements = node.arrays.get(array) ?? new Map<number, Tree>();
  node.arrays.set(array, elements);
  const existing = elements.get(index) ?? { here: false, arrays: new Map() };
  elements.set(index, existing);
  return existing;
}

/** Visits each way to extend a choice by a value of the tree; stops and answers true once a visit does. */
function visitConsistent(node: Tree, choice: Choice, visit: (extended: Choice) => boolean): boolean {
  if (node.here && visit(choice)) return true;
  for (const [array, elements] of node.arrays) {
    const settled = choice.get(array);
    const candidates = settled === undefined ? [...elements] : [[settled, elements.get(settled)] as const];
    for (const [index, next] of candidates) {
      const extended = settled === undefined ? new Map(choice).set(array, index) : choice;
      if (next && visitConsistent(next, extended, visit)) return true;
    }
  }
  return false;
}
