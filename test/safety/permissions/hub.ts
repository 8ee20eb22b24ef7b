/** Roles of the functions of a hub: `IncidentResponse`. */
import {
  code,
  follows,
  ownFunction,
  type Permission,
  parametersBelow,
  type RolePermissions,
  service,
  takesFrom,
} from './permission';

const TABLE = 'Incidents/Table';
const [OPEN, SERVICE, DUE] = ['gsi1', 'gsi2', 'gsi3'].map((index) => `${TABLE}/index/${index}`) as [
  string,
  string,
  string,
];
const WAKE_UPS = 'Incidents/Escalations/WakeUps';

const CONFIG = parametersBelow('sightline/sightline', 'the configuration of the hub and of its services');
/** Of the table, the queues and the topics. */
const KEY = service(
  ['kms:Decrypt', 'kms:GenerateDataKey'],
  'Incidents/Key',
  'What the hub stores and sends is encrypted.',
);
const PAGER_KEY = service(
  ['kms:Decrypt', 'kms:GenerateDataKey'],
  'PagerKey',
  'A topic of yours may have a key of yours.',
);
const WAKE = code('sqs:SendMessage', WAKE_UPS, 'Sets timers of less than 15 minutes.');
const FAILED = 'Lambda puts there what failed every time.';
const SAY = code('events:PutEvents', 'Incidents/Bus', 'Says what happened.');

/** One transaction of conditional puts and deletes, of what was read before. */
const DECIDE: readonly Permission[] = [
  code(['dynamodb:GetItem', 'dynamodb:BatchGetItem'], TABLE, 'Reads the group, its incident and its members.'),
  code(['dynamodb:PutItem', 'dynamodb:DeleteItem'], TABLE, 'Stores a decision; timers that are done go with it.'),
];

const CHANNEL_SECRET = code(
  'secretsmanager:GetSecretValue',
  'secretsmanager secret:sightline/slack-??????',
  'Reads the secret of a channel.',
  'Secrets Manager ends ARNs with six characters of its own.',
);

