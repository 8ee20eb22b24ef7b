import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Automation, type AutomationOptions, Runbook, type RunbookOptions } from '../../../lib';
import { temporaryDirectory } from '../../rehearsal/support';
import { ensureBundles, newFunction, newStack, type Properties, resources } from '../template';
import { configOf, hubTemplate, newHub, permissions, templateWith } from './hub-template';

beforeAll(ensureBundles);

const OPTIONS: RunbookOptions = {
  match: { service: 'checkout', severity: ['critical', 'high'] },
  alarms: ['*-FaultRate-*', 'Throttles'],
  steps: ['Look at the newest errors.', 'Roll back if it began with a deploy.'],
  url: 'https://wiki.example.com/checkout',
};

test('a runbook ends in the configuration as the functions read it', () => {
  const template = templateWith((hub) => {
    hub.addRunbook('restart', {
      ...OPTIONS,
      automation: Automation.ssmDocument('Acme-Restart', { Cluster: ['blue'] }, { destructive: true, dryRun: true }),
    });
    hub.addRunbook(new Runbook('look', { steps: ['Look.'] }));
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/runbook/restart' });
  expect(configOf(template).runbooks).toEqual([
    { schemaVersion: 1, kind: 'runbook', name: 'look', match: {}, steps: ['Look.'] },
    {
      schemaVersion: 1,
      kind: 'runbook',
      name: 'restart',
      match: { service: ['checkout'], severity: ['critical', 'high'] },
      alarms: ['*-FaultRate-*', 'Throttles'],
      steps: OPTIONS.steps,
      url: OPTIONS.url,
      automation: {
        kind: 'ssm',
        target: 'Acme-Restart',
        parameters: { Cluster: ['blue'] },
        destructive: true,
        timeoutMinutes: 10,
        cooldownMinutes: 30,
        verifyMinutes: 10,
        dryRun: true,
      },
    },
  ]);
});

test('a hub without automation has nothing that could run any', () => {
  const count = (template: Template) => Object.keys(template.toJSON().Resources).length;
  const plain = count(hubTemplate());
  expect(count(templateWith((hub) => hub.addRunbook('look', { steps: ['Look.'] })))).toBe(plain + 1);
});

test('what runs by itself: one queue with its dead letters, one function, one rule, the switch, and alarms on it', () => {
  const template = templateWith((hub) => hub.addRunbook('a', { automation: Automation.ssmDocument('Acme-A') }));
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['sightline'],
      'detail-type': ['Sightline Incident'],
      detail: { change: ['opened', 'reopened', 'joined', 'severity', 'requested', 'approved'] },
    },
    Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue(), RetryPolicy: Match.anyValue() })],
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/sightline/sightline/switch/runbooks', Value: 'on' });
  const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map(({ AlarmName }) => String(AlarmName));
  expect(alarms.filter((name) => /DeadRuns|RunRunbookErrors/.test(name))).toHaveLength(2);
  expect(configOf(template).runbooksOff).toBeUndefined();
});

test('the function may start what was added, and nothing else', () => {
  const stack = newStack('Hub');
  const hub = newHub({}, stack);
  const machine = new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'P')),
  });
  const restart = newFunction(stack, 'Restart');
  const assumeRole = new Role(stack, 'Assumed', { assumedBy: new ServicePrincipal('ssm.amazonaws.com') });
  hub.addRunbook('own', { automation: Automation.ssmDocument('Acme-Restart', {}, { assumeRole }) });
  hub.addRunbook('aws', { automation: Automation.ssmDocument('AWS-RestartEC2Instance', { InstanceId: ['i-1'] }) });
  hub.addRunbook('machine', { automation: Automation.stateMachine(machine, { colour: 'blue' }) });
  hub.addRunbook('function', { automation: Automation.lambda(restart) });
  const template = Template.fromStack(stack);
  const granted = permissions(template, 'RunRunbook');
  const [ssm, ownAccount] = ['arn:AWS::Partition:ssm:AWS::Region:', 'AWS::AccountId'];
  expect(granted['ssm:StartAutomationExecution']?.sort()).toEqual(
    [
      `${ssm}${ownAccount}:document/Acme-Restart`,
      `${ssm}${ownAccount}:automation-definition/Acme-Restart:$DEFAULT`,
      `${ssm}:document/AWS-RestartEC2Instance`,
      `${ssm}:automation-definition/AWS-RestartEC2Instance:$DEFAULT`,
      `${ssm}${ownAccount}:automation-execution/*`,
    ].sort(),
  );
  expect(granted['ssm:StopAutomationExecution']).toEqual([`${ssm}${ownAccount}:automation-execution/*`]);
  expect(granted['states:StartExecution']).toEqual([expect.stringMatching(/^Machine/)]);
  expect(JSON.stringify(template.toJSON())).toMatch(/:execution:.{0,200}:sightline-\*/);
  expect(granted['lambda:InvokeFunction']).toEqual([expect.stringMatching(/^Restart/)]);
  expect(granted['iam:PassRole']).toEqual([expect.stringMatching(/^Assumed/)]);
  const statements: Properties[] = Object.values(resources(template, 'AWS::IAM::Policy')).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  expect(statements.filter(({ Action }) => Action === 'iam:PassRole')).toEqual([
    expect.objectContaining({ Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } } }),
  ]);
  Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
});

