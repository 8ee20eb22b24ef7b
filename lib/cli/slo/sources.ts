/** Where measurements and incidents are read from: DynamoDB and the Parameter Store of an account. */

import type * as SloStoreModule from '../../adapters/aws/dynamo-slo-store';
import type * as IncidentStoreModule from '../../adapters/aws/incident-store';
import type * as DocumentsModule from '../../adapters/aws/ssm-documents';
import { sloPath } from '../../core/conventions';
import { parseSloDefinitions } from '../../core/slo/read-definition';
import { sloTableParameter } from '../../core/slo/table';
import type { IncidentStore, SloStore } from '../../workflow/ports';
import type { Objectives } from './objectives';

export interface SloSources {
  /** The objectives that an evaluation finds in the account. */
  objectives(evaluation: string): Promise<Objectives>;
  /** @param table its name. @default - what the evaluation has written to the Parameter Store */
  store(evaluation: string, table?: string): Promise<Pick<SloStore, 'readLatest' | 'readMeasurements'>>;
  incidents(table: string): Pick<IncidentStore, 'listByService'>;
}

const SDK = /'(@aws-sdk\/[\w-]+)'/;

/** With region and credentials as every AWS tool finds them. */
export function awsSources(): SloSources {
  return {
    objectives: async (evaluation) => {
      const { SsmDocuments } = load<typeof DocumentsModule>('ssm-documents');
      return new SsmDocuments({ path: sloPath(evaluation) }, parseSloDefinitions).load();
    },
    store: async (evaluation, table) => {
      const { DynamoSloStore } = load<typeof SloStoreModule>('dynamo-slo-store');
      return new DynamoSloStore({ evaluation, tableName: table ?? (await tableOf(evaluation)) });
    },
    incidents: (tableName) =>
      new (load<typeof IncidentStoreModule>('incident-store').DynamoIncidentStore)({ tableName }),
  };
}

async function tableOf(evaluation: string): Promise<string> {
  const { SsmDocuments } = load<typeof DocumentsModule>('ssm-documents');
  const wanted = sloTableParameter(evaluation);
  const path = wanted.slice(0, wanted.lastIndexOf('/'));
  const known = await new SsmDocuments({ path }, (documents) => documents).load();
  const found = known.find(({ name }) => name === wanted);
  if (found) return found.text;
  const others = known.map(({ name }) => name.slice(path.length + 1));
  throw new Error(
    `there is no evaluation '${evaluation}' in this account and region (found: ${others.join(', ') || 'none'}); deploy ` +
      'it, look at AWS_PROFILE and AWS_REGION, or name its table with --table',
  );
}

/** Loaded when it is needed: no other command is to load the SDK, or to need it. */
function load<T>(adapter: string): T {
  try {
    return require(`../../adapters/aws/${adapter}`) as T;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const [, missing] = SDK.exec(message) ?? [];
    if (!/MODULE_NOT_FOUND$/.test(code) || missing === undefined) throw error;
    throw new Error(
      `reading measurements needs the package ${missing}, which is not installed; run 'npm install -D ${missing}'`,
    );
  }
}
