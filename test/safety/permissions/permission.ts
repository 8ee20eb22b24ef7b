/** What a role of Sightline's may do, and why: written by hand, held to the templates and to the code by a test. */

export interface Permission {
  readonly actions: readonly string[];
  /** Construct path of the resource, or what of an ARN says which: as `scripts/docs/permissions.ts` shows it. */
  readonly on: readonly string[];
  readonly why: string;
  /** The function's own code asks for it, or a service in its name. */
  readonly askedBy: 'code' | 'service';
  /** Why `on` has `*` or `?`. */
  readonly wildcard?: string;
}

export interface RolePermissions {
  /** Folder in lambdas/; without one, a service of AWS takes the role. */
  readonly workflow?: string;
  readonly permissions: readonly Permission[];
}

/** Of one action by itself, or of several that are for the same. */
type Actions = string | readonly string[];

export function code(actions: Actions, on: string | readonly string[], why: string, wildcard?: string): Permission {
  return { actions: [actions].flat(), on: [on].flat(), why, askedBy: 'code', wildcard };
}

export function service(actions: Actions, on: string | readonly string[], why: string, wildcard?: string): Permission {
  return { ...code(actions, on, why, wildcard), askedBy: 'service' };
}

/** @see ../unscoped-actions.ts for the page that says so of each */
export const NO_RESOURCES = 'IAM knows no resources of it.';

/** A role of one of Sightline's own functions: it writes its log and sends its traces, whatever else it does. */
export function ownFunction(workflow: string, role: string, ...permissions: readonly Permission[]): RolePermissions {
  const logs = service(['logs:CreateLogStream', 'logs:PutLogEvents'], `${role}/Logs`, 'Lambda writes its log.');
  const actions = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
  return {
    workflow,
    permissions: [logs, service(actions, '*', 'Lambda sends its traces.', NO_RESOURCES), ...permissions],
  };
}

/** @param path of the parameters, without the slash it begins with */
export function parametersBelow(path: string, what: string): Permission {
  const wildcard = 'GetParametersByPath is asked for the path and for what lies below.';
  const on = [`ssm parameter/${path}`, `ssm parameter/${path}/*`];
  return code('ssm:GetParametersByPath', on, `Reads ${what}, one parameter each.`, wildcard);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function takesFrom(queue: string): Permission {
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  return service(actions, queue, 'Lambda takes messages from the queue for it.');
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
export function follows(table: string): Permission[] {
  const why = 'Lambda reads the stream of the table for it.';
  const records = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'];
  return [
    service(records, `${table} (StreamArn)`, why),
    service('dynamodb:ListStreams', `${table}/stream/*`, why, 'A stream has the time of its making in its name.'),
  ];
}
