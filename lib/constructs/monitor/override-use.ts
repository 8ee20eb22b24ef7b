import { CATALOG } from '../../core/catalog/catalog';
import type { AlarmTunings } from '../../core/catalog/resolve';
import { closest } from '../../core/closest';
import type { ScopeOverride } from './scope';
import { type Candidate, describeSelector } from './selection';

/** Which overrides, and which of their alarms, met a resource: in what met none somebody believes, and nothing changed. */
export class OverrideUse {
  private readonly met = new Map<ScopeOverride, { readonly used: Set<string>; readonly known: Set<string> }>();
  private readonly tooLate = new Set<ScopeOverride>();

  /** @param changes those of the override's that the resource has the alarms or metrics for */
  note(override: ScopeOverride, { entries }: Candidate, changes: AlarmTunings): void {
    const { used, known } = this.met.get(override) ?? { used: new Set(), known: new Set() };
    this.met.set(override, { used, known });
    for (const id of Object.keys(changes)) used.add(id);
    for (const { id } of entries.flatMap((entry) => entry.alarms)) known.add(id);
  }

  /** It means a resource that had its alarms already. */
  noteTooLate(override: ScopeOverride): void {
    this.tooLate.add(override);
  }

  problems(overrides: readonly ScopeOverride[]): string[] {
    return overrides.flatMap((override) => {
      const place = `the override ${describeSelector(override.match)}`;
      const met = this.met.get(override);
      if (met) {
        const unused = Object.keys(override.alarms).filter((id) => !met.used.has(id));
        return unused.map((id) => `${place} changes '${id}', ${nobodyHas(id, [...met.known])}`);
      }
      return this.tooLate.has(override)
        ? `${place} matches only what was monitored before; call 'tune' before 'monitor' instead`
        : `${place} matches no resource${typeHint(override.match.type)}`;
    });
  }
}

function nobodyHas(id: string, known: readonly string[]): string {
  const meant = closest(id, known);
  const hint = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  return `which none of the resources that it matches has.${hint} Their alarms are ${known.join(', ') || 'none'}`;
}

/** Misspelt types of the catalog; one that is right just has no resource in the scope. */
function typeHint(type: string | undefined): string {
  const names = CATALOG.flatMap((entry) => [entry.title, entry.type, ...(entry.resource?.alsoTypes ?? [])]);
  const meant = type === undefined || names.includes(type) ? undefined : closest(type, names);
  return meant === undefined ? '' : `; did you mean the type '${meant}'?`;
}
