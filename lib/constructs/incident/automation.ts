import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IStateMachine, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { AUTOMATION_KINDS, type AutomationConfig } from '../../core/config';
import { LONGEST_AUTOMATION_MINUTES, LONGEST_COOLDOWN_MINUTES } from '../../core/config/read-runbook';
import { EXECUTION_PREFIX } from '../../core/runbook/run';
import { checkKeys, checkNumber, checkOneOf, checkText, demand, type Keys, shown } from '../check';
import { checkMinutes } from './check-time';
import type { WorkflowFunction } from './workflow-function';

/** How far an automation may go without a person, and how soon again. */
export interface AutomationOptions {
  /** It may do harm, such as losing data or capacity: a person approves each run. @default false */
  readonly destructive?: boolean;
  /** It is stopped after this time; 1 minute to 1 day. @default Duration.minutes(10) */
  readonly timeout?: Duration;
  /** It does not start again for the same service within this time; 0 to 7 days. @default Duration.minutes(30) */
  readonly cooldown?: Duration;
  /** After its end the alarms have so long to recover; 0 to 1 day. @default Duration.minutes(10) */
  readonly verify?: Duration;
  /** What would run is recorded, and nothing is started. @default false */
  readonly dryRun?: boolean;
}

/** What an automation that is a Systems Manager document has beside the rest. */
export interface DocumentOptions extends AutomationOptions {
  /** Role that the document runs with, as its parameter `AutomationAssumeRole`. @default - as the document says */
  readonly assumeRole?: IRole;
}

/** Lets the function that runs runbooks start this target and no other. */
export type GrantAutomation = (handler: WorkflowFunction) => void;

/** What a runbook runs by itself. */
export class Automation {
  /**
   * A document of Systems Manager Automation, in its default version.
   * @param name of your account's, or of AWS: `AWS-RestartEC2Instance`
   * @param parameters of the document
   */
  static ssmDocument(
    name: string,
    parameters: Readonly<Record<string, readonly string[]>> = {},
    options: DocumentOptions = {},
  ): Automation {
    const where = `Automation.ssmDocument '${name}'`;
    const { assumeRole, ...rest } = options;
    checkText(where, 'name', name, MAX_NAME);
    demand(where, DOCUMENT.test(name), `'name' must be the name of a document, got ${shown(name)}`);
    const isList = (value: unknown) => Array.isArray(value) && value.every((text) => typeof text === 'string');
    const wrong = Object.entries(parameters).find(([, value]) => !isList(value));
    demand(where, !wrong, `the parameter '${wrong?.[0]}' must be a list of texts, got ${shown(wrong?.[1])}`);
    const role = assumeRole && { [ROLE_PARAMETER]: [assumeRole.roleArn] };
    const config = { kind: 'ssm', target: name, ...optional({ ...parameters, ...role }) } as const;
    return new Automation(where, config, rest, (handler) => grantDocument(handler, name, assumeRole));
  }

  /**
   * A state machine of the type Standard: an Express one does not say what became of it.
   * @param input what an execution gets, beside `sightline`, which says what it is for
   */
  static stateMachine(
    stateMachine: IStateMachine,
    input: Readonly<Record<string, unknown>> = {},
    options: AutomationOptions = {},
  ): Automation {
    const where = 'Automation.stateMachine';
    const isExpress =
      stateMachine instanceof StateMachine && stateMachine.stateMachineType === StateMachineType.EXPRESS;
    demand(where, !isExpress, 'an Express state machine does not say what became of it; use one of the type Standard');
    const target = stateMachine.stateMachineArn;
    const config = { kind: 'stepFunctions', target, ...optional(input) } as const;
    return new Automation(where, config, options, (handler) => grantStateMachine(handler, target));
  }

  /**
   * A function, invoked asynchronously: Lambda may invoke it more than once for one run, so that it must do no harm when
   * repeated.
   * @param payload what it gets, beside `sightline`, which says what it is for
   */
  static lambda(
    handler: IFunction,
    payload: Readonly<Record<string, unknown>> = {},
    options: AutomationOptions = {},
  ): Automation {
    const target = handler.functionArn;
    const config = { kind: 'lambda', target, ...optional(payload) } as const;
    const grant: GrantAutomation = (runner) => runner.allow(['lambda:InvokeFunction'], target);
    return new Automation('Automation.lambda', config, options, grant);
  }

  /** @internal As the front matter of a runbook says it: ARNs as texts, times in minutes. */
  static fromFields(given: unknown): Automation {
    const where = 'automation';
    checkKeys(where, given as FieldsOfAutomation, FIELDS);
    const { kind, target, parameters = {}, destructive, dryRun, ...times } = given as FieldsOfAutomation;
    checkOneOf(where, 'kind', kind, AUTOMATION_KINDS);
    checkText(where, 'target', target, 2_048);
    demand(where, isMap(parameters), `'parameters' must be a map, got ${shown(parameters)}`);
    const options: AutomationOptions = { destructive, dryRun, ...durationsOf(where, times) };
    if (kind === 'ssm') return Automation.ssmDocument(target, parameters as Record<string, string[]>, options);
    const { pattern, form } = ARNS[kind];
    demand(where, pattern.test(target), `'target' must be the ARN of ${form}, got ${shown(target)}`);
    const grant: GrantAutomation =
      kind === 'lambda'
        ? (handler) => handler.allow(['lambda:InvokeFunction'], target)
        : (handler) => grantStateMachine(handler, target);
    return new Automation(where, { kind, target, ...optional(parameters) }, options, grant);
  }

