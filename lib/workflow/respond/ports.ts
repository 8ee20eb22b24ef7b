import type { Hmac, Keyring } from '../../core/incident/token';
import type { CarryOutPorts } from '../carry-out';
import type { ConfigPort, LogPort, SlackReplyPort } from '../ports';

/** Which URL the function stands behind. Neither answers for the other. */
export const ENDPOINTS = ['links', 'operators'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

interface EndpointPorts extends CarryOutPorts {
  readonly config: ConfigPort;
  readonly log: LogPort;
}

/** The public URL: what a request may do is signed, in its link or by Slack. */
export interface LinksPorts extends EndpointPorts {
  readonly endpoint: 'links';
  readonly hmac: Hmac;
  /** Keys of the links. */
  readonly keys: () => Promise<Keyring>;
  /** The signing secret of the Slack app. @default - there are no Slack buttons */
  readonly slackSecret?: () => Promise<string>;
  /** @default - whoever presses a button is not told what came of it */
  readonly slackReplies?: SlackReplyPort;
}

/** The URL behind IAM: it has the API, and no keys. */
export interface OperatorsPorts extends EndpointPorts {
  readonly endpoint: 'operators';
}

export type RespondPorts = LinksPorts | OperatorsPorts;

/** @throws where the function's environment names none */
export function readEndpoint(text: string): Endpoint {
  const endpoint = ENDPOINTS.find((known) => known === text);
  if (endpoint) return endpoint;
  throw new Error(
    `the endpoint must be 'links' or 'operators', got '${text}'; deploy the IncidentResponse stack again`,
  );
}
