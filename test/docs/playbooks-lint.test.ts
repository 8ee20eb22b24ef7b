/** The lint of the playbooks finds what it is there for. */
import { awsProblems, commandsOf, sightlineProblems, unsetVariables } from './command-lint';
import { shellCommands } from './shell-commands';

const sh = (...lines: readonly string[]) => ['```sh', ...lines, '```', ''].join('\n');

describe('commands of a script', () => {
  test.each<[string, string, string[][]]>([
    [
      'one after the other',
      'aws a b; aws c d && aws e f\naws g h',
      [
        ['aws', 'a', 'b'],
        ['aws', 'c', 'd'],
        ['aws', 'e', 'f'],
        ['aws', 'g', 'h'],
      ],
    ],
    ['over several lines', 'aws a b \\\n  --c d', [['aws', 'a', 'b', '--c', 'd']]],
    ['with quotes', `aws a 'b "c' "d 'e $F"`, [['aws', 'a', 'b "c', "d 'e $F"]]],
    ['with escaped quotes', 'aws "a \\"b\\" c"', [['aws', 'a "b" c']]],
    [
      'in a substitution',
      'X=$(aws a b --c "$(aws d e)"); echo "$X"',
      [
        ['aws', 'd', 'e'],
        ['aws', 'a', 'b', '--c', '$()'],
        ['echo', '$X'],
      ],
    ],
    [
      'in a sum',
      'aws a "$(( $(date +%s) - 60 ))"',
      [
        ['date', '+%s'],
        ['aws', 'a', '$()'],
      ],
    ],
    ['in loops', 'for M in A B; do\n  aws a "$M"\ndone', [['for', 'M', 'in', 'A', 'B'], ['aws', 'a', '$M'], ['done']]],
    [
      'in functions',
      'ask() { # TITLE\n  until aws a b | grep -q x; do sleep 1; done\n}',
      [['ask'], ['aws', 'a', 'b'], ['grep', '-q', 'x'], ['sleep', '1'], ['done']],
    ],
    [
      'without comments and redirections',
      'aws a b # c d\naws e f > g.json',
      [
        ['aws', 'a', 'b'],
        ['aws', 'e', 'f'],
      ],
    ],
    ['behind npx and assignments', 'A=1 npx sightline cost', [['sightline', 'cost']]],
    ['with maps in braces', 'aws a AdditionalVersionWeights={}', [['aws', 'a', 'AdditionalVersionWeights={}']]],
  ])('%s', (_, script, commands) => {
    expect(shellCommands(script)).toEqual(commands);
  });

  test.each([['aws "a'], ["aws 'a"]])('a quote that is never closed is an error: %s', (script) => {
    expect(() => shellCommands(script)).toThrow('is never closed');
  });

  test('are found in blocks, in blocks of lists, and in sentences, but not in blocks of other languages', () => {
    const markdown = [
      sh('aws a b'),
      '1. Do:',
      '',
      '   ```sh',
      '   aws c d',
      '   ```',
      '',
      'Or `aws e f`, or `e f`.',
      '',
      '```text',
      'aws g h',
      '```',
    ];
    expect(commandsOf(markdown.join('\n'))).toEqual([
      ['aws', 'a', 'b'],
      ['aws', 'c', 'd'],
      ['aws', 'e', 'f'],
    ]);
  });
});

describe('the lint', () => {
  test.each<[string, string[], string[]]>([
    ['nothing', ['aws lambda get-alias --function-name f --name live --query x --output text --region eu-west-1'], []],
    [
      'an operation',
      ['aws lambda restart-function --function-name f'],
      ['aws lambda restart-function: not in aws-commands.txt; aws-commands.py adds it, if the AWS CLI has it'],
    ],
    [
      'an option',
      ['aws lambda get-alias --function f --function-name f --name live'],
      ['aws lambda get-alias: there is no option --function'],
    ],
    [
      'an option with =',
      ['aws lambda get-alias --function-name=f --name=live --force=x'],
      ['aws lambda get-alias: there is no option --force'],
    ],
    ['a required option', ['aws lambda get-alias --function-name f'], ['aws lambda get-alias: --name is missing']],
    [
      'a waiter',
      ['aws rds wait db-instance-happy'],
      ['aws rds wait db-instance-happy: not in aws-commands.txt; aws-commands.py adds it, if the AWS CLI has it'],
    ],
    ['a command in a substitution', ['X="$(aws kms describe-key)"'], ['aws kms describe-key: --key-id is missing']],
  ])('of AWS commands misses %s', (_, lines, problems) => {
    expect(awsProblems(sh(...lines))).toEqual(problems);
  });

  test.each<[string, string, string[]]>([
    ['nothing', 'npx sightline incidents resolve "$ID" --resolution x --root-cause y --force', []],
    ['a command', 'npx sightline restart', ['sightline restart: there is no such command']],
    [
      'what to do with incidents',
      'npx sightline incidents reopen "$ID"',
      ['sightline incidents reopen: there is no such command'],
    ],
    ['an option', 'npx sightline incidents ack "$ID" --text x', ['sightline incidents ack: there is no option --text']],
    [
      'an option that another begins with',
      'npx sightline incidents resolve "$ID" --root x',
      ['sightline incidents resolve: there is no option --root'],
    ],
  ])('of our commands misses %s', async (_, line, problems) => {
    expect(await sightlineProblems(sh(line))).toEqual(problems);
    expect(await sightlineProblems(`Do \`${line}\`.`)).toEqual(problems);
  });

  test('of variables misses those that nobody sets, in blocks and sentences', () => {
    const markdown = `${sh('A=1 B=$C', `for D in x; do echo "$A$B$D\${E}"; done`, "echo '$F' # $G")}\nThen \`aws a "$H"\`, \`$I\`.\n`;
    expect(unsetVariables(markdown, [])).toEqual(['C', 'E', 'H']);
    expect(unsetVariables(markdown, ['C', 'E', 'H'])).toEqual([]);
  });
});