test.each<[unknown, string]>([
  [{ steps: ['a', 'b', 'c', 'd'] }, "'steps' must be at most 3, got 4; 'url' leads to the rest"],
  [{ steps: [''] }, "'steps' must be a text of 1 to 300 characters, got ''"],
  [{ steps: ['x'.repeat(81_920)] }, "'steps' must be a text of 1 to 300 characters, got 81920 characters"],
  [{ steps: 'Look.' }, "'steps' must be a list of texts, got 'Look.'"],
  [{ url: 'http://wiki' }, "'url' must begin with https://, got 'http://wiki'"],
  [{ url: 'javascript:alert(1)' }, "'url' must begin with https://"],
  [{ match: { tags: { a: 'b' } } }, "'match' cannot ask for tags, which incidents do not keep; use 'alarms'"],
  [{ match: { service: [] } }, "'service' must have at least one value"],
  [{ alarms: [] }, "'alarms' must have at least one, got an empty list; leave it out for any"],
  [{ alarm: 'a' }, "there is no option 'alarm'; did you mean 'alarms'?"],
])('refuses %j', (options, message) => {
  expect(() => newHub().addRunbook('r', options as RunbookOptions)).toThrow(message);
});

test.each<[AutomationOptions, string]>([
  [{ timeout: Duration.seconds(59) }, "'timeout' must be whole seconds from 1 min"],
  [{ timeout: Duration.days(2) }, "'timeout' must be whole seconds from 1 min to 24 h, got 2 days"],
  [{ cooldown: Duration.days(8) }, "'cooldown' must be whole seconds from 0"],
  [{ verify: Duration.seconds(90) }, "'verify' must be whole minutes, got 1 minute 30 seconds"],
  [{ destructive: 'yes' as never }, "'destructive' must be true or false, got 'yes'"],
  [{ approve: true } as never, "there is no option 'approve'"],
])('refuses the automation %j', (options, message) => {
  expect(() => Automation.ssmDocument('Acme-A', {}, options)).toThrow(message);
});

test('refuses what is no document, no list of texts, no Standard state machine, and a name that is taken', () => {
  expect(() => Automation.ssmDocument('*')).toThrow("'name' must be the name of a document, got '*'");
  expect(() => Automation.ssmDocument('Acme-A', { a: 'b' } as never)).toThrow(
    "the parameter 'a' must be a list of texts, got 'b'",
  );
  const stack = newStack('Hub');
  const express = new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'P')),
    stateMachineType: StateMachineType.EXPRESS,
  });
  expect(() => Automation.stateMachine(express)).toThrow(
    'does not say what became of it; use one of the type Standard',
  );
  const hub = newHub({}, stack);
  hub.addRunbook('a', { steps: ['Look.'] });
  expect(() => hub.addRunbook('a', { steps: ['Look.'] })).toThrow("two of kind runbook named 'a'");
  expect(() => hub.addRunbook(new Runbook('b', { steps: ['x'] }), {})).toThrow('a Runbook has its options');
});

test('one that says nothing is refused at synth', () => {
  const stack = newStack('Hub');
  newHub({}, stack).addRunbook('empty', {});
  expect(() => Template.fromStack(stack)).toThrow("runbook 'empty' says nothing");
});

test.each<[string, string, string | undefined]>([
  ['lambda', 'arn:aws:lambda:eu-west-1:111122223333:function:restart:live', undefined],
  [
    'lambda',
    'arn:aws:lambda:us-east-1:111122223333:function:restart',
    "runbook 'restart': 'target' is in the Region us-east-1 and the hub in eu-west-1; name one of the hub's Region",
  ],
  [
    'stepFunctions',
    'arn:aws:states:eu-west-1:444455556666:stateMachine:restart',
    "runbook 'restart': 'target' is in the account 444455556666 and the hub in 111122223333; name one of the hub's account",
  ],
])('a %s at %s is looked for where the hub is', (kind, target, message) => {
  const env = { region: 'eu-west-1', account: '111122223333' };
  const runbook = new Runbook('restart', { automation: Automation.fromFields({ kind, target }) });
  const add = (stack: Stack) => () => newHub({}, stack).addRunbook(runbook);
  // Where the stack does not know its own place, any may be it.
  expect(add(newStack('Hub'))).not.toThrow();
  if (message === undefined) expect(add(new Stack(new App(), 'Hub', { env }))).not.toThrow();
  else expect(add(new Stack(new App(), 'Hub', { env }))).toThrow(message);
});

