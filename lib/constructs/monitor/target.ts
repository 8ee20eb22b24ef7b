import { checkEntry } from '../../core/catalog/check-entry';
import type { CatalogEntry } from '../../core/catalog/entry';
import { checkKeys, checkPlain, checkText, demand } from '../check';

/**
 * A thing without a construct of its own, for `Target.of`: what it is called, and on which dimensions its metrics are.
 */
export interface TargetOptions<Facts> {
  /** How people are told which one it is, such as `Claude`. Unique among the targets of an entry. */
  readonly label: string;
  /** Dimension set name to dimensions; the set `default` is that of metrics that name none. */
  readonly dimensions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the entry's threshold rules need. @default - nothing */
  readonly facts?: Facts;
}

/**
 * Something to monitor that is no construct: what an account has once, what another tool deployed, metrics of your own.
 *
 * ```ts
 * obs.monitor(Target.of(BILLING, { label: 'Account', dimensions: { default: { Currency: 'USD' } }, facts: { budgetUsd: 500 } }));
 * ```
 */
export class Target {
  static of<Facts>(entry: CatalogEntry<Facts>, options: TargetOptions<Facts>): Target {
    checkEntry(entry as CatalogEntry);
    const where = `Target.of '${options?.label}' (${entry.title})`;
    checkKeys(where, options, { label: true, dimensions: true, facts: true });
    checkText(where, 'label', options.label, MAX_LABEL);
    checkPlain(where, 'label', options.label);
    const given = Object.entries(options.dimensions ?? {});
    demand(where, given.length > 0, "got no 'dimensions'; give at least the set 'default'");
    const sets = [...new Set(Object.values(entry.metrics).map(({ dimensionSet = 'default' }) => dimensionSet))];
    for (const [set, dimensions] of given) {
      demand(where, sets.includes(set), `there is no dimension set '${set}'; its sets are ${sets.join(', ')}`);
      for (const [name, value] of Object.entries(dimensions))
        checkText(where, `${name}' of the set '${set}`, value, 1_024);
    }
    return new Target(entry as CatalogEntry, options);
  }

  private constructor(
    readonly entry: CatalogEntry,
    readonly options: TargetOptions<unknown>,
  ) {}

  get label(): string {
    return this.options.label;
  }
}

/** Alarm names have room for no more beside the rest. */
const MAX_LABEL = 100;
