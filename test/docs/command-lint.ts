/** What is wrong with the commands of a document: operations, options and variables that do not exist. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as sightline } from '../../lib/cli/main';
import { fencedBlocks, prose } from './markdown';
import { shellCommands, variablesRead, variablesSet } from './shell-commands';

/** An operation of the AWS CLI: its options, and those that it cannot do without. */
interface Operation {
  readonly options: ReadonlySet<string>;
  readonly required: readonly string[];
}

/** Of every command: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html */
const GLOBAL_OPTIONS = new Set(['--query', '--output', '--region', '--profile']);

const OPERATIONS = readOperations(readFileSync(join(__dirname, 'aws-commands.txt'), 'utf8'));

function readOperations(list: string): ReadonlyMap<string, Operation> {
  const lines = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [name = '', ...options] = line.split(/ (?=--)/);
      const required = options.filter((option) => option.endsWith('!')).map((option) => option.slice(0, -1));
      return [name, { options: new Set(options.map((option) => option.replace('!', ''))), required }];
    }),
  );
}

/** Commands of all shell blocks, and of code in sentences that begins like one. */
export function commandsOf(markdown: string): string[][] {
  const inline = [...prose(markdown).matchAll(/`((?:aws|npx sightline) [^`]+)`/g)].map(([, text = '']) => text);
  return [...shellBlocks(markdown), ...inline.map((text) => text.replaceAll('\n', ' '))].flatMap(shellCommands);
}

export function shellBlocks(markdown: string): string[] {
  return fencedBlocks(markdown)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text);
}

export function awsProblems(markdown: string): string[] {
  return commandsOf(markdown)
    .filter(([program]) => program === 'aws')
    .flatMap(([, service = '', operation = '', ...words]) => {
      const name = operation === 'wait' ? `${service} wait ${words[0]}` : `${service} ${operation}`;
      return problemsOf(name, OPERATIONS.get(name), optionsOf(words));
    });
}

function problemsOf(name: string, operation: Operation | undefined, given: readonly string[]): string[] {
  if (!operation) return [`aws ${name}: not in aws-commands.txt; aws-commands.py adds it, if the AWS CLI has it`];
  const unknown = given.filter((option) => !operation.options.has(option) && !GLOBAL_OPTIONS.has(option));
  const missing = operation.required.filter((option) => !given.includes(option));
  return [
    ...unknown.map((option) => `aws ${name}: there is no option ${option}`),
    ...missing.map((option) => `aws ${name}: ${option} is missing`),
  ];
}

/** What the help of our own command line does not know. */
export async function sightlineProblems(markdown: string): Promise<string[]> {
  const commands = commandsOf(markdown).filter(([program]) => program === 'sightline');
  return (await Promise.all(commands.map(problemsOfSightline))).flat();
}

async function problemsOfSightline([, command = '', ...words]: readonly string[]): Promise<string[]> {
  const about = await helpOf(command);
  const [what = ''] = words;
  const name = about.includes('<what>') ? `${command} ${what}` : command;
  const help = name === command ? about : await helpOf(command, what);
  if (!help.startsWith(`Usage: sightline ${name} `)) return [`sightline ${name}: there is no such command`];
  return optionsOf(words)
    .filter((option) => !new RegExp(`(^|[ [])${option}(?![\\w-])`, 'm').test(help))
    .map((option) => `sightline ${name}: there is no option ${option}`);
}

const helps = new Map<string, Promise<string>>();

function helpOf(...words: readonly string[]): Promise<string> {
  const key = words.join(' ');
  const known = helps.get(key) ?? printed([...words, '--help']);
  helps.set(key, known);
  return known;
}

/** One after the other: they share the process's output. */
let last: Promise<unknown> = Promise.resolve();

function printed(args: readonly string[]): Promise<string> {
  const mine = last.then(async () => {
    let text = '';
    const catchText = (chunk: unknown) => {
      text += String(chunk);
      return true;
    };
    const spies = [
      jest.spyOn(process.stdout, 'write').mockImplementation(catchText),
      jest.spyOn(process.stderr, 'write').mockImplementation(() => true),
    ];
    try {
      await sightline(args);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    return text;
  });
  last = mine;
  return mine;
}

function optionsOf(words: readonly string[]): string[] {
  return words.filter((word) => /^--\w/.test(word)).map((word) => word.split('=')[0] as string);
}

/** What a person who pastes the blocks one after the other would find empty. */
export function unsetVariables(markdown: string, fromEnvironment: readonly string[]): string[] {
  const blocks = shellBlocks(markdown);
  const set = new Set([...blocks.flatMap(variablesSet), ...fromEnvironment]);
  const inline = [...prose(markdown).matchAll(/`((?:aws|npx sightline) [^`]+)`/g)].map(([, text = '']) => text);
  return [...new Set([...blocks, ...inline].flatMap(variablesRead))].filter((name) => !set.has(name));
}