describe('from Markdown', () => {
  const directory = temporaryDirectory();
  afterAll(() => directory.remove());
  const write = (text: string) => {
    directory.write('runbook.md', text);
    return join(directory.path, 'runbook.md');
  };

  test('the front matter has the options, the text the first steps', () => {
    const path = write(`---
name: restart # as incidents call it
match: { service: [checkout, payments], severity: critical }
alarms:
- '*-FaultRate-*'
- Throttles
url: https://wiki.example.com/a#b
automation:
  kind: ssm
  target: Acme-Restart
  parameters:
    Cluster: [blue]
  destructive: true
  timeoutMinutes: 5
---
# Restart

Words.

1. Read the **newest** errors by \`fingerprint\`.
2. Restart.
3. Wait.
4. Go home.
`);
    expect(Runbook.fromMarkdown(path).config).toEqual({
      schemaVersion: 1,
      kind: 'runbook',
      name: 'restart',
      match: { service: ['checkout', 'payments'], severity: ['critical'] },
      alarms: ['*-FaultRate-*', 'Throttles'],
      steps: ['Read the newest errors by fingerprint.', 'Restart.', 'Wait.'],
      url: 'https://wiki.example.com/a#b',
      automation: {
        ...{ kind: 'ssm', target: 'Acme-Restart', parameters: { Cluster: ['blue'] }, destructive: true },
        ...{ timeoutMinutes: 5, cooldownMinutes: 30, verifyMinutes: 10 },
      },
    });
    const more = { automation: undefined, steps: ['Call somebody.'] };
    expect(Runbook.fromMarkdown(path, more).config).not.toHaveProperty('automation');
    expect(Runbook.fromMarkdown(path, more).config.steps).toEqual(['Call somebody.']);
  });

  test.each([
    ['# Restart\n', "runbook.md: line 1: a front matter begins with a line '---'"],
    ['---\nname: a\n', "the front matter never ends; end it with a line '---'"],
    ['---\nname: a\nname: b\n---\n', "runbook.md: line 3: 'name' is there twice"],
    ['---\nname: a\nstep: [x]\n---\n', "runbook.md: runbook 'a': there is no option 'step'; did you mean 'steps'?"],
    ['---\nsteps: [x]\n---\n', "'name' must be a text, got undefined"],
    [
      '---\nname: a\nautomation: { kind: shell, target: ls }\n---\n',
      "'kind' must be one of ssm, stepFunctions, lambda; got",
    ],
    [
      '---\nname: a\nautomation: { kind: lambda, target: restart }\n---\n',
      "automation: 'target' must be the ARN of a function, such as arn:aws:lambda:eu-west-1:111122223333:function:clear-cache, got 'restart'",
    ],
    [
      "---\nname: a\nautomation: { kind: lambda, target: 'arn:aws:states:eu-west-1:111122223333:stateMachine:a' }\n---\n",
      "'target' must be the ARN of a function",
    ],
    [
      "---\nname: a\nautomation: { kind: stepFunctions, target: 'arn:aws:lambda:eu-west-1:111122223333:function:a' }\n---\n",
      "'target' must be the ARN of a state machine, such as arn:aws:states:eu-west-1:111122223333:stateMachine:fail-over",
    ],
    ['---\nname: a\nsteps: [a, b, c, d]\n---\n', "'steps' must be at most 3, got 4; 'url' leads to the rest"],
    [`---\nname: a\nsteps: [${'x'.repeat(301)}]\n---\n`, "'steps' must be a text of 1 to 300 characters, got 301"],
    [
      '---\nname: a\nautomation: { kind: ssm, target: Acme-A, timeoutMinutes: soon }\n---\n',
      "'timeoutMinutes' must be a whole",
    ],
    ['---\nname: a\nautomation: nothing\n---\n', 'automation: pass an object of options'],
  ])('says file and place of what is wrong: %j', (text, message) => {
    const path = write(text);
    expect(() => Runbook.fromMarkdown(path)).toThrow(message);
    expect(() => Runbook.fromMarkdown(path)).toThrow(path);
  });

  test('says which file is not there', () => {
    expect(() => Runbook.fromMarkdown('/nowhere/a.md')).toThrow('/nowhere/a.md: ENOENT');
  });
});
