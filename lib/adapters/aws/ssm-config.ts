import type { SightlineConfig } from '../../core/config';
import { parseConfig } from '../../core/config';
import type { ConfigPort } from '../../workflow/ports';
import { SsmDocuments, type SsmDocumentsOptions } from './ssm-documents';

/** `path`: where the hub's documents lie, `configPath(hub)`. */
export type SsmConfigOptions = SsmDocumentsOptions;

/**
 * The hub's configuration from SSM parameters, cached for a minute. A refresh that fails, or reads what this code cannot
 * use, leaves the last good configuration in place: pages go out by yesterday's channels rather than not at all. Broken
 * documents other than the hub's own are left out, and the log says which.
 */
export class SsmConfig extends SsmDocuments<SightlineConfig> implements ConfigPort {
  constructor(options: SsmConfigOptions) {
    super(options, (documents) => {
      const config = parseConfig(documents);
      for (const problem of config.problems ?? []) options.log?.warn('a document was left out', { problem });
      return config;
    });
  }
}
