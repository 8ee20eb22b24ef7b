import { parseSloDefinitions } from '../../core/slo/read-definition';
import type { SloDefinitionPort, SloDefinitions } from '../../workflow/ports';
import { SsmDocuments, type SsmDocumentsOptions } from './ssm-documents';

/**
 * The objectives of an evaluation from SSM parameters below `sloPath(evaluation)`, cached for a minute. While they cannot
 * be read, the last ones stay.
 */
export class SsmSloDefinitions extends SsmDocuments<SloDefinitions> implements SloDefinitionPort {
  constructor(options: SsmDocumentsOptions) {
    super(options, parseSloDefinitions);
  }
}
