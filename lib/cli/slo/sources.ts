/** Where measurements and incidents are read from: DynamoDB and the Parameter Store of an account. */

import type * as SloStoreModule from '../../adapters/aws/dynamo-slo-store';
import type * as IncidentStoreModule from '../../adapters/aws/incident-store';
import type * as DocumentsModule from '../../adapters/aws/ssm-documents';
import { sloPath } from '../../core/conventions';
import { parseSloDefinitions } from '../../core/slo/read-definition';
import { sloTableParameter } from '../../core/slo/table';
import type { IncidentStore, SloStore } from '../../workflow/ports';
import { deployedTable } from '../deployed-table';
import { loadAdapter } from '../load-adapter';
import type { Objectives } from './objectives';

const PURPOSE = 'reading measurements';

export interface SloSources {
  /** The objectives that an evaluation finds in the account. */
  objectives(evaluation: string): Promise<Objectives>;
  /** @param table its name. @default - what the evaluation has written to the Parameter Store */
  store(evaluation: string, table?: string): Promise<Pick<SloStore, 'readLatest' | 'readMeasurements'>>;
  incidents(table: string): Pick<IncidentStore, 'listByService'>;
}

/** With region and credentials as every AWS tool finds them. */
export function awsSources(): SloSources {
  return {
    objectives: async (evaluation) => {
      const { SsmDocuments } = loadAdapter<typeof DocumentsModule>('ssm-documents', PURPOSE);
      return new SsmDocuments({ path: sloPath(evaluation) }, parseSloDefinitions).load();
    },
    store: async (evaluation, table) => {
      const { DynamoSloStore } = loadAdapter<typeof SloStoreModule>('dynamo-slo-store', PURPOSE);
      return new DynamoSloStore({ evaluation, tableName: table ?? (await tableOf(evaluation)) });
    },
    incidents: (tableName) =>
      new (loadAdapter<typeof IncidentStoreModule>('incident-store', PURPOSE).DynamoIncidentStore)({ tableName }),
  };
}

function tableOf(evaluation: string): Promise<string> {
  return deployedTable({
    parameter: sloTableParameter(evaluation),
    what: `evaluation '${evaluation}'`,
    purpose: PURPOSE,
    advice: 'deploy it, look at AWS_PROFILE and AWS_REGION, or name its table with --table',
  });
}
