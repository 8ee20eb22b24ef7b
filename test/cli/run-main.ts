/**
 * Runs the command several times in a process of its own, where modules are loaded as users' Node.js loads them:
 * the argument is a JSON list of command lines, the answer a JSON list of exit code and stderr of each.
 */
import { main } from '../../lib/cli/main';

async function run(): Promise<void> {
  const results: { readonly code: number; readonly stderr: string }[] = [];
  const { stdout, stderr } = process;
  const [write, writeError] = [stdout.write, stderr.write];
  for (const args of JSON.parse(process.argv[2] ?? '[]') as string[][]) {
    let said = '';
    stdout.write = () => true;
    stderr.write = (chunk: string | Uint8Array) => {
      said += String(chunk);
      return true;
    };
    const code = await main(args);
    Object.assign(stdout, { write });
    Object.assign(stderr, { write: writeError });
    results.push({ code, stderr: said });
  }
  stdout.write(JSON.stringify(results));
}

void run();
