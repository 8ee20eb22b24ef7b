import type { CatalogEntry } from '../../core/catalog/entry';

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
    if (Object.keys(options.dimensions).length === 0) {
      throw new Error(
        `Target.of '${options.label}' (${entry.title}) got no 'dimensions'; give at least the set 'default'`,
      );
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