  /** As the functions read it. */
  readonly config: AutomationConfig;

  private constructor(
    where: string,
    target: Pick<AutomationConfig, 'kind' | 'target' | 'parameters'>,
    options: AutomationOptions,
    /** @internal */
    readonly grant: GrantAutomation,
  ) {
    checkKeys(where, options, { destructive: true, timeout: true, cooldown: true, verify: true, dryRun: true });
    const { timeout = Duration.minutes(10), cooldown = Duration.minutes(30), verify = Duration.minutes(10) } = options;
    const day = LONGEST_AUTOMATION_MINUTES * 60;
    this.config = {
      ...target,
      ...flag(where, 'destructive', options.destructive),
      timeoutMinutes: checkMinutes(where, 'timeout', timeout, { min: 60, max: day }),
      cooldownMinutes: checkMinutes(where, 'cooldown', cooldown, { min: 0, max: LONGEST_COOLDOWN_MINUTES * 60 }),
      verifyMinutes: checkMinutes(where, 'verify', verify, { min: 0, max: day }),
      ...flag(where, 'dryRun', options.dryRun),
    };
  }
}

/**
 * Refuses the ARN of another place than the stack's, where both are known: what runs is looked after in the Region of the
 * hub, with permissions of its account.
 */
export function checkPlace(where: string, { kind, target }: AutomationConfig, stack: Stack): void {
  if (kind === 'ssm' || Token.isUnresolved(target)) return;
  const [, , , region, account] = target.split(':');
  for (const [name, its, own] of [
    ['Region', region, stack.region],
    ['account', account, stack.account],
  ] as const) {
    const same = its === own || Token.isUnresolved(own);
    demand(where, same, `'target' is in the ${name} ${its} and the hub in ${own}; name one of the hub's ${name}`);
  }
}

type FieldsOfAutomation = Pick<AutomationConfig, 'kind' | 'target'> & Partial<AutomationConfig>;

const FIELDS: Keys<FieldsOfAutomation> = {
  ...{ kind: true, target: true, parameters: true, destructive: true, dryRun: true },
  ...{ timeoutMinutes: true, cooldownMinutes: true, verifyMinutes: true },
};

function durationsOf(
  where: string,
  { timeoutMinutes, cooldownMinutes, verifyMinutes }: Partial<AutomationConfig>,
): Pick<AutomationOptions, 'timeout' | 'cooldown' | 'verify'> {
  const minutes = (name: string, value: number) => Duration.minutes(checkNumber(where, name, value, WHOLE));
  return {
    ...(timeoutMinutes !== undefined && { timeout: minutes('timeoutMinutes', timeoutMinutes) }),
    ...(cooldownMinutes !== undefined && { cooldown: minutes('cooldownMinutes', cooldownMinutes) }),
    ...(verifyMinutes !== undefined && { verify: minutes('verifyMinutes', verifyMinutes) }),
  };
}

/** A function may have an alias or a version; of a state machine, executions are named after the machine itself. */
const ARNS = {
  lambda: {
    pattern: /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/,
    form: 'a function, such as arn:aws:lambda:eu-west-1:111122223333:function:clear-cache',
  },
  stepFunctions: {
    pattern: /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^:\s]{1,80}$/,
    form: 'a state machine, such as arn:aws:states:eu-west-1:111122223333:stateMachine:fail-over',
  },
} as const;

const WHOLE = { min: 0, integer: true } as const;

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html */
const DOCUMENT = /^[a-zA-Z0-9_.-]{3,128}$/;
const MAX_NAME = 128;
const ROLE_PARAMETER = 'AutomationAssumeRole';

function grantDocument(handler: WorkflowFunction, name: string, assumeRole: IRole | undefined): void {
  // Documents of AWS have no account in their ARN, and older policies call them definitions:
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-identity-based-policies.html
  const account = /^(AWS|Amazon)[A-Za-z0-9]*-/.test(name) ? { account: '' } : {};
  const arn = (resource: string, resourceName: string) =>
    Stack.of(handler).formatArn({ service: 'ssm', resource, resourceName, ...account });
  const document = [arn('document', name), arn('automation-definition', `${name}:$DEFAULT`)];
  handler.allow(['ssm:StartAutomationExecution'], ...document);
  if (!assumeRole) return;
  handler.function.addToRolePolicy(
    new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [assumeRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    }),
  );
}

function grantStateMachine(handler: WorkflowFunction, stateMachineArn: string): void {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const { resourceName: name, ...place } = Stack.of(handler).splitArn(stateMachineArn, arnFormat);
  const resourceName = `${name}:${EXECUTION_PREFIX}*`;
  const executions = Stack.of(handler).formatArn({ ...place, resource: 'execution', resourceName, arnFormat });
  handler.allow(['states:StartExecution'], stateMachineArn);
  const reason = 'Asks after and stops executions that it started: their names begin so, and end as only a run knows.';
  handler.allowWildcard(reason, ['states:DescribeExecution', 'states:StopExecution'], executions);
}

function optional(parameters: Readonly<Record<string, unknown>>): Pick<AutomationConfig, 'parameters'> {
  return Object.keys(parameters).length > 0 ? { parameters } : {};
}

function flag<N extends string>(where: string, name: N, value: unknown): { readonly [P in N]?: true } {
  demand(
    where,
    value === undefined || typeof value === 'boolean',
    `'${name}' must be true or false, got ${shown(value)}`,
  );
  return (value ? { [name]: true } : {}) as { readonly [P in N]?: true };
}
