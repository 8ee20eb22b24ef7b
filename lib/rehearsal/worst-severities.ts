import type { MemoryIncidentStore } from '../adapters/memory/incident-store';
import { incidentFromItem } from '../core/incident/item/incident-item';
import { moreSevere, type Severity } from '../core/incident/severity';

/** How severe each incident once was: alarms that are OK again, and people, lower what the table says at the end. */
export class WorstSeverities {
  private readonly byIncident = new Map<string, Severity>();

  watch(store: MemoryIncidentStore): void {
    store.onWrite((records) => {
      for (const { newImage } of records) {
        if (newImage?.sk !== 'META') continue;
        const { id, severity } = incidentFromItem(newImage);
        const worst = this.byIncident.get(id);
        if (worst === undefined || moreSevere(severity, worst)) this.byIncident.set(id, severity);
      }
    });
  }

  /** `undefined` where the incident never was more severe than it is now. */
  above({ id, severity }: { readonly id: string; readonly severity: Severity }): Severity | undefined {
    const worst = this.byIncident.get(id);
    return worst !== undefined && moreSevere(worst, severity) ? worst : undefined;
  }
}
