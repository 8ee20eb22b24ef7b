/** What the templates of an app say of its hub, as the hub's own functions will read it. */
import { closest } from '../../core/closest';
import { parseConfig, type SightlineConfig } from '../../core/config';
import { hubsOf, type Place, wordMissingHub } from '../../rehearsal/hubs';
import type { Templates } from '../../rehearsal/templates';
import { UsageError } from '../usage-error';

export interface ChosenHub {
  readonly config: SightlineConfig;
  /** Where it is deployed. */
  readonly place: Place;
}

/**
 * @param wanted its name. @default - the only one
 * @throws where there is none, or more than one and none is named, or it cannot be read
 */
export function chosenHub(templates: Templates, wanted?: string): ChosenHub {
  const hubs = hubsOf(templates);
  const names = hubs.map(({ name }) => name).sort();
  const hub = wanted === undefined ? hubs[0] : hubs.find(({ name }) => name === wanted);
  if (hub && (wanted !== undefined || hubs.length === 1)) {
    return { config: parseConfig(hub.documents), place: hub.place };
  }
  if (hubs.length === 0) {
    throw new Error(
      wordMissingHub(templates, '--app once more') ??
        "the app has no hub: add an IncidentResponse to it, run 'cdk synth', or name its assembly with --app",
    );
  }
  if (wanted === undefined) throw new UsageError(`the app has several hubs; name one with --hub: ${names.join(', ')}`);
  const meant = closest(wanted, names);
  throw new UsageError(
    `the app has no hub '${wanted}'${meant ? `; did you mean '${meant}'?` : '.'} It has: ${names.join(', ')}`,
  );
}
