import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CustomDataIdentifier, DataIdentifier, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { closest } from '../../core/closest';
import { checkKeys, demand, type Keys } from '../check';

/** Which sensitive data CloudWatch Logs masks, and who is told of finds. */
export interface DataProtectionOptions {
  /**
   * What is masked: `DataIdentifier.SSN_US`, or a `CustomDataIdentifier` of your own (10 at most).
   * @default - mail addresses, numbers and security codes of cards, secret keys of AWS, private keys
   */
  readonly identifiers?: readonly DataIdentifier[];
  /** Where findings are told; another log group than those that are protected. @default - only in the metrics of `AWS/Logs` */
  readonly findings?: ILogGroup;
}

const OPTIONS: Keys<DataProtectionOptions> = { identifiers: true, findings: true };

const DEFAULT_IDENTIFIERS = [
  DataIdentifier.EMAILADDRESS,
  DataIdentifier.CREDITCARDNUMBER,
  DataIdentifier.CREDITCARDSECURITYCODE,
  DataIdentifier.AWSSECRETKEY,
  DataIdentifier.OPENSSHPRIVATEKEY,
  DataIdentifier.PGPPRIVATEKEY,
  DataIdentifier.PKCSPRIVATEKEY,
  DataIdentifier.PUTTYPRIVATEKEY,
];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-custom-data-identifiers.html */
const MAX_CUSTOM = 10;
const MAX_REGEX_LENGTH = 200;

/** Throws where CloudWatch Logs would refuse the policy. */
export function checkDataProtection(caller: string, options: DataProtectionOptions): void {
  checkKeys(`${caller} 'dataProtection'`, options, OPTIONS);
  const { identifiers = DEFAULT_IDENTIFIERS } = options;
  demand(caller, identifiers.length > 0, "'identifiers' must name at least one; leave 'dataProtection' out for none");
  const custom = identifiers.filter((identifier) => identifier instanceof CustomDataIdentifier);
  demand(
    caller,
    custom.length <= MAX_CUSTOM,
    `at most ${MAX_CUSTOM} custom identifiers are allowed, got ${custom.length}`,
  );
  for (const { name, regex } of custom) {
    const fits = /^[A-Za-z0-9_-]{1,128}$/.test(name) && regex.length <= MAX_REGEX_LENGTH;
    demand(
      caller,
      fits,
      `the custom identifier '${name}' must have a name of 1 to 128 letters, digits, _ or -, and a regular expression ` +
        `of ${MAX_REGEX_LENGTH} characters at most, got ${regex.length}`,
    );
  }
  for (const identifier of identifiers) checkManaged(caller, identifier);
}

const MANAGED = Object.values(DataIdentifier).flatMap((value) => (value instanceof DataIdentifier ? value.name : []));

/** New ones come with new versions of the CDK; a misspelt one would fail at the deployment. */
function checkManaged(caller: string, identifier: DataIdentifier): void {
  if (identifier instanceof CustomDataIdentifier || MANAGED.includes(identifier.name)) return;
  const meant = closest(identifier.name, MANAGED);
  throw new Error(
    `${caller}: there is no managed data identifier '${identifier.name}'${meant ? `, did you mean '${meant}'?` : ''}; ` +
      'the members of DataIdentifier are known, and CustomDataIdentifier takes a regular expression',
  );
}

/**
 * The policy that finds and masks, as a log group takes it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data-start.html
 */
export function dataProtectionPolicy(scope: IConstruct, options: DataProtectionOptions): object {
  const { identifiers = DEFAULT_IDENTIFIERS, findings } = options;
  const custom = identifiers.filter((identifier) => identifier instanceof CustomDataIdentifier);
  const DataIdentifierList = identifiers.map((identifier) => arnOf(scope, identifier));
  const FindingsDestination = findings ? { CloudWatchLogs: { LogGroup: findings.logGroupName } } : {};
  return {
    Name: 'sightline-data-protection',
    Description: 'Masks sensitive data',
    Version: '2021-06-01',
    ...(custom.length > 0 && {
      Configuration: { CustomDataIdentifier: custom.map(({ name, regex }) => ({ Name: name, Regex: regex })) },
    }),
    Statement: [
      { Sid: 'audit', DataIdentifier: DataIdentifierList, Operation: { Audit: { FindingsDestination } } },
      { Sid: 'redact', DataIdentifier: DataIdentifierList, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
}

function arnOf(scope: IConstruct, identifier: DataIdentifier): string {
  if (identifier instanceof CustomDataIdentifier) return identifier.name;
  return Stack.of(scope).formatArn({
    service: 'dataprotection',
    region: '',
    account: 'aws',
    resource: 'data-identifier',
    resourceName: identifier.name,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
