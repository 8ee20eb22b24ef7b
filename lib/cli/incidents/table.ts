/** The incident table itself, for the commands that go to it with the rights of whoever runs them. */
import { plain } from '../../view/escape';
import { UsageError } from '../usage-error';

/** A line of a help text. */
export const TABLE_HELP = `  --table NAME      the incident table: the output ...IncidentTable of the hub's stack
`;

/** Of a table's name, as DynamoDB allows it, or of its ARN. */
const TABLE = /^(?:arn:[\w:-]+:table\/)?[\w.-]{3,255}$/;

/** @throws a `UsageError` where no table is named */
export function neededTable(name: string | undefined): string {
  if (name === undefined) {
    throw new UsageError(
      "--table is needed: the incident table, which is the output ...IncidentTable of the hub's stack",
    );
  }
  if (TABLE.test(name)) return name;
  throw new UsageError(`--table must be the name of a DynamoDB table or its ARN, got '${plain(name, 100)}'`);
}

/** @param needed the rights it takes, in words */
export async function withTableErrors<T>(needed: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, message } = Object(error) as Error;
    if (/^AccessDenied/.test(name)) {
      throw new Error(`the credentials may not (${message}); they need ${needed}`, { cause: error });
    }
    if (!/^ResourceNotFound/.test(name)) throw error;
    throw new Error('there is no such table here; look at its name, AWS_PROFILE and AWS_REGION', { cause: error });
  }
}
