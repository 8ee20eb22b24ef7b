import { Token } from 'aws-cdk-lib';
import type { PersonConfig } from '../../core/config';
import { SCHEMA_VERSION } from '../../core/conventions';
import { SEVERITIES, type Severity } from '../../core/incident/severity';
import { checkKeys, checkOneOf, checkPlain, demand, shown } from '../check';
import { checkName } from '../names';
import { checkAddress, RESPONDERS_CHANNEL } from './channel';
import { checkTimeRange, checkTimeZone } from './check-time';

/** The time of each day in which a person is not told. */
export interface QuietHours {
  /** Time of day in the person's time zone, such as `22:00`. */
  readonly from: string;
  /** Exclusive. One that is before `from` is on the next day. */
  readonly to: string;
  /** Incidents at least this severe reach them all the same. @default 'critical' */
  readonly unless?: Severity;
}

/** How a person is reached, and when not. */
export interface PersonOptions {
  /** Gets a mail with a link to confirm the subscription. At least one of `email` and `sms`. */
  readonly email?: string;
  /** Number for text messages with its country code, such as `+4915112345678`. */
  readonly sms?: string;
  /** Of the quiet hours, as IANA names it. @default 'UTC' */
  readonly timeZone?: string;
  /** When what would reach them goes to the channels of the hub instead. @default - none */
  readonly quietHours?: QuietHours;
}

/** As the functions read it, without the topic. Throws where an option does not fit. */
export function personConfig(where: string, name: string, options: PersonOptions): Omit<PersonConfig, 'topicArn'> {
  checkName('name of the person', name);
  demand(where, name !== RESPONDERS_CHANNEL, `'${name}' is the name of the e-mail channel; choose another`);
  checkKeys(where, options, { email: true, sms: true, timeZone: true, quietHours: true });
  const { email, sms, timeZone = 'UTC', quietHours } = options;
  demand(
    where,
    email !== undefined || sms !== undefined,
    "pass 'email' or 'sms' or both, got neither: nothing could reach them",
  );
  if (email !== undefined) checkAddress(where, email);
  if (sms !== undefined) checkNumber(where, sms);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: 'person',
    name,
    timeZone: checkTimeZone(where, timeZone),
    ...(quietHours && { quietHours: quietHoursOf(`${where} quietHours`, quietHours) }),
  };
}

function quietHoursOf(where: string, quietHours: QuietHours): PersonConfig['quietHours'] {
  checkKeys(where, quietHours, { from: true, to: true, unless: true });
  checkPlain(where, 'unless', quietHours.unless);
  const unless = checkOneOf(where, 'unless', quietHours.unless ?? 'critical', SEVERITIES);
  return { ...checkTimeRange(where, quietHours), unless };
}

/** E.164: https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html */
function checkNumber(where: string, sms: string): void {
  if (Token.isUnresolved(sms)) return;
  const fits = typeof sms === 'string' && /^\+[1-9]\d{4,14}$/.test(sms);
  demand(
    where,
    fits,
    `'sms' must be '+', country code and number without spaces ('+4915112345678'), got ${shown(sms)}`,
  );
}