export const HUB_ROLES: Readonly<Record<string, RolePermissions>> = {
  'Incidents/Signals/HandleSignal': ownFunction(
    'handle-signal',
    'Incidents/Signals/HandleSignal',
    ...[KEY, CONFIG, WAKE, SAY, ...DECIDE, takesFrom('Incidents/Signals/Queue')],
    code('sqs:SendMessage', 'Incidents/Signals/DeadLetters', 'Puts there what can never be read, with the reason.'),
    code('dynamodb:Query', TABLE, 'Finds what an alarm that is deleted brought, and whom it told.'),
    code('dynamodb:Query', OPEN, 'Counts the incidents that are open: a storm pages as one.'),
    code('ssm:GetParameter', 'ssm parameter/sightline-topology/sightline', 'Reads which service calls which.'),
  ),
  'Incidents/Escalations/Escalate': ownFunction(
    'escalate',
    'Incidents/Escalations/Escalate',
    ...[KEY, CONFIG, WAKE, SAY, ...DECIDE, takesFrom(WAKE_UPS)],
    code('dynamodb:Query', DUE, 'Finds the timers that are due.'),
    code('dynamodb:Query', TABLE, 'Finds what maintenance held back, and whom an incident told.'),
    code('dynamodb:Query', OPEN, 'Counts the incidents that are open, when what was held back begins one.'),
  ),
  'Incidents/Notifications/Notify': ownFunction(
    'notify',
    'Incidents/Notifications/Notify',
    ...[KEY, CONFIG, CHANNEL_SECRET, PAGER_KEY, ...follows(TABLE)],
    service('sqs:SendMessage', 'Incidents/Notifications/DeadLetters', FAILED),
    code('dynamodb:GetItem', TABLE, 'Reads what to tell of, and how its channel did lately.'),
    code('dynamodb:Query', TABLE, 'Finds stand-ins that were told, too.'),
    code('dynamodb:Query', DUE, 'Finds messages that are owed and were not sent at once.'),
    code('dynamodb:UpdateItem', TABLE, 'Takes a message for sending, and says what became of it.'),
    code(['dynamodb:PutItem', 'dynamodb:DeleteItem'], TABLE, 'Remembers that a channel fails, until it does not.'),
    code('secretsmanager:GetSecretValue', 'Incidents/Respond/SigningKey', 'Signs the links in messages.'),
    code('sns:Publish', ['Pager', 'Incidents/Fallback', 'Incidents/Responders'], 'Tells people.'),
  ),
  'Incidents/Journal/PublishIncidents': ownFunction(
    'publish-incidents',
    'Incidents/Journal/PublishIncidents',
    ...[KEY, SAY, ...follows(TABLE)],
    code(
      'sqs:SendMessage',
      'Incidents/Journal/DeadLetters',
      'Puts there what can never be read; Lambda, what failed every time.',
    ),
    code(['dynamodb:GetItem', 'dynamodb:Query'], TABLE, 'Reads the incident that a new entry of a timeline is of.'),
  ),
  'Incidents/Respond/Links': ownFunction(
    'respond',
    'Incidents/Respond/Links',
    ...[KEY, CONFIG, WAKE, ...DECIDE],
    code('dynamodb:Query', TABLE, 'Shows the timeline of the incident.'),
    code('secretsmanager:GetSecretValue', 'Incidents/Respond/SigningKey', 'Checks who signed a link.'),
  ),
  'Incidents/Respond/Operators': ownFunction(
    'respond',
    'Incidents/Respond/Operators',
    ...[KEY, CONFIG, WAKE, ...DECIDE],
    code('dynamodb:Query', TABLE, 'Shows timelines, and whom an incident told.'),
    code('dynamodb:Query', [OPEN, SERVICE], 'Lists incidents: those that are open, those of a service.'),
  ),
  'Incidents/Runbooks/RunRunbook': ownFunction(
    'run-runbook',
    'Incidents/Runbooks/RunRunbook',
    ...[KEY, CONFIG, WAKE, ...DECIDE, takesFrom('Incidents/Runbooks/Queue')],
    code('dynamodb:Query', TABLE, 'Finds what people asked for in the timeline, and who was told of it.'),
    code('sqs:SendMessage', 'Incidents/Runbooks/Queue', 'Looks again later whether a run has ended.'),
    code('lambda:InvokeFunction', 'Ship', 'Starts a function that a runbook names.'),
    ...documents(),
    code('states:StartExecution', 'states stateMachine:fail-over', 'Starts a state machine that a runbook names.'),
    code(
      ['states:DescribeExecution', 'states:StopExecution'],
      'states execution:fail-over:sightline-*',
      'Asks after executions that it started, and stops them when their time is over.',
      'Executions are named after the run, which is not known before.',
    ),
  ),
  'Incidents/Postmortems/WritePostmortem': ownFunction(
    'write-postmortem',
    'Incidents/Postmortems/WritePostmortem',
    ...[KEY, CONFIG, parametersBelow('sightline-slos/shop', 'the objectives of the evaluation')],
    code('dynamodb:GetItem', TABLE, 'Reads the incident, its evidence and its draft.'),
    code('dynamodb:PutItem', TABLE, 'Keeps evidence, and the draft.'),
    code(
      'dynamodb:Query',
      [TABLE, OPEN, SERVICE],
      'Reads the timeline, and which incidents there were beside and before.',
    ),
    code('dynamodb:Query', 'Slos/Table', 'Reads what the incident spent of error budgets.'),
    code('dynamodb:Query', 'Errors/Table', 'Reads which errors came.'),
    code('xray:GetTraceSummaries', '*', 'Finds the failing traces of the service.', 'IAM knows no resources of it.'),
    service('sqs:SendMessage', 'Incidents/Postmortems/DeadLetters', FAILED),
  ),
  'Incidents/Oversight/Reports/Report': ownFunction(
    'report-incidents',
    'Incidents/Oversight/Reports/Report',
    ...[KEY, CONFIG, CHANNEL_SECRET, PAGER_KEY],
    code('dynamodb:Scan', SERVICE, 'Reads the incidents of a week, or of a month.'),
    code(['dynamodb:GetItem', 'dynamodb:Query'], TABLE, 'Reads timelines, drafts, and whether a report was sent.'),
    code('dynamodb:PutItem', TABLE, 'Remembers that a report was sent.'),
    code('sns:Publish', ['Pager', 'Incidents/Responders'], 'Tells people.'),
  ),
  'Incidents/Oversight/Reports': {
    permissions: [
      service(
        'lambda:InvokeFunction',
        'Incidents/Oversight/Reports/Report/Function',
        'EventBridge Scheduler starts reports.',
      ),
    ],
  },
};

/** Of Systems Manager. */
function documents(): Permission[] {
  const document = ['ssm document/Shop-Restart', 'ssm automation-definition/Shop-Restart:$DEFAULT'];
  const role = 'iam role/restarter, where iam:PassedToService is ssm.amazonaws.com';
  return [
    code('ssm:StartAutomationExecution', document, 'Starts a document that a runbook names.'),
    service('iam:PassRole', role, 'Systems Manager runs the document with the role that the runbook names.'),
    code(
      ['ssm:StartAutomationExecution', 'ssm:GetAutomationExecution', 'ssm:StopAutomationExecution'],
      'ssm automation-execution/*',
      'Starts executions, asks after them, and stops them when their time is over.',
      'Systems Manager makes up their ids.',
    ),
  ];
}
