import { fnv1a } from '../../fnv';

/** https://github.com/OpenSLO/OpenSLO#notes-general-schema: what every implementation must take. */
export const MAX_NAME = 63;

/** Names of objects by the rules of DNS labels; what had to be changed for that is told apart by a hash. */
export class Names {
  private readonly given = new Map<string, string>();
  private readonly taken = new Set<string>();

  of(identity: readonly string[], wanted: string): string {
    const key = JSON.stringify(identity);
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const name = this.free(wanted, key);
    this.given.set(key, name);
    this.taken.add(name);
    return name;
  }

  private free(wanted: string, key: string): string {
    const label = wanted
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    if (label !== '' && label.length <= MAX_NAME && !this.taken.has(label)) return label;
    for (let attempt = 0; ; attempt += 1) {
      const hash = (fnv1a(`${key}${attempt}`) >>> 0).toString(36);
      const name = [label.slice(0, MAX_NAME - 1 - hash.length).replace(/-$/, ''), hash].filter(Boolean).join('-');
      if (!this.taken.has(name)) return name;
    }
  }
}
