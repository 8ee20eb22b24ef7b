/** Type-checks the TypeScript of the documentation with the project's own settings. */
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Snippet {
  /** Where it stands, for the messages: `docs/how-to/a.md:12`. */
  readonly place: string;
  /** Below the root; snippets of one folder can import each other. It need not exist. */
  readonly file: string;
  readonly text: string;
}

const ROOT = join(__dirname, '..', '..');

/** What snippets speak of without defining it, as a reader's own code would. */
const KNOWN: Readonly<Record<string, string>> = {
  placeOrder: "const placeOrder: import('aws-cdk-lib/aws-lambda').IFunction & ((event: object) => Promise<object>)",
  getOrder: "const getOrder: import('aws-cdk-lib/aws-lambda').IFunction",
  chargePayment: "const chargePayment: import('aws-cdk-lib/aws-lambda').IFunction",
  api: "const api: import('aws-cdk-lib/aws-apigatewayv2').IHttpApi",
  orders: "const orders: import('aws-cdk-lib/aws-dynamodb').ITable",
  payments: "const payments: import('aws-cdk-lib/aws-sqs').IQueue",
  topic: "const topic: import('aws-cdk-lib/aws-sns').ITopic",
  observability: "const observability: import('sightline').Observability",
  checkout: "const checkout: import('sightline').Observability",
  search: "const search: import('sightline').Observability",
  incidents: "const incidents: import('sightline').IncidentResponse",
  APIGatewayProxyEventV2: "type APIGatewayProxyEventV2 = import('aws-lambda').APIGatewayProxyEventV2",
};

/** One line for each problem; empty where all is well. */
export function typeCheck(snippets: readonly Snippet[]): string[] {
  const sources = new Map(snippets.map((snippet) => [join(ROOT, snippet.file), complete(snippet.text)]));
  const options = projectOptions();
  const host = ts.createCompilerHost(options);
  const folders = new Set([...sources.keys()].map((file) => dirname(file)));
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile, directoryExists: host.directoryExists };
  host.fileExists = (file) => sources.has(file) || onDisk.fileExists(file);
  host.readFile = (file) => sources.get(file) ?? onDisk.readFile(file);
  host.directoryExists = (folder) => folders.has(folder) || onDisk.directoryExists?.(folder) !== false;
  const getSourceFile = host.getSourceFile;
  host.getSourceFile = (file, language, ...rest) => {
    const text = sources.get(file);
    return text === undefined
      ? getSourceFile(file, language, ...rest)
      : ts.createSourceFile(file, text, language, true);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return snippets.flatMap(({ place, file }) => {
    const source = program.getSourceFile(join(ROOT, file));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}

function projectOptions(): ts.CompilerOptions {
  const file = join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT, undefined, file);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}

/** A snippet with what it leaves out: declarations of the reader's own things, and a construct for `this`. */
function complete(text: string): string {
  // What must stand outside of the function that `this` needs.
  const imports = text.match(/^(?:import [^;]*|declare const [^;\n]*);$/gm) ?? [];
  const body = imports.reduce((rest, line) => rest.replace(line, ''), text);
  const declared = Object.entries(KNOWN)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(body) && !defines(text, name))
    .map(([, declaration]) => (declaration.startsWith('type ') ? `${declaration};` : `declare ${declaration};`));
  const inConstruct = /\bthis\b/.test(body) && !/\bclass\b/.test(body);
  const code = inConstruct ? `export function build(this: import('constructs').Construct): void {\n${body}\n}` : body;
  return [...imports, ...declared, code, 'export {};'].join('\n');
}

/** Whether the snippet imports or declares the name itself. */
function defines(text: string, name: string): boolean {
  return new RegExp(`\\b(const|function|class|let) ${name}\\b|^import [^;]*\\b${name}\\b[^;]*;$`, 'm').test(text);
}
