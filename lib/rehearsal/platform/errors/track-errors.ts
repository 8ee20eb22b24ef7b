/** The workflow `track-errors` on the rehearsed platform: errors in the logs of the functions become fingerprints. */
import { gunzipSync } from 'node:zlib';
import { MemoryErrorStore } from '../../../adapters/memory/error-store';
import { DEFAULT_NAMESPACE, DIMENSION, ERROR_ENV } from '../../../core/conventions';
import { readSettings } from '../../../core/error/signals';
import { ALARM_ROLES } from '../../../core/incident/severity';
import { errorEvidence } from '../../../workflow/error-evidence';
import type { ErrorEvidencePort, LogPort } from '../../../workflow/ports';
import { trackErrors } from '../../../workflow/track-errors';
import type { RehearsedHandler } from '../../bindings';
import type { Place } from '../../hubs';
import type { World } from '../../world';
import type { Bus } from '../bus';
import { rehearsedBus, type Variables } from '../own-ports';
import { slowed } from '../slowed';

export class ErrorTrackings {
  private readonly byTable = new Map<string, MemoryErrorStore>();

  constructor(
    private readonly world: World,
    private readonly bus: Bus,
    private readonly log: LogPort,
  ) {}

  /** What every tracking of the templates stored. */
  stores(): readonly MemoryErrorStore[] {
    return [...this.byTable.values()];
  }

  /** What the function with these environment variables does. */
  handler(variables: Variables, place: Place): RehearsedHandler {
    const { world, log } = this;
    const { clock, metrics } = world;
    const dimensions = { [DIMENSION.tracking]: String(variables[ERROR_ENV.tracking]) };
    const put = (name: string, value: number) =>
      metrics.put({ namespace: DEFAULT_NAMESPACE, name, dimensions }, value, clock.now());
    return trackErrors({
      store: slowed(this.store(variables), clock),
      payloads: { unpack: async (data) => gunzipSync(Buffer.from(data, 'base64')).toString() },
      bus: rehearsedBus(world, this.bus, String(variables[ERROR_ENV.bus]), place),
      metrics: { count: (name, value = 1) => put(name, value), duration: put },
      clock,
      log,
      settings: readSettings(String(variables[ERROR_ENV.roles]), ALARM_ROLES),
    });
  }

  /** Errors as the tracking that these environment variables name knows them, if any. */
  evidenceOf(variables: Variables): ErrorEvidencePort | undefined {
    if (variables[ERROR_ENV.table] === undefined) return undefined;
    return errorEvidence(slowed(this.store(variables), this.world.clock), this.world.clock);
  }

  private store(variables: Variables): MemoryErrorStore {
    const table = String(variables[ERROR_ENV.table]);
    const known = this.byTable.get(table);
    if (known) return known;
    const made = new MemoryErrorStore();
    this.byTable.set(table, made);
    return made;
  }
}
