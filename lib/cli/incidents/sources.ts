/** Where incidents are read and acted on: the operators' API of a hub, and its event bus. */
import type * as BusModule from '../../adapters/aws/event-bridge-bus';
import type * as StoreModule from '../../adapters/aws/incident-store';
import type * as ApiModule from '../../adapters/aws/operators-api';
import type { BusPort, IncidentStore } from '../../workflow/ports';
import { loadAdapter } from '../load-adapter';
import { UsageError } from '../usage-error';

export type OperatorsPort = Pick<
  ApiModule.OperatorsApi,
  'list' | 'read' | 'command' | 'readPostmortem' | 'askForPostmortem' | 'writePostmortem'
>;

const PURPOSE = 'talking to the hub';

/** The incident table itself: for whoever may read it, or write. */
export type IncidentTable = Pick<IncidentStore, 'listDuring' | 'readTimeline' | 'listOutbox' | 'forgetPerson'>;

export interface IncidentSources {
  operators(url: string): OperatorsPort;
  /** @param name or ARN */
  table(name: string): IncidentTable;
  bus(hub: string): BusPort;
  /** Epoch ms. */
  now(): number;
  /** @default - in real time */
  sleep?(ms: number): Promise<void>;
}

/** With credentials as every AWS tool finds them. */
export function awsIncidentSources(): IncidentSources {
  return {
    operators: (url) => new (loadAdapter<typeof ApiModule>('operators-api', PURPOSE).OperatorsApi)({ url }),
    table: (tableName) =>
      new (loadAdapter<typeof StoreModule>('incident-store', 'reading incidents').DynamoIncidentStore)({ tableName }),
    bus: (busName) => new (loadAdapter<typeof BusModule>('event-bridge-bus', PURPOSE).EventBridgeBus)({ busName }),
    now: () => Date.now(),
  };
}

/** Environment variable for whoever does not want to write `--url`. */
const URL_VARIABLE = 'SIGHTLINE_OPERATORS_URL';

/** Lines of a help text. */
export const URL_HELP = `  --url URL         address of the operators' API: the output ...OperatorsUrl... of the hub's stack
                    (default: the environment variable ${URL_VARIABLE})
`;

export function urlOf(given: string | undefined): string | undefined {
  return given ?? (process.env[URL_VARIABLE] || undefined);
}

/** @throws a `UsageError` where nobody says where the API is */
export function neededUrl(given: string | undefined): string {
  const url = urlOf(given);
  if (url !== undefined) return url;
  throw new UsageError(
    `it is not known where the operators' API is; give --url or set ${URL_VARIABLE} to the output ...OperatorsUrl... of the ` +
      "hub's stack, such as https://abc.lambda-url.eu-west-1.on.aws/",
  );
}
