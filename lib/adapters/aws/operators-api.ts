/** The operators' API of a hub (`workflow/respond/operators.ts`), as its clients call it. */
import type { CommandAction } from '../../core/incident/command';
import type { Incident, TimelineEntry } from '../../core/incident/incident';
import type { PostmortemDraft } from '../../core/incident/postmortem-draft';
import {
  type CommandAnswer,
  failureOf,
  OperatorsApiError,
  readCommandAnswer,
  readIncidents,
  readTold,
} from './operators-api/answer';
import { callOf } from './operators-api/call';
import { readAskedAnswer, readPostmortemAnswer } from './operators-api/postmortem';
import { type SignerOptions, signerOf } from './operators-api/signer';

export { type CommandAnswer, OperatorsApiError } from './operators-api/answer';

export interface OperatorsApiOptions extends Partial<SignerOptions> {
  /** Address of the API: the output with `OperatorsUrl` in its name of the hub's stack. HTTPS, except to this machine. */
  readonly url: string;
  /** For one request and its answer. @default 10000 */
  readonly timeoutMs?: number;
}

export interface IncidentQuery {
  /** Only open ones. @default false: all of `service` */
  readonly open?: boolean;
  /** @default - of all services */
  readonly service?: string;
  /** 1 to 100. @default 20 */
  readonly limit?: number;
}

type Call = ReturnType<typeof callOf>;

/** Every request is signed with AWS credentials, and sent once more where no answer came. */
export class OperatorsApi {
  private readonly call: Call;

  /** @throws where `url` is none that signed requests may go to, or its Region is not known */
  constructor({ url, timeoutMs = 10_000, ...options }: OperatorsApiOptions) {
    const base = baseOf(url);
    this.call = callOf({ base, timeoutMs, sign: signerOf({ ...options, region: options.region ?? regionOf(base) }) });
  }

  async list({ open = false, service, limit }: IncidentQuery): Promise<readonly Incident[]> {
    const query = {
      ...(open ? { open: '' } : {}),
      ...(service === undefined ? {} : { service }),
      ...(limit === undefined ? {} : { limit: String(limit) }),
    };
    return readIncidents(await this.call({ method: 'GET', path: ['incidents'], query }));
  }

  /** `undefined`: there is no such incident. */
  async read(
    id: string,
  ): Promise<{ readonly incident: Incident; readonly timeline: readonly TimelineEntry[] } | undefined> {
    const answer = await this.call({ method: 'GET', path: ['incidents', id] });
    const failure = failureOf(answer);
    if (failure?.code === 'not found') return undefined;
    return readTold(answer);
  }

  /**
   * @param key names the command: sent again with the same key, it is done once
   * @throws OperatorsApiError with the code `refused` where it cannot be done as things stand
   */
  async command(id: string, { action, ...fields }: CommandAction, key: string): Promise<CommandAnswer> {
    return readCommandAnswer(
      await this.call({ method: 'POST', path: ['incidents', id, action], fields, idempotencyKey: key }),
    );
  }

  /** `undefined`: there is none yet, or no such incident. */
  async readPostmortem(id: string): Promise<PostmortemDraft | undefined> {
    const answer = await this.call({ method: 'GET', path: ['incidents', id, 'postmortem'] });
    return failureOf(answer)?.code === 'not found' ? undefined : readPostmortemAnswer(answer);
  }

  /**
   * Asks for a new draft, which takes the hub some seconds, and answers the version that is stored now: 0 for none.
   * @throws OperatorsApiError with the code `refused` where somebody has edited it, `not found` for no such incident
   */
  async askForPostmortem(id: string): Promise<number> {
    return readAskedAnswer(await this.call({ method: 'POST', path: ['incidents', id, 'postmortem'] }));
  }

  /**
   * Stores what somebody has edited; from then on it is theirs.
   * @param version that of the text that was edited
   * @throws OperatorsApiError with the code `refused` where another version is stored by now
   */
  async writePostmortem(id: string, text: string, version: number): Promise<PostmortemDraft> {
    const fields = { text, version };
    return readPostmortemAnswer(await this.call({ method: 'PUT', path: ['incidents', id, 'postmortem'], fields }));
  }
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (url && secure && url.username === '' && url.search === '' && url.hash === '') return url;
  throw new OperatorsApiError(
    'bad address',
    "the address of the operators' API must be one such as https://abc.lambda-url.eu-west-1.on.aws/ (the output " +
      `...OperatorsUrl... of the hub's stack), got '${text.slice(0, 200)}'`,
  );
}

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
function regionOf({ hostname }: URL): string {
  const [, region] = /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/.exec(hostname) ?? [];
  const known = region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (known) return known;
  throw new OperatorsApiError('bad address', `the address '${hostname}' does not tell its Region; set AWS_REGION`);
}
