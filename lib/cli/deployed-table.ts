/** The name of a judge's table, as the judge has written it to the Parameter Store of the account. */
import type * as DocumentsModule from '../adapters/aws/ssm-documents';
import { loadAdapter } from './load-adapter';

export interface DeployedTable {
  /** Name of the parameter; what stands before its last slash is shared by all of the kind. */
  readonly parameter: string;
  /** What was asked for, in words, such as `error tracking 'main'`. */
  readonly what: string;
  readonly purpose: string;
  /** What to do where there is none. */
  readonly advice: string;
}

/** @throws Error where there is none: it says which there are */
export async function deployedTable({ parameter, what, purpose, advice }: DeployedTable): Promise<string> {
  const { SsmDocuments } = loadAdapter<typeof DocumentsModule>('ssm-documents', purpose);
  const path = parameter.slice(0, parameter.lastIndexOf('/'));
  const known = await new SsmDocuments({ path }, (documents) => documents).load();
  const found = known.find(({ name }) => name === parameter);
  if (found) return found.text;
  const others = known.map(({ name }) => name.slice(path.length + 1));
  throw new Error(`there is no ${what} in this account and region (found: ${others.join(', ') || 'none'}); ${advice}`);
}
