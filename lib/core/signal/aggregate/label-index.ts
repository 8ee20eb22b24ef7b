import { ownText } from './own-text';

/** Labels of a point; a number or a boolean stands as its text, and `undefined` as `unknown`. */
export type Labels = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Finds what belongs to a name and a set of labels without building a key: a tree with one step for each label. Texts carry
 * their hash, so a look-up makes no garbage. The same labels in another order are another leaf.
 */
export class LabelIndex<Leaf> {
  private readonly roots = new Map<string, Node<Leaf>>();

  find(name: string, labels: Labels | undefined): Leaf | undefined {
    let node = this.roots.get(name);
    for (const label in labels) {
      if (node === undefined) return undefined;
      // Points of one metric have the same labels, nearly always.
      const values = node.label === label ? node.values : node.others?.get(label);
      node = values?.get(labels[label]);
    }
    return node?.leaf;
  }

  put(name: string, labels: Labels | undefined, leaf: Leaf): void {
    let node = getOrAdd(this.roots, ownText(name), newNode<Leaf>);
    for (const label in labels) node = getOrAdd(valuesOf(node, label), ownText(labels[label]), newNode<Leaf>);
    node.leaf = leaf;
  }
}

interface Node<Leaf> {
  leaf: Leaf | undefined;
  /** The label that was seen first in this place, and where each of its values leads. */
  label: string | undefined;
  readonly values: Values<Leaf>;
  /** The same for further labels. */
  others: Map<string, Values<Leaf>> | undefined;
}

type Values<Leaf> = Map<unknown, Node<Leaf>>;

function newNode<Leaf>(): Node<Leaf> {
  return { leaf: undefined, label: undefined, values: new Map(), others: undefined };
}

function valuesOf<Leaf>(node: Node<Leaf>, label: string): Values<Leaf> {
  node.label ??= label;
  if (node.label === label) return node.values;
  node.others ??= new Map();
  return getOrAdd(node.others, label, () => new Map());
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
