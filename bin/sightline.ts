#!/usr/bin/env node
import { main } from '../lib/cli/main';

// A reader that has seen enough, such as `| head`, ends the story and is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
