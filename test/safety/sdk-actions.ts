/** IAM actions of the AWS calls that a piece of code makes, by how they are written. */
import ts from 'typescript';

export interface FoundAction {
  readonly action: string;
  readonly node: ts.Node;
}

/** IAM prefix of each client; its actions are named as the commands. */
const CLIENTS: Readonly<Record<string, string>> = {
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
  '@aws-sdk/client-cloudwatch-logs': 'logs',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-sqs': 'sqs',
  '@aws-sdk/client-ssm': 'ssm',
  '@aws-sdk/client-xray': 'xray',
};

/** Of the document client; a transaction asks for the action of each of its parts. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  BatchGetCommand: 'BatchGetItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  BatchWriteCommand: 'BatchWriteItem',
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const TRANSACTION_PARTS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** Of a function, a class member or a statement. Throws for a command of a client that has no row here. */
export function actionsIn(unit: ts.Node): FoundAction[] {
  const found: FoundAction[] = [];
  let transacts = false;
  const parts: FoundAction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text.endsWith('Command')) {
      if (node.expression.text === 'TransactWriteCommand') transacts = true;
      else found.push({ action: commandAction(node.expression), node });
    }
    if (ts.isPropertyAssignment(node) && Object.hasOwn(TRANSACTION_PARTS, node.name.getText())) {
      parts.push({ action: `dynamodb:${TRANSACTION_PARTS[node.name.getText()]}`, node });
    }
    if (ts.isCallExpression(node)) found.push(...signedActions(node));
    ts.forEachChild(node, visit);
  };
  visit(unit);
  return transacts ? [...found, ...parts] : found;
}

function commandAction(command: ts.Identifier): string {
  const client = clientOf(command);
  if (client === '@aws-sdk/lib-dynamodb' && Object.hasOwn(DOCUMENTS, command.text)) {
    return `dynamodb:${DOCUMENTS[command.text]}`;
  }
  const prefix = Object.hasOwn(CLIENTS, client) ? CLIENTS[client] : undefined;
  if (prefix) return `${prefix}:${command.text.replace(/Command$/, '')}`;
  throw new Error(`${command.text} of '${client}' has no IAM action here; add it to ${__filename}`);
}

/** Module that the file imports the name from. */
function clientOf(name: ts.Identifier): string {
  for (const statement of name.getSourceFile().statements.filter(ts.isImportDeclaration)) {
    const bindings = statement.importClause?.namedBindings;
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    if (names.some((element) => element.name.text === name.text)) {
      return (statement.moduleSpecifier as ts.StringLiteral).text;
    }
  }
  return 'nowhere';
}

/** Of calls without an SDK client: `lib/adapters/aws/automation/`. */
function signedActions(node: ts.CallExpression): FoundAction[] {
  const [first] = node.arguments;
  if (!first || !ts.isStringLiteral(first)) return [];
  const callee = node.expression.getText();
  if (callee === 'signedCall' && first.text === 'lambda') return [{ action: 'lambda:InvokeFunction', node }];
  return callee === 'this.post' ? [{ action: `states:${first.text}`, node }] : [];
}
