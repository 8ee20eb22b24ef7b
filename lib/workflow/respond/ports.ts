import type { Hmac, Keyring } from '../../core/incident/token';
import type { CarryOutPorts } from '../carry-out';
import type { ConfigPort, LogPort, SlackReplyPort } from '../ports';

/** Which URL the function stands behind. Neither answers for the other. */
export const DOORS = ['links', 'operators'] as const;
export type Door = (typeof DOORS)[number];

interface DoorPorts extends CarryOutPorts {
  readonly config: ConfigPort;
  readonly log: LogPort;
}

/** The public URL: what a request may do is signed, in its link or by Slack. */
export interface LinksPorts extends DoorPorts {
  readonly door: 'links';
  readonly hmac: Hmac;
  /** Keys of the links. */
  readonly keys: () => Promise<Keyring>;
  /** The signing secret of the Slack app. @default - there are no Slack buttons */
  readonly slackSecret?: () => Promise<string>;
  /** @default - whoever presses a button is not told what came of it */
  readonly slackReplies?: SlackReplyPort;
}

/** The URL behind IAM: it has the API, and no keys. */
export interface OperatorsPorts extends DoorPorts {
  readonly door: 'operators';
}

export type RespondPorts = LinksPorts | OperatorsPorts;

/** @throws where the function's environment names none */
export function readDoor(text: string): Door {
  const door = DOORS.find((known) => known === text);
  if (door) return door;
  throw new Error(`the door must be 'links' or 'operators', got '${text}'; deploy the IncidentResponse stack again`);
}
