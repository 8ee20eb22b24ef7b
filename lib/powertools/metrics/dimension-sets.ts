export type Dimensions = Readonly<Record<string, string>>;

/** The dimensions that one EMF document can carry: one value a key. */
export interface DimensionGroup {
  /** From `addDimension`; `undefined` where this document has none of them. */
  readonly main: Dimensions | undefined;
  /** From `addDimensions`, each a set of its own. */
  readonly sets: readonly Dimensions[];
}

/**
 * Few documents, first come first served, in which no key has two values. A document of the embedded metric
 * format holds one value for each key, whatever sets name it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function dimensionGroups(defaults: Dimensions, main: Dimensions, sets: readonly Dimensions[]): DimensionGroup[] {
  const groups: { values: Map<string, string>; main?: Dimensions; sets: Dimensions[] }[] = [];

  function groupFor(own: Dimensions) {
    // Default dimensions are part of every set, and give way to its own.
    const wanted = Object.entries({ ...defaults, ...own });
    const found = groups.find(({ values }) => wanted.every(([key, value]) => (values.get(key) ?? value) === value));
    const group = found ?? { values: new Map<string, string>(), sets: [] };
    if (!found) groups.push(group);
    for (const [key, value] of wanted) group.values.set(key, value);
    return group;
  }

  if (Object.keys(main).length > 0) groupFor(main).main = main;
  for (const set of sets) groupFor(set).sets.push(set);
  return groups.map((group) => ({ main: group.main, sets: group.sets }));
}
