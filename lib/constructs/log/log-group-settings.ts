import { Annotations } from 'aws-cdk-lib';
import { type CfnLogGroup, type ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { checkPlain, demand } from '../check';
import { type DataProtectionOptions, dataProtectionPolicy } from './data-protection';
import type { WatchedLog } from './watched-log';

export interface LogGroupSettings {
  readonly retention?: RetentionDays;
  readonly dataProtection?: DataProtectionOptions;
  readonly fieldIndexes?: readonly string[];
}

const FIELD_INDEXES = ['requestId', 'correlationId', 'operation', 'level', 'error.fingerprint'];

/** What is set on a log group itself. A policy of the user's own stays; what cannot be set is told at synth. */
export function configureLogGroup(
  scope: IConstruct,
  { template, logGroup }: WatchedLog,
  given: LogGroupSettings,
): void {
  const { retention, dataProtection, fieldIndexes = FIELD_INDEXES } = given;
  if (!template) {
    warnOfImported(logGroup, { retention, dataProtection, fieldIndexes: fieldIndexes[0] });
    return;
  }
  if (retention !== undefined) template.retentionInDays = retention === RetentionDays.INFINITE ? undefined : retention;
  if (!isStandard(template)) {
    if (dataProtection || given.fieldIndexes?.length) tell(logGroup, 'logClass', NOT_STANDARD);
    return;
  }
  if (dataProtection && isFree(logGroup, 'dataProtection', template.dataProtectionPolicy)) {
    refuseOwnFindings(scope, logGroup, dataProtection);
    template.dataProtectionPolicy = dataProtectionPolicy(scope, dataProtection);
  }
  if (fieldIndexes.length > 0 && isFree(logGroup, 'fieldIndexes', template.fieldIndexPolicies)) {
    template.fieldIndexPolicies = [{ Fields: [...fieldIndexes] }];
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
const NOT_STANDARD = 'is not of the class Standard, and others have neither field indexes nor data protection';

function isStandard({ logGroupClass }: CfnLogGroup): boolean {
  return logGroupClass === undefined || logGroupClass === 'STANDARD';
}

function warnOfImported(logGroup: ILogGroup, wanted: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(wanted).filter((name) => wanted[name] !== undefined);
  if (names.length === 0) return;
  tell(logGroup, 'importedLogGroup', `is not defined in this app, so it gets no ${names.join(', ')}`);
}

function isFree(logGroup: ILogGroup, option: string, policy: unknown): boolean {
  if (policy !== undefined) tell(logGroup, `${option}Kept`, `has a policy of its own, which stays ('${option}')`);
  return policy === undefined;
}

/** CloudWatch Logs would protect the findings about the protected. */
function refuseOwnFindings(scope: IConstruct, logGroup: ILogGroup, { findings }: DataProtectionOptions): void {
  demand(
    `ServiceLogs '${scope.node.path}'`,
    findings !== logGroup,
    `'findings' must not be '${logGroup.node.path}', which is one of those that are protected; pass another log group`,
  );
}

function tell(logGroup: ILogGroup, id: string, what: string): void {
  Annotations.of(logGroup).addWarningV2(`sightline:${id}`, `The log group '${logGroup.node.path}' ${what}`);
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutIndexPolicy.html */
const MAX_INDEXES = 20;
const MAX_FIELD_LENGTH = 100;

export function checkFieldIndexes(caller: string, fields: readonly string[]): void {
  checkPlain(caller, 'fieldIndexes', fields);
  for (const field of fields) {
    checkPlain(caller, 'fieldIndexes', field);
    const fits = field.length >= 1 && field.length <= MAX_FIELD_LENGTH;
    demand(caller, fits, `'fieldIndexes' have 1 to ${MAX_FIELD_LENGTH} characters each, got ${field.length}`);
  }
  const twin = fields.find((field, index) => fields.indexOf(field) !== index);
  demand(caller, twin === undefined, `'fieldIndexes' names '${twin}' twice; remove one`);
  demand(
    caller,
    fields.length <= MAX_INDEXES,
    `'fieldIndexes' may name ${MAX_INDEXES} fields at most, got ${fields.length}; leave out those that are queried least`,
  );
}
